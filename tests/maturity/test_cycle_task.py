"""The task that opens and closes cycles, in real workers on real queues: killed half way, and two at once."""

import shutil
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from config import settings
from maturity import tasks
from maturity.models import Cycle
from tests import build
from tests.maturity.test_snapshot_task import Workspace, kill, on, redis_prefix, stop, wait_until
from tests.reachable import postgres_url
from tests.workspaces import migrated, migrated_database

CYCLES = 160  # quarters since 1980, all of them over: each opens and closes
SETTLED = 5  # closed when the worker is killed

SET_UP = f"""
import django
django.setup()
from maturity.models import Cycle
from maturity.quarters import Quarter
from tests import build
version = build.version()
for n in range({CYCLES}):
    quarter = Quarter(1980, 1).shifted(n)
    build.cycle(version, quarter=quarter.slug, state=Cycle.State.PLANNED)
"""


@pytest.fixture(scope="module")
def planned(tmp_path_factory) -> Workspace:
    """A workspace on SQLite with many cycles that nobody has opened, to be copied."""
    made = Workspace(tmp_path_factory.mktemp("planned"))
    migrated(made.data)
    made.python("-c", SET_UP)
    return made


@pytest.fixture
def workspace(request, planned, tmp_path) -> Iterator[Workspace]:
    queue, database = request.param
    with ExitStack() as gone_afterwards:
        url, prefix = gone_afterwards.enter_context(redis_prefix()) if queue == "Redis" else ("", "")
        if database == "SQLite":
            shutil.copytree(planned.data, tmp_path / "data")
            yield Workspace(tmp_path / "data", redis=url, prefix=prefix)
            return
        address = gone_afterwards.enter_context(migrated_database(postgres_url()))
        made = Workspace(tmp_path / "data", database=address, redis=url, prefix=prefix)
        made.python("-c", SET_UP)
        yield made


def states(workspace) -> dict[str, int]:
    return dict(workspace.ask("SELECT state, COUNT(*) FROM maturity_cycle GROUP BY state"))


def events(workspace) -> dict[tuple[int, str], int]:
    """How often each cycle was opened and closed."""
    rows = workspace.ask(
        "SELECT subject_id, verb, COUNT(*) FROM teams_event"
        " WHERE subject_type = 'maturity.cycle' AND verb IN ('opened', 'closed') GROUP BY subject_id, verb"
    )
    return {(cycle, verb): times for cycle, verb, times in rows}


def closed(workspace) -> int:
    return states(workspace).get("closed", 0)


def assert_each_opened_and_closed_once(workspace) -> None:
    assert states(workspace) == {"closed": CYCLES}
    found = events(workspace)
    assert len(found) == 2 * CYCLES
    assert set(found.values()) == {1}


@on(("files", "SQLite"), ("Redis", "SQLite"), ("Redis", "PostgreSQL"))
def test_killed_worker_leaves_whole_cycles_and_the_next_one_finishes(workspace):
    with workspace.worker() as worker:
        wait_until(lambda: closed(workspace) >= SETTLED, "the first cycles")
        kill(worker)
    left = states(workspace)
    assert SETTLED <= left["closed"] < CYCLES, "the kill came in the middle"
    assert "open" not in left, "each cycle changes in one transaction"
    assert len(events(workspace)) == 2 * left["closed"]

    with workspace.worker():
        wait_until(lambda: closed(workspace) == CYCLES, "the remaining cycles")
    assert_each_opened_and_closed_once(workspace)


@on(("files", "SQLite"), ("Redis", "PostgreSQL"))
def test_two_workers_at_once_open_and_close_each_cycle_once(workspace):
    with workspace.worker() as one, workspace.worker() as other:
        wait_until(lambda: closed(workspace) == CYCLES, "every cycle")
        stop(one)
        stop(other)
    assert_each_opened_and_closed_once(workspace)


def test_starting_worker_looks_after_the_cycles(monkeypatch):
    asked = []
    monkeypatch.setattr(tasks.take_snapshots, "delay", lambda: None)
    monkeypatch.setattr(tasks.advance_cycles, "delay", lambda: asked.append(True))
    tasks.catch_up(sender=None)
    assert asked == [True]


def test_task_can_be_delivered_again_and_comes_every_quarter_of_an_hour():
    assert tasks.advance_cycles.acks_late
    assert tasks.advance_cycles.ignore_result
    beat = settings.CELERY_BEAT_SCHEDULE["advance cycles"]
    assert beat["task"] == tasks.advance_cycles.name
    assert len(beat["schedule"].minute) == 4


@pytest.mark.django_db
def test_task_opens_and_closes_by_the_day_of_today():
    version = build.version()
    build.cycle(version, quarter="2020-q1")
    build.cycle(version, quarter="2090-q1", state=Cycle.State.PLANNED)
    tasks.advance_cycles.run()
    assert dict(Cycle.objects.values_list("slug", "state")) == {"2020-q1": "closed", "2090-q1": "planned"}
