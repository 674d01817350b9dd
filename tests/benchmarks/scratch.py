"""Databases for one use: a SQLite file in a temporary folder, and one on PostgreSQL where that answers."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg

from tests.reachable import POSTGRES
from tests.workspaces import migrated, migrated_database

type Environment = dict[str, str]


def kinds() -> list[str]:
    """Which databases there are to measure on."""
    return ["sqlite", "postgresql"] if _postgres_answers() else ["sqlite"]


@contextmanager
def environment(kind: str) -> Iterator[Environment]:
    """The environment of a process that has an empty workspace of this kind to itself."""
    with TemporaryDirectory(prefix="waymark-bench-") as folder:
        kept = {
            name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "REDIS_URL"}
        }
        of_bench = {"WAYMARK_DATA": folder, "WAYMARK_HASHED_STATIC": "false", "DEBUG": "false"}
        variables = {**kept, **of_bench, "DJANGO_SETTINGS_MODULE": "config.settings", "LOG_LEVEL": "WARNING"}
        if kind == "sqlite":
            migrated(Path(folder))
            yield variables
            return
        with migrated_database(address()) as url:
            yield {**variables, "DATABASE_URL": url}


def address() -> str:
    return os.environ.get("TEST_POSTGRES_URL") or POSTGRES


def _postgres_answers() -> bool:
    try:
        psycopg.connect(address(), connect_timeout=3).close()
    except psycopg.OperationalError:
        return False
    return True
