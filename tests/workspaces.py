"""Workspaces for tests that start processes: an empty one is up to date at once, because it is a copy.

What is copied is made once for a state of the code: a file in `var/tests`, and a database on the PostgreSQL of the
tests. The next state of the code replaces both.
"""

import hashlib
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from functools import cache
from pathlib import Path
from typing import Final
from uuid import uuid4

import psycopg
from psycopg import sql

from tests.running import ROOT, environment

DATABASE: Final = "waymark.sqlite3"
PACKAGES: Final = ("common", "config", "maturity", "plans", "teams")
_TEMPLATE: Final = "waymark_migrated_"
_LOCK: Final = 7_221_926  # of whoever makes the template, or copies it


def filled(data: Path, filling: str, **variables: str) -> bytes:
    """Run `filling`, a line of Python, in the workspace in `data`, or in a new one there; what it printed.

    By a process of its own, because settings are read once in each. A DATABASE_URL names a database that is up to date.
    """
    if "DATABASE_URL" not in variables and not (data / DATABASE).exists():
        migrated(data)
    return _manage(environment(data, 8000, **variables), "shell", "--no-imports", "--command", filling)


def migrated(data: Path) -> None:
    """Put an empty database that is up to date into `data`."""
    made = ROOT / "var" / "tests" / f"{_digest()}.sqlite3"
    if not made.exists():
        made.parent.mkdir(parents=True, exist_ok=True)
        _migrate_into(made)
    data.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(made, data / DATABASE)


@contextmanager
def migrated_database(beside: str) -> Iterator[str]:
    """A new database beside the one that the address names, empty and up to date; removed afterwards."""
    with ExitStack() as opened:
        with psycopg.connect(beside, autocommit=True) as one_at_a_time:
            one_at_a_time.execute("SELECT pg_advisory_lock(%s)", [_LOCK])
            template = _template(one_at_a_time, beside)
            url = opened.enter_context(postgres_database(beside, template))
        yield url


@contextmanager
def postgres_database(beside: str, template: str = "template1") -> Iterator[str]:
    """A new database beside the one that the address names, a copy of `template`; removed with whatever is still
    connected to it."""
    name = f"waymark_scratch_{uuid4().hex}"
    with psycopg.connect(beside, autocommit=True) as connection:
        making = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
        connection.execute(making.format(sql.Identifier(name), sql.Identifier(template)))
        try:
            yield f"{beside.rpartition('/')[0]}/{name}"
        finally:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def _migrate_into(made: Path) -> None:
    """Two processes may do it at once: each renames a whole file into place."""
    with tempfile.TemporaryDirectory(dir=made.parent) as folder:
        _migrate(Path(folder))
        whole = Path(folder) / "whole"
        with closing(sqlite3.connect(Path(folder) / DATABASE)) as connection:
            connection.execute("VACUUM INTO ?", (str(whole),))  # with what stands in the log beside it
        with closing(sqlite3.connect(whole)) as connection:
            connection.execute("PRAGMA journal_mode=WAL")  # as Django leaves it
        for old in set(made.parent.glob("*.sqlite3")) - {made}:
            old.unlink(missing_ok=True)
        whole.replace(made)


def _template(connection: psycopg.Connection, beside: str) -> str:
    """Its name. Those of other states of the code go, and one that nobody finished."""
    made = f"{_TEMPLATE}{_digest()[:16]}"
    there = "SELECT datname FROM pg_database WHERE starts_with(datname, %s)"
    names = {name for (name,) in connection.execute(there, [_TEMPLATE])}
    if made not in names:
        half = f"{_TEMPLATE}half"
        for old in names:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(old)))
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(half)))
        with tempfile.TemporaryDirectory() as folder:
            _migrate(Path(folder), DATABASE_URL=f"{beside.rpartition('/')[0]}/{half}")
        renaming = sql.SQL("ALTER DATABASE {} RENAME TO {}")
        connection.execute(renaming.format(sql.Identifier(half), sql.Identifier(made)))
    return made


def _migrate(data: Path, **variables: str) -> None:
    _manage(environment(data, 8000, **variables), "migrate", "--verbosity", "0")


def _manage(variables: dict[str, str], *arguments: str) -> bytes:
    command = [sys.executable, "manage.py", *arguments]
    return subprocess.run(command, cwd=ROOT, env=variables, check=True, stdout=subprocess.PIPE).stdout


@cache
def _digest() -> str:
    """Of all that a migrated database can depend on: our code, and the packages, which bring migrations too."""
    code = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
    files = [ROOT / "requirements.txt", *code]
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()
