"""`export_all`, `import_all`, `backup` and `restore` as an operator runs them, on both databases, under load."""

import re
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

import psycopg
import pytest

from tests.reachable import postgres_url
from tests.running import ROOT, environment, until
from tests.workspaces import filled, migrated_database, postgres_database

pytestmark = pytest.mark.journey

WRITERS = ("one", "other")
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
    with migrated_database(postgres_url()) as url:
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
    with writing(data, variables, tmp_path) as states:
        before = max(states())
        run = manage(data, "backup", str(tmp_path / "backup.zip"), **variables)
        until(lambda: max(states()) > before + 1, "writers are not held up")
        gone_through = states()
    made = digest(run)
    assert (tmp_path / "backup.zip").stat().st_mode & 0o077 == 0, "readable by its owner alone"
    (moment,) = (number for number, state in gone_through.items() if state == made)
    assert moment >= before - 1, "one of the states that it went through meanwhile"

    place = {}
    if variables:
        place = {"DATABASE_URL": request.getfixturevalue("another_postgres")}
    assert digest(manage(other, "restore", str(tmp_path / "backup.zip"), **place)) == made
    with closing(connecting(other, place)()) as connection:
        kept = [slug for (slug,) in connection.execute(SLUGS).fetchall()]
    assert len(kept) == 2 * moment
    for name in WRITERS:
        of_one = [slug for slug in kept if slug.startswith(name)]
        assert of_one == pairs(name, len(of_one) // 2), "whole transactions, in their order, and nothing else"


@pytest.fixture
def another_postgres() -> Iterator[str]:
    """With nothing in it, not even a table."""
    with postgres_database(postgres_url()) as url:
        yield url


def pairs(name: str, count: int) -> list[str]:
    return sorted(f"{name}-{number:06d}-{half}" for number in range(count) for half in ("a", "b"))


def connecting(data, variables) -> Callable:
    if url := variables.get("DATABASE_URL"):
        return lambda: psycopg.connect(url)
    return lambda: sqlite3.connect(data / "waymark.sqlite3", timeout=30)


@contextmanager
def writing(data: Path, variables: dict[str, str], logs: Path) -> Iterator[Callable[[], dict[int, str]]]:
    """Processes that write for as long as the block lasts; gives the digest of each state, by its number."""
    place = environment(data, 8000, DJANGO_SETTINGS_MODULE="config.settings", **variables)
    command = (sys.executable, "-m", "tests.committed_states")
    with ExitStack() as opened:
        for name in WRITERS:
            log = opened.enter_context((logs / f"{name}.log").open("wb"))
            writer = subprocess.Popen([*command, name], cwd=ROOT, env=place, stdout=log)
            opened.callback(writer.wait)
            opened.callback(writer.kill)

        def states() -> dict[int, str]:
            lines = [
                line
                for name in WRITERS
                for line in (logs / f"{name}.log").read_text().splitlines(keepends=True)
            ]
            whole = [line.split() for line in lines if line.endswith("\n")]
            return {int(number): state for number, state in whole}

        until(lambda: all((logs / f"{name}.log").stat().st_size for name in WRITERS), "everybody writes")
        yield states
