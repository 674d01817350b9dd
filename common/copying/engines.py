"""The database as one file, by the means of its engine: SQLite's own copying, `pg_dump` and `pg_restore`."""

import os
import sqlite3
import subprocess
from pathlib import Path

from django.db import connection

from common.decisions import DomainError

NAMES = {"sqlite": "database.sqlite3", "postgresql": "database.pgdump"}
"""What the database's file is called in a backup, by engine."""


def dump_to(path: Path) -> None:
    """The database of the moment that the open transaction reads (`common.copying.moment`), into a new file."""
    if connection.vendor == "postgresql":
        _pg_dump(path)
    else:
        _copy_sqlite(path)


def load_from(path: Path) -> None:
    """Put the file's database in the place of this one, which holds nothing. DomainError leaves it as it was."""
    if connection.vendor == "postgresql":
        _pg_restore(path)
    else:
        _place_sqlite(path)


def _copy_sqlite(path: Path) -> None:
    """By the connection that holds the transaction: what others commit meanwhile is not in the copy."""
    connection.ensure_connection()
    target = sqlite3.connect(path)
    try:
        connection.connection.backup(target)
    finally:
        target.close()


def _place_sqlite(path: Path) -> None:
    connection.ensure_connection()
    source = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    try:
        _require_sound(source)
        source.backup(connection.connection)
    except sqlite3.DatabaseError as error:
        raise DomainError(f"The database in the backup is damaged: {error}.") from error
    finally:
        source.close()


def _require_sound(source: sqlite3.Connection) -> None:
    (said,) = source.execute("PRAGMA integrity_check(1)").fetchone()
    if said != "ok":
        raise DomainError(f"The database in the backup is damaged: {said}.")


def _pg_dump(path: Path) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_export_snapshot()")
        (snapshot,) = cursor.fetchone()
    _run(
        "pg_dump",
        "--format=custom",
        "--no-owner",
        "--no-privileges",
        f"--snapshot={snapshot}",
        f"--file={path}",
    )


def _pg_restore(path: Path) -> None:
    """In one transaction. What `migrate` made here goes first; `require_empty` has seen that nothing else is there."""
    options = (
        "--single-transaction",
        "--exit-on-error",
        "--clean",
        "--if-exists",
        "--no-owner",
        "--no-privileges",
    )
    database = connection.settings_dict["NAME"]
    connection.close()
    _run("pg_restore", *options, f"--dbname={database}", str(path))


def _run(program: str, *arguments: str) -> None:
    """With the address of our database in the environment, where other people of the machine cannot read it."""
    place = connection.settings_dict
    named = {
        "PGHOST": "HOST",
        "PGPORT": "PORT",
        "PGUSER": "USER",
        "PGPASSWORD": "PASSWORD",
        "PGDATABASE": "NAME",
    }
    own = {variable: str(place[key]) for variable, key in named.items() if place.get(key)}
    try:
        subprocess.run(  # noqa: S603  # PostgreSQL's own program, no shell
            [program, *arguments], env={**os.environ, **own}, check=True, capture_output=True, text=True
        )
    except FileNotFoundError as error:
        raise DomainError(
            f"{program} is not installed here: it comes with PostgreSQL's client programs."
        ) from error
    except subprocess.CalledProcessError as error:
        raise DomainError(f"{program} failed: {error.stderr.strip()[-2000:]}") from error
