"""`export_all`, `import_all`, `backup` and `restore` as an operator runs them, on both databases, under load."""

import re
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from threading import Event

import psycopg
import pytest

from tests.benchmarks.scratch import postgres_database
from tests.reachable import postgres_url
from tests.running import ROOT, environment, filled, until

pytestmark = pytest.mark.journey

WRITE = "INSERT INTO teams_division (name, slug, position) VALUES ('{0}', '{0}', 0)"
SLUGS = "SELECT slug FROM teams_division ORDER BY slug"


def manage(data, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=environment(data, 8000, **variables),
        capture_output=True,
        text=True,
        check=False,
    )


def digest(run: subprocess.CompletedProcess[str]) -> str:
    assert run.returncode == 0, run.stderr
    found = re.search(r"^digest ([0-9a-f]{64})$", run.stdout, re.MULTILINE)
    assert found, run.stdout
    return found[1]


@pytest.fixture
def postgres() -> Iterator[dict[str, str]]:
    with postgres_database(postgres_url()) as url:
        yield {"DATABASE_URL": url}


def test_a_workspace_moves_from_sqlite_to_postgresql_and_back(tmp_path, postgres):
    home, server, again = (tmp_path / name for name in ("home", "server", "again"))
    filled(home, "from django.core.management import call_command; call_command('load_demo')")
    first = digest(manage(home, "export_all", str(tmp_path / "first")))

    filled(server, "pass", **postgres)
    assert digest(manage(server, "import_all", str(tmp_path / "first"), **postgres)) == first
    assert digest(manage(server, "export_all", str(tmp_path / "second"), **postgres)) == first

    filled(again, "pass")
    assert digest(manage(again, "import_all", str(tmp_path / "second"))) == first
    for path in (tmp_path / "first").glob("*.jsonl"):
        assert path.read_bytes() == (tmp_path / "second" / path.name).read_bytes(), path.name

    twice = manage(again, "import_all", str(tmp_path / "second"))
    assert twice.returncode == 1
    assert "This workspace is not empty" in twice.stderr


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
def test_a_backup_under_load_restores_to_one_moment_of_it(tmp_path, engine, request):
    variables = request.getfixturevalue("postgres") if engine == "postgresql" else {}
    data, other = tmp_path / "data", tmp_path / "other"
    filled(data, "pass", **variables)
    with writing(connecting(data, variables)) as wrote:
        run = manage(data, "backup", str(tmp_path / "backup.zip"), **variables)
        after = wrote()
    made = digest(run)
    assert (tmp_path / "backup.zip").stat().st_mode & 0o077 == 0, "readable by its owner alone"

    place = {}
    if variables:
        place = {"DATABASE_URL": request.getfixturevalue("another_postgres")}
    assert digest(manage(other, "restore", str(tmp_path / "backup.zip"), **place)) == made
    with closing(connecting(other, place)()) as connection:
        kept = [slug for (slug,) in connection.execute(SLUGS).fetchall()]
    assert kept == pairs(len(kept) // 2), "whole transactions, in their order, and nothing else"
    assert len(kept) // 2 <= after


@pytest.fixture
def another_postgres() -> Iterator[str]:
    with postgres_database(postgres_url()) as url:
        yield url


def pairs(count: int) -> list[str]:
    return sorted(f"{number:06d}-{half}" for number in range(count) for half in ("a", "b"))


def connecting(data, variables) -> Callable:
    if url := variables.get("DATABASE_URL"):
        return lambda: psycopg.connect(url)
    return lambda: sqlite3.connect(data / "waymark.sqlite3", timeout=30)


@contextmanager
def writing(connect: Callable) -> Iterator[Callable[[], int]]:
    """Two rows in each transaction, for as long as the block lasts; gives how many transactions there were."""
    done, count = Event(), [0]

    def write() -> None:
        with closing(connect()) as connection:
            while not done.wait(0.002):
                for half in ("a", "b"):
                    connection.execute(WRITE.format(f"{count[0]:06d}-{half}"))
                connection.commit()
                count[0] += 1

    with ThreadPoolExecutor(1) as pool:
        writer = pool.submit(write)
        try:
            until(lambda: count[0] or writer.done(), "the first rows are written")
            yield lambda: count[0]
        finally:
            done.set()
        writer.result()
