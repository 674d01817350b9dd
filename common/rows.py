"""Large tables of numbers, read without the cost of Django's chunks and conversions."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection, connections
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


class Compiled:
    """A `values_list` whose SQL is made once for each engine and number of arguments, and then run with others.

    For a page that asks the same nested question each time: Django compiles it for longer than the database answers.
    `build` gets stand-ins for the arguments, texts or (where `numbers` says so by position) whole numbers, each of
    which must come up in the SQL's parameters as it is. Columns are as in `fetch_rows`.
    """

    def __init__(
        self, build: "Callable[..., QuerySet[Any, tuple[Any, ...]]]", *, numbers: frozenset[int] = frozenset()
    ) -> None:
        self._build, self._numbers = build, numbers
        self._made: dict[tuple[str, int], tuple[str, tuple[Any, ...], dict[Any, int]]] = {}

    def rows(self, *arguments: Any) -> list[tuple[Any, ...]]:
        """All rows for these arguments. One statement."""
        statement, parameters, places = self._compiled(len(arguments))
        given = [arguments[places[each]] if each in places else each for each in parameters]
        with connection.cursor() as cursor:
            cursor.execute(statement, given)
            rows: list[tuple[Any, ...]] = cursor.fetchall()
            return rows

    def _compiled(self, count: int) -> tuple[str, tuple[Any, ...], dict[Any, int]]:
        key = (connection.vendor, count)
        if key not in self._made:
            stand_ins = [-1_000_000 - n if n in self._numbers else f"stand-in {n}" for n in range(count)]
            statement, parameters = self._build(*stand_ins).query.sql_with_params()
            self._made[key] = (statement, parameters, {each: n for n, each in enumerate(stand_ins)})
        return self._made[key]
