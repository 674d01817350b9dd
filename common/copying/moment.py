"""Reading many tables as they stood at one moment, while others go on writing."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection


@contextmanager
def one_moment() -> Iterator[None]:
    """All that is read inside is of the moment of the first statement. Nobody waits for it, and it writes nothing.

    Inside of a transaction that is open already, its moment is the one.
    """
    if connection.in_atomic_block:
        yield
        return
    # Not `atomic`: on SQLite that would take the lock of writers for the whole length.
    begin = (
        "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY" if connection.vendor == "postgresql" else "BEGIN"
    )
    _run(begin)
    try:
        _run("SELECT 1 FROM django_migrations LIMIT 1")  # the moment is that of the first table read
        yield
    finally:
        _run("ROLLBACK")


def _run(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)
