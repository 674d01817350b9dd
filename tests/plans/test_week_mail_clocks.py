"""Each mail about plans exactly once: as clocks jump, wherever people live, whatever becomes of the worker."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core import mail as django_mail
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from plans.queries.mail_recipients import mail_recipients
from plans.services import week_mails
from plans.services.week_mails import queue_week_mail, queue_week_mails
from plans.tasks import mail_weeks
from teams.models import Event, Mail
from teams.services import activity
from tests.plans.week_mails import DAY, QUARTER, FrozenClock, mails, midnight, person, plan_of, runs

pytestmark = pytest.mark.django_db
HOURS = (0, 1, 2, 8, 23)
KINDS = {0: "digest", 1: "reminder", 2: "reminder", 3: "reminder", 4: "reminder"}
# Where clocks jump on a night to Sunday by an hour or by half of one, never, and on a working day (Cairo).
JUMPS = [
    ("Europe/London", date(2026, 3, 29)),
    ("Europe/London", date(2026, 10, 25)),
    ("America/New_York", date(2026, 3, 8)),
    ("America/New_York", date(2026, 11, 1)),
    ("Australia/Lord_Howe", date(2026, 4, 5)),
    ("Australia/Lord_Howe", date(2026, 10, 4)),
    ("Asia/Kolkata", date(2026, 3, 29)),
    ("Africa/Cairo", date(2026, 4, 24)),
    ("Africa/Cairo", date(2026, 10, 29)),
]


@pytest.fixture
def clock(monkeypatch, settings) -> FrozenClock:
    settings.MAIL_IS_PRINTED = False
    return FrozenClock(monkeypatch)


def first_run(day: date, zone: str, hour: int) -> datetime:
    """The first quarter of an hour of the day at which the clock there shows the hour, or one after it."""
    start = midnight(day, zone)
    return next(
        run
        for run in runs(start, start + 26 * timedelta(hours=1))
        if run.astimezone(ZoneInfo(zone)).date() == day and run.astimezone(ZoneInfo(zone)).hour >= hour
    )


@pytest.mark.parametrize(("zone", "jump"), JUMPS, ids=str)
def test_around_a_jump_of_the_clocks_each_working_day_has_its_mail_once_at_the_hour(
    clock, zone, jump
) -> None:
    """From two days before to two days after, by runs every half an hour: no hour begins in between anywhere here."""
    people = {hour: person(zone, hour) for hour in HOURS}
    first, last = jump - 2 * DAY, jump + 2 * DAY
    plan_of(first, last + 5 * DAY, *people.values())
    clock.run(runs(midnight(first, zone), midnight(last + DAY, zone), 2 * QUARTER))
    days = [first + n * DAY for n in range(5)]
    for hour, reader in people.items():
        assert mails(reader) == {
            day: (KINDS[day.weekday()], first_run(day, zone, hour)) for day in days if day.weekday() < 5
        }, hour


@pytest.mark.parametrize(
    ("zone", "hour", "day", "leaves"),
    [
        # Monday after the night: eight in the morning is an hour earlier, or later, than on Friday.
        ("Europe/London", 8, date(2026, 3, 27), datetime(2026, 3, 27, 8, tzinfo=UTC)),
        ("Europe/London", 8, date(2026, 3, 30), datetime(2026, 3, 30, 7, tzinfo=UTC)),
        ("America/New_York", 8, date(2026, 11, 2), datetime(2026, 11, 2, 13, tzinfo=UTC)),
        ("Australia/Lord_Howe", 8, date(2026, 10, 5), datetime(2026, 10, 4, 21, tzinfo=UTC)),
        ("Asia/Kolkata", 8, date(2026, 3, 30), datetime(2026, 3, 30, 2, 30, tzinfo=UTC)),
        # On Friday 24 April there is no hour from midnight to one in Cairo; on Thursday 29 October 23:00 comes twice.
        ("Africa/Cairo", 0, date(2026, 4, 24), datetime(2026, 4, 23, 22, tzinfo=UTC)),
        ("Africa/Cairo", 23, date(2026, 10, 29), datetime(2026, 10, 29, 20, tzinfo=UTC)),
    ],
)
def test_moments_by_hand(clock, zone, hour, day, leaves) -> None:
    reader = person(zone, hour)
    plan_of(day, day + 7 * DAY, reader)
    clock.run(runs(midnight(day, zone), midnight(day + DAY, zone)))
    assert mails(reader) == {day: (KINDS[day.weekday()], leaves)}


def test_people_around_the_world_have_their_mail_each_at_their_own_hour(clock) -> None:
    people = [
        person(zone) for zone in ("Europe/London", "America/New_York", "Australia/Sydney", "Asia/Kolkata")
    ]
    monday = date(2026, 3, 30)
    plan_of(monday, monday + 7 * DAY, *people)
    clock.run(runs(midnight(monday, "Australia/Sydney"), midnight(monday + DAY, "America/New_York")))
    for reader in people:
        expected = first_run(monday, reader.time_zone, 8)
        assert mails(reader)[monday] == ("digest", expected)


# What becomes of the worker


def test_a_worker_that_was_down_at_the_hour_sends_later_on_the_same_day_once(clock) -> None:
    reader = person("Europe/London", 8)
    tuesday = date(2026, 9, 15)
    plan_of(tuesday, tuesday + 7 * DAY, reader)
    clock.run([midnight(tuesday, "Europe/London") + timedelta(hours=19, minutes=n) for n in (7, 8, 22)])
    assert list(mails(reader)) == [tuesday]


def test_what_a_day_without_a_worker_missed_is_not_made_up_for_on_the_next(clock) -> None:
    reader = person("Europe/London", 8)
    friday = date(2026, 9, 11)
    plan_of(friday, friday + 14 * DAY, reader)
    monday, tuesday = friday + 3 * DAY, friday + 4 * DAY
    clock.run([midnight(friday, "UTC") + timedelta(hours=10)])
    clock.run(runs(midnight(tuesday, "UTC"), midnight(tuesday + DAY, "UTC")))
    assert monday not in mails(reader)
    assert {day: kind for day, (kind, _) in mails(reader).items()} == {
        friday: "reminder",
        tuesday: "reminder",
    }


class Killed(BaseException):
    """Not an error that anybody handles: the worker is gone."""


@pytest.mark.parametrize("before", [0, 1, 3])
def test_a_worker_killed_half_way_leaves_whole_mails_and_the_next_run_writes_the_others(
    clock, monkeypatch, before
) -> None:
    people = [person() for _ in range(5)]
    day = date(2026, 9, 15)
    plan_of(day, day + 7 * DAY, *people)
    noon = midnight(day, "UTC") + timedelta(hours=12)
    record = activity.record
    written: list[bool] = []

    def dies(**arguments: object) -> Event:
        """After the mail is queued, and before its transaction is committed."""
        if len(written) == before:
            raise Killed
        written.append(True)
        return record(**arguments)

    monkeypatch.setattr(activity, "record", dies)
    with pytest.raises(Killed):
        clock.run([noon])
    assert Mail.objects.count() == before
    assert django_mail.outbox == [], "nobody woke the sending"
    monkeypatch.setattr(activity, "record", record)
    clock.run([noon + QUARTER, noon + 2 * QUARTER])
    assert [list(mails(reader)) for reader in people] == [[day]] * 5


def test_two_runs_at_once_write_once(clock) -> None:
    """Both have read who is to be written to before either writes."""
    people = [person() for _ in range(3)]
    day = date(2026, 9, 15)
    plan_of(day, day + 7 * DAY, *people)
    clock.now = midnight(day, "UTC") + timedelta(hours=12)
    one, other = list(mail_recipients(clock.now)), list(mail_recipients(clock.now))
    written = [
        queue_week_mail(person=reader, kind=kind, by=None, now=clock.now) for reader, kind in (*one, *other)
    ]
    assert [bool(mail) for mail in written] == [True] * 3 + [False] * 3
    mail_weeks.run()
    assert Mail.objects.count() == 3


def test_a_mail_leaves_after_the_commit_of_its_transaction_alone(clock, monkeypatch) -> None:
    """While people are still written to, nothing is sent; and the mail of a transaction that fails is not there."""
    people = [person() for _ in range(2)]
    day = date(2026, 9, 15)
    plan_of(day, day + 7 * DAY, *people)
    queued = queue_week_mails(by=None, now=midnight(day, "UTC") + timedelta(hours=12))
    next(queued)
    assert django_mail.outbox == []
    monkeypatch.setattr(week_mails, "queue_mail", lambda **_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        next(queued)
    assert Mail.objects.count() == 1


def test_whoever_changes_their_zone_during_the_day_has_one_mail_for_each_date(clock) -> None:
    reader = person("Pacific/Auckland", 8)
    tuesday = date(2026, 9, 15)
    plan_of(tuesday, tuesday + 7 * DAY, reader)
    clock.run(runs(midnight(tuesday, "Pacific/Auckland"), midnight(tuesday, "UTC") + timedelta(hours=6)))
    type(reader).objects.filter(pk=reader.pk).update(time_zone="America/Los_Angeles")
    clock.run(
        runs(midnight(tuesday, "UTC") + timedelta(hours=6), midnight(tuesday + DAY, "America/Los_Angeles"))
    )
    assert {day: kind for day, (kind, _) in mails(reader).items()} == {
        tuesday: "reminder",
        tuesday - DAY: "digest",
    }
    clock.run(runs(midnight(tuesday + DAY, "UTC"), midnight(tuesday + DAY, "America/Los_Angeles")))
    assert len(mails(reader)) == 2


zones = st.sampled_from(
    [
        "Europe/London",
        "America/New_York",
        "Australia/Lord_Howe",
        "Asia/Kolkata",
        "Africa/Cairo",
        "America/Nuuk",
    ]
)
SPAN = 6 * 24 * 60  # minutes that the runs are spread over


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    zone=zones,
    hour=st.integers(0, 23),
    first=st.sampled_from([jump - 3 * DAY for _, jump in JUMPS]),
    minutes=st.lists(st.integers(0, SPAN), max_size=14),
    twice=st.booleans(),
)
def test_whenever_the_task_runs_a_working_day_has_its_mail_if_any_run_was_late_enough_and_never_two(
    clock, zone, hour, first, minutes, twice
) -> None:
    with transaction.atomic():
        django_mail.outbox.clear()
        reader = person(zone, hour)
        plan_of(first - 7 * DAY, first + 21 * DAY, reader)
        start = midnight(first, zone)
        moments = [start + timedelta(minutes=n) for n in sorted(minutes)]
        clock.run(run for run in moments for _ in range(1 + twice))
        local = [run.astimezone(ZoneInfo(zone)) for run in moments]
        expected = {run.date() for run in local if run.hour >= hour and run.weekday() < 5}
        assert set(mails(reader)) == expected
        transaction.set_rollback(True)
