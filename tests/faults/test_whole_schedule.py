"""All that is scheduled, after days off, with two beats and three workers at once: as if each task ran once."""

import re
import signal
from contextlib import ExitStack

import pytest
from redis import Redis

from config.settings import CELERY_BEAT_SCHEDULE
from tests.faults.work import DEATHS, MAILS
from tests.running import until

SCHEDULED = {entry["task"] for entry in CELERY_BEAT_SCHEDULE.values()}
EVERY = 2
"""Seconds from one time that a beat asks for each task to the next. At 0.2 two beats ask faster than two cores work."""
DAYS_OFF = 9 * 86_400  # more than the clock of a place goes ahead
ASKED = 30
KILLED = "maturity.take_snapshots"


def test_every_task_of_the_schedule_has_something_to_do():
    """Whoever schedules a task gives it something to do in `work.fill`, and says in `DEATHS` where a worker dies."""
    assert set(DEATHS) == SCHEDULED


@pytest.mark.journey
def test_two_beats_and_three_workers_of_which_one_dies_do_what_one_does(new_place, redis, straight):
    picture, measures = straight
    place = new_place(redis=redis.address)
    asked_for_days_ago(place)
    assert waiting(redis) == ASKED * len(SCHEDULED)
    mark = place.data / "died"
    dying = ("--die-in", KILLED, "--after", str(DEATHS[KILLED]), "--mark", str(mark))
    with ExitStack() as running:
        for name in ("one", "two"):
            running.enter_context(place.beat(name, every=EVERY))
        workers = [running.enter_context(place.worker(*dying)) for _ in range(3)]
        until(lambda: any(each.poll() is not None for each in workers), "a worker dies")
        assert [each.poll() for each in workers if each.poll() is not None] == [-signal.SIGKILL]
        running.enter_context(place.worker(*dying))
        until(lambda: place.measures() == measures, f"all is done: {measures}")
        until(lambda: set(done(place)) == SCHEDULED, "every task was done")
        until(lambda: waiting(redis) < len(SCHEDULED), "the queue is worked off faster than it fills")
    assert place.said().count("Discarding revoked task") == ASKED * len(SCHEDULED), "old ones were not done"
    assert place.picture() == picture
    assert sorted(place.received().values()) == [1] * MAILS


def asked_for_days_ago(place) -> None:
    """By a beat, while no worker ran."""
    place.ahead(-DAYS_OFF)
    place.python(f"from tests.faults import work; work.ask_for_each({ASKED})")
    place.ahead(DAYS_OFF)


def waiting(redis) -> int:
    with Redis.from_url(redis.address) as client:
        return client.llen("celery")


def done(place) -> list[str]:
    return re.findall(r"Task (\S+)\[\S+\] succeeded", place.said())
