"""Large tables of numbers, read without the cost of Django's chunks and conversions."""

from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import QuerySet


def fetch_rows(values: "QuerySet[Any, tuple[Any, ...]]") -> list[tuple[Any, ...]]:
    """All rows of a `values_list`, as the database gives them: for columns of whole numbers and texts alone.

    Django fetches a hundred rows at a time and looks at each; for thousands of rows that takes as long again as the
    database does. Columns that need a conversion on some engine (days, moments, decimals, JSON) would come raw.
    """
    try:
        statement, parameters = values.query.sql_with_params()
    except EmptyResultSet:
        return []
    with connections[values.db].cursor() as cursor:
        cursor.execute(statement, parameters)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows
