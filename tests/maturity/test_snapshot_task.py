"""The snapshot task in real workers, on real queues and databases: killed half way, started again, and many at once."""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
import redis

from maturity import tasks
from maturity.models import Snapshot
from maturity.queries.standing import COLUMNS
from tests import build
from tests.reachable import postgres_url, redis_url
from tests.workspaces import migrated, migrated_database

ROOT = Path(__file__).resolve().parents[2]
DEADLINE = 180.0  # seconds, for machines that are busy
SETTLED = 5  # days taken when the worker is killed

SET_UP = """
import sys
from datetime import date
import django
django.setup()
from tests.benchmarks.organisation import build
build(teams=20, dimensions=3, practices=6, quarters=2, first=date.fromisoformat(sys.argv[1]))
"""
# The worker's own command line, but for the prefix that keeps two runs on one Redis apart.
WORKER = """
import sys
from config.celery import app
prefix, *arguments = sys.argv[1:]
app.conf.broker_transport_options = {**(app.conf.broker_transport_options or {}), "global_keyprefix": prefix}
app.worker_main(["--quiet", "worker", *arguments])
"""
# A beat that does not wait for the night.
BEAT = """
import sys
from config.celery import app
prefix, schedule = sys.argv[1:]
app.conf.broker_transport_options = {**(app.conf.broker_transport_options or {}), "global_keyprefix": prefix}
app.conf.beat_schedule = {"often": {"task": "maturity.take_snapshots", "schedule": 0.5}}
app.start(["--quiet", "beat", "--schedule", schedule])
"""
OPTIONS = (
    "--pool",
    "prefork",
    "--concurrency",
    "1",
    "--without-gossip",
    "--without-mingle",
    "--loglevel",
    "INFO",
)


@dataclass(frozen=True, slots=True)
class Workspace:
    """A data folder with its database and its queue, apart from all others."""

    data: Path
    database: str = ""
    redis: str = ""
    prefix: str = ""

    @property
    def environment(self) -> dict[str, str]:
        inherited = {k: v for k, v in os.environ.items() if k not in {"DATABASE_URL", "REDIS_URL"}}
        chosen = {
            "WAYMARK_DATA": str(self.data),
            "TIME_ZONE": "UTC",
            "DJANGO_SETTINGS_MODULE": "config.settings",
        }
        addresses = {"DATABASE_URL": self.database, "REDIS_URL": self.redis}
        return {**inherited, **chosen, **{name: url for name, url in addresses.items() if url}}

    def python(self, *arguments: str) -> None:
        subprocess.run(
            [sys.executable, *arguments],
            cwd=ROOT,
            env=self.environment,
            check=True,
            timeout=DEADLINE,
            stdout=subprocess.DEVNULL,
        )

    def ask(self, query: str) -> list[tuple]:
        if self.database:
            with psycopg.connect(self.database) as connection:
                return connection.execute(query).fetchall()
        with closing(sqlite3.connect(self.data / "waymark.sqlite3", timeout=20)) as connection:
            return connection.execute(query).fetchall()

    def days(self) -> int:
        return self.ask("SELECT COUNT(DISTINCT day) FROM maturity_snapshot")[0][0]

    def rows(self) -> dict[str, list[tuple]]:
        """Every column but the number, by day."""
        found: dict[str, list[tuple]] = {}
        columns = ", ".join(COLUMNS)
        for day, *row in self.ask(f"SELECT day, {columns} FROM maturity_snapshot ORDER BY 1, 2, 3"):
            found.setdefault(str(day), []).append(tuple(row))
        return found

    def events_per_day(self) -> list[int]:
        by_day = "SELECT COUNT(*) FROM teams_event WHERE verb = 'took' GROUP BY subject"
        return [count for (count,) in self.ask(by_day)]

    def worker(self) -> AbstractContextManager[subprocess.Popen[bytes]]:
        return self.running(WORKER, self.prefix, *OPTIONS)

    def beat(self, name: str) -> AbstractContextManager[subprocess.Popen[bytes]]:
        return self.running(BEAT, self.prefix, str(self.data / f"schedule-{name}"))

    @contextmanager
    def running(self, program: str, *arguments: str) -> Iterator[subprocess.Popen[bytes]]:
        """A real process, in a process group of its own; its output is shown when the test fails."""
        process = subprocess.Popen(
            [sys.executable, "-c", program, *arguments],
            cwd=ROOT,
            env=self.environment,
            start_new_session=True,
        )
        try:
            yield process
        finally:
            kill(process)


def kill(process: subprocess.Popen[bytes]) -> None:
    """SIGKILL to the worker and to the child that runs its tasks, at once: nobody gets to tidy up."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait(timeout=DEADLINE)


def stop(process: subprocess.Popen[bytes]) -> None:
    """As an operator would: the worker finishes the task at hand."""
    process.send_signal(signal.SIGTERM)
    process.wait(timeout=DEADLINE)


def wait_until(condition: Callable[[], bool], what: str) -> None:
    end = time.monotonic() + DEADLINE
    while not condition():
        assert time.monotonic() < end, f"not within {DEADLINE:.0f} s: {what}"
        time.sleep(0.01)


@pytest.fixture(scope="module")
def first_quarter() -> str:
    """Far enough back that there are more than 75 days to catch up on."""
    return (datetime.now(UTC).date() - timedelta(days=110)).isoformat()


@pytest.fixture(scope="module")
def template(tmp_path_factory, first_quarter) -> Workspace:
    """A workspace on SQLite with submissions and no snapshot, to be copied."""
    made = Workspace(tmp_path_factory.mktemp("template"))
    migrated(made.data)
    made.python("-c", SET_UP, first_quarter)
    return made


@pytest.fixture(scope="module")
def straight(template, tmp_path_factory) -> dict[str, list[tuple]]:
    """The rows of a run that nothing disturbed."""
    copy = Workspace(tmp_path_factory.mktemp("straight") / "data")
    shutil.copytree(template.data, copy.data)
    copy.python("manage.py", "take_snapshots", "-v0")
    rows = copy.rows()
    assert len(rows) >= 75
    assert all(len(of_day) == 20 * 4 for of_day in rows.values())
    return rows


@pytest.fixture
def workspace(request, template, tmp_path, first_quarter) -> Iterator[Workspace]:
    queue, database = request.param
    with ExitStack() as gone_afterwards:
        url, prefix = gone_afterwards.enter_context(redis_prefix()) if queue == "Redis" else ("", "")
        if database == "SQLite":
            shutil.copytree(template.data, tmp_path / "data")
            yield Workspace(tmp_path / "data", redis=url, prefix=prefix)
            return
        address = gone_afterwards.enter_context(migrated_database(postgres_url()))
        made = Workspace(tmp_path / "data", database=address, redis=url, prefix=prefix)
        made.python("-c", SET_UP, first_quarter)
        yield made


def on(*pairs: tuple[str, str]) -> pytest.MarkDecorator:
    """Run the test in a workspace for each pair of queue and database."""
    chosen = [
        pytest.param(pair, id=" and ".join(pair), marks=pytest.mark.redis if pair[0] == "Redis" else ())
        for pair in pairs
    ]
    return pytest.mark.parametrize("workspace", chosen, indirect=True)


@contextmanager
def redis_prefix() -> Iterator[tuple[str, str]]:
    url, prefix = redis_url(), f"waymark-test-{uuid4().hex}-"
    try:
        yield url, prefix
    finally:
        with redis.Redis.from_url(url) as client:
            for key in client.scan_iter(f"{prefix}*"):
                client.delete(key)


@on(("files", "SQLite"), ("Redis", "SQLite"), ("Redis", "PostgreSQL"))
def test_killed_worker_leaves_whole_days_and_the_next_one_finishes(workspace, straight):
    with workspace.worker() as worker:
        wait_until(lambda: workspace.days() >= SETTLED, "the first days")
        kill(worker)
    left = workspace.rows()
    assert SETTLED <= len(left) < len(straight), "the kill came in the middle"
    assert left == {day: straight[day] for day in sorted(straight)[: len(left)]}

    with workspace.worker():
        wait_until(lambda: workspace.days() == len(straight), "the remaining days")
    assert workspace.rows() == straight
    assert workspace.events_per_day() == [1] * len(straight)


@on(("files", "SQLite"), ("Redis", "PostgreSQL"))
def test_two_beats_and_four_workers_at_once_do_each_day_once(workspace, straight):
    with ExitStack() as running:
        beats = [running.enter_context(workspace.beat(str(n))) for n in range(2)]
        workers = [running.enter_context(workspace.worker()) for _ in range(4)]
        wait_until(lambda: workspace.days() == len(straight), "every day")
        for process in (*beats, *workers):
            stop(process)
    assert workspace.rows() == straight
    assert workspace.events_per_day() == [1] * len(straight)


def test_starting_worker_asks_for_a_run(monkeypatch):
    asked = []
    monkeypatch.setattr(tasks.advance_cycles, "delay", lambda: None)
    monkeypatch.setattr(tasks.take_snapshots, "delay", lambda: asked.append(True))
    tasks.catch_up(sender=None)
    assert asked == [True]


def test_task_can_be_delivered_again():
    """A worker that is lost in the middle gives the message back."""
    assert tasks.take_snapshots.name == "maturity.take_snapshots"
    assert tasks.take_snapshots.acks_late
    assert tasks.take_snapshots.ignore_result


@pytest.mark.django_db
def test_task_takes_every_day_until_today():
    yesterday = datetime.now(UTC) - timedelta(days=1)
    build.submission(build.cycle(build.version()), build.team(), {"testing-1": 3}, now=yesterday)
    tasks.take_snapshots.run()
    assert Snapshot.objects.filter(dimension_key="").count() == 2
