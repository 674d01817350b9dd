"""A load on each database: what people waited for, and whether all that was acknowledged is there."""

import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import psycopg

from tests.load.ledger import Said, lost
from tests.load.serving import Served, apart, embedded
from tests.reachable import postgres_url
from tests.running import ROOT, environment
from tests.workspaces import migrated_database

AFTERWARDS = 180
"""Seconds that the people get, beyond their time, to come and to end what they are about."""
_STORED = """
SELECT 'answer /teams/' || t.slug || '/assessments/' || c.slug || '/answers/' || a.practice_id || '/', a.version, a.note
FROM maturity_answer a JOIN maturity_assessment m ON m.id = a.assessment_id
JOIN maturity_cycle c ON c.id = m.cycle_id JOIN teams_team t ON t.id = m.team_id
UNION ALL
SELECT '/plans/' || p.slug || '/notes/' || n.id || '/', n.version, n.body
FROM plans_note n JOIN plans_plan p ON p.id = n.plan_id
UNION ALL
SELECT '/plans/' || p.slug || '/items/' || i.id || '/', i.version, i.state
FROM plans_item i JOIN plans_phase f ON f.id = i.phase_id JOIN plans_plan p ON p.id = f.plan_id
"""
_COMPLAINTS, _QUOTED = ("Traceback", "database is locked"), 40  # words, and lines from them on
_COMMENTS = "SELECT text FROM plans_comment"
type Rows = Callable[[str], list[tuple[Any, ...]]]


@dataclass(frozen=True, slots=True)
class Load:
    """`requests` and `total` have counts and milliseconds; `load` is the machine's per minute, before and after.

    `conflicts` were told "changed since" and saved again; `given_up` stopped after five times. `errors` and `lost` are
    sentences, and there should be none.
    """

    database: str
    readers: int
    writers: int
    seconds: float
    load: tuple[float, float]
    total: dict[str, Any]
    requests: list[dict[str, Any]]
    writes: int
    conflicts: int
    given_up: int
    errors: list[str]
    lost: list[str]

    @property
    def is_well(self) -> bool:
        return not (self.errors or self.lost)


def on_sqlite(*, readers: int, writers: int, seconds: float) -> Load:
    with _folder() as folder, embedded(folder, readers=readers, writers=writers) as served:
        return _loaded("SQLite", served, _sqlite_rows(folder / "data" / "waymark.sqlite3"), seconds)


def on_postgresql(*, readers: int, writers: int, seconds: float) -> Load:
    with ExitStack() as opened:
        folder, url = opened.enter_context(_folder()), opened.enter_context(migrated_database(postgres_url()))
        served = opened.enter_context(apart(folder, url, readers=readers, writers=writers))
        return _loaded("PostgreSQL", served, _postgres_rows(url), seconds)


def _loaded(database: str, served: Served, rows: Rows, seconds: float) -> Load:
    before = os.getloadavg()[0]
    played = _play(served, seconds)
    wrong = list(_complaints(served.said().splitlines()))
    return Load(
        database=database,
        readers=len(served.crowd.readers),
        writers=len(served.crowd.writers),
        seconds=seconds,
        load=(round(before, 2), round(os.getloadavg()[0], 2)),
        total=played["total"],
        requests=played["requests"],
        writes=len(played["saved"]) + len(played["comments"]),
        conflicts=played["conflicts"],
        given_up=played["given_up"],
        errors=played["errors"] + wrong,
        lost=_lost(played, rows),
    )


def _complaints(log: Sequence[str]) -> Iterator[str]:
    """What should not be in a log, with what follows it there."""
    for n, line in enumerate(log):
        if any(word in line for word in _COMPLAINTS):
            yield "The log says: " + "\n".join(log[n : n + _QUOTED])


def _play(served: Served, seconds: float) -> dict[str, Any]:
    asked = {"port": served.port, "seconds": seconds, "crowd": json.dumps(asdict(served.crowd))}
    done = subprocess.run(
        [sys.executable, "-m", "tests.load.inside"],
        cwd=ROOT,
        env=environment(ROOT, served.port),
        input=json.dumps(asked).encode(),
        check=True,
        stdout=subprocess.PIPE,
        timeout=seconds + AFTERWARDS,
    )
    played: dict[str, Any] = json.loads(done.stdout)
    return played


def _lost(played: dict[str, Any], rows: Rows) -> list[str]:
    saved = [Said(*each) for each in played["saved"]]
    read = [(own, Said(*seen)) for own, seen in played["read"]]
    stored = {thing: (version, words) for thing, version, words in rows(_STORED)}
    comments = {text for (text,) in rows(_COMMENTS)}
    gone = [f"{words} is not stored" for words in played["comments"] if words not in comments]
    return [*lost(saved, read, stored), *gone]


@contextmanager
def _folder() -> Iterator[Path]:
    with TemporaryDirectory(prefix="waymark-load-") as folder:
        yield Path(folder)


def _sqlite_rows(file: Path) -> Rows:
    def rows(query: str) -> list[tuple[Any, ...]]:
        with closing(sqlite3.connect(file)) as connection:
            return connection.execute(query).fetchall()

    return rows


def _postgres_rows(url: str) -> Rows:
    def rows(query: str) -> list[tuple[Any, ...]]:
        with psycopg.connect(url) as connection:
            return connection.execute(query).fetchall()

    return rows
