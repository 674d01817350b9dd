"""The beat's keeper of the schedule, on clocks that jump."""

from datetime import UTC, datetime, timedelta

import pytest
from celery import Celery, current_app
from celery.schedules import crontab

from config import settings
from config.beat import Scheduler

START = datetime(2026, 11, 19, 10, 7, tzinfo=UTC)
DAY = timedelta(days=1)


class Clock(Celery):  # type: ignore[misc]  # Celery has no types
    moment = START

    def now(self):
        return self.moment


@pytest.fixture
def clock():
    before = current_app._get_current_object()
    app = Clock(
        "test", broker="memory://", set_as_current=True
    )  # a schedule that was kept asks the current one
    app.conf.update(timezone="UTC", result_expires=None)
    app.conf.beat_schedule = {"often": {"task": "test.often", "schedule": crontab(minute="*/15")}}
    yield app
    before.set_current()


@pytest.fixture
def sent(clock, tmp_path, monkeypatch):
    """When each task was sent."""
    moments = []
    monkeypatch.setattr(Scheduler, "apply_entry", lambda *args, **kwargs: moments.append(clock.moment))
    return moments


@pytest.fixture
def scheduler(clock, sent, tmp_path):
    made = Scheduler(clock, schedule_filename=str(tmp_path / "schedule"))
    yield made
    made.close()


def run(scheduler, clock, length):
    """Tick each minute for as long."""
    until = clock.moment + length
    while clock.moment < until:
        for _ in range(5):
            scheduler.tick()
        clock.moment += timedelta(minutes=1)


def quarters(since, until):
    return [since + n * timedelta(minutes=15) for n in range((until - since) // timedelta(minutes=15))]


def test_it_sends_each_quarter_of_an_hour_once(scheduler, clock, sent):
    run(scheduler, clock, timedelta(hours=1))
    assert sent == quarters(START + timedelta(minutes=8), START + timedelta(minutes=68))


def test_after_a_day_ahead_and_back_it_goes_on(scheduler, clock, sent):
    run(scheduler, clock, timedelta(minutes=10))
    clock.moment += DAY
    run(scheduler, clock, timedelta(minutes=20))
    clock.moment -= DAY
    sent.clear()
    run(scheduler, clock, timedelta(hours=1))
    assert len(sent) == 4
    assert all(moment.minute % 15 == 0 for moment in sent)


def test_a_schedule_kept_from_the_future_does_not_hold_a_new_start_back(clock, sent, tmp_path):
    path = str(tmp_path / "schedule")
    clock.moment += DAY
    ahead = Scheduler(clock, schedule_filename=path)
    run(ahead, clock, timedelta(minutes=20))
    ahead.close()
    clock.moment -= DAY
    sent.clear()
    back = Scheduler(clock, schedule_filename=path)
    run(back, clock, timedelta(minutes=30))
    back.close()
    assert len(sent) == 2


def test_it_is_the_one_in_use():
    module, _, name = settings.CELERY_BEAT_SCHEDULER.partition(":")
    assert (module, name) == (Scheduler.__module__, Scheduler.__name__)
