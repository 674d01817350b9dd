"""Thinning old days: what stays, what goes, and that taking and thinning in any order end with the same rows."""

from datetime import UTC, date, datetime, timedelta
from io import StringIO
from itertools import islice

import pytest
from django.core.management import call_command
from hypothesis import given, settings
from hypothesis import strategies as st

from common.decisions import Refused
from config.settings import CELERY_BEAT_SCHEDULE
from maturity import tasks
from maturity.models import Cycle, Snapshot
from maturity.queries.snapshot_days import outdated_days
from maturity.queries.thinnable_days import thinnable_days
from maturity.services import thinning
from maturity.services.closed_figures import freeze_closed
from maturity.services.snapshots import take_outdated, take_snapshot
from maturity.services.thinning import thin_days, thin_snapshots
from teams.models import Event, User
from tests import build
from tests.maturity.organisations import rolled_back
from tests.maturity.snapshot_rows import all_rows
from tests.maturity.standings import submit

pytestmark = pytest.mark.django_db

EARLY = datetime(2025, 4, 5, 12, tzinfo=UTC)  # when every day is young enough
LATE = datetime(2026, 4, 25, 12, tzinfo=UTC)  # 400 days after 21 March 2025
TODAY = LATE.date()
FIRST = date(2025, 2, 20)
KEPT_OF_OLD = [date(2025, 2, 28), date(2025, 3, 12)]


@pytest.fixture
def organisation(db):
    """Two teams, and a cycle that was closed by hand on 12 March 2025."""
    cycle = build.cycle(build.version(), quarter="2025-q1")
    for n in range(2):
        submit(cycle, build.team(), FIRST + timedelta(days=3 * n), {"testing-1": 1 + n, "security-1": 3})
    Cycle.objects.update(state=Cycle.State.CLOSED, closed_at=datetime(2025, 3, 12, 12, tzinfo=UTC))


@pytest.fixture
def taken(organisation):
    """Every day until 5 April 2025 has its rows."""
    list(take_outdated(until=EARLY.date(), by=None, now=EARLY))


def days() -> list[date]:
    return sorted(set(Snapshot.objects.values_list("day", flat=True)))


def thin(now: datetime = LATE) -> list[thinning.Thinned]:
    return list(thin_snapshots(by=None, now=now))


def test_month_ends_and_closing_days_stay_of_what_is_older_than_400_days(taken):
    thin()
    young = [date(2025, 3, 21) + timedelta(days=n) for n in range(16)]
    assert days() == KEPT_OF_OLD + young


def test_rows_that_stay_are_untouched(taken):
    before = {row[:3]: row for row in all_rows()}
    thin()
    assert all(before[row[:3]] == row for row in all_rows())


def test_log_says_which_days_went_and_how_many_rows(taken):
    before = Snapshot.objects.count()
    done = thin()
    events = Event.objects.filter(verb="thinned").order_by("pk")
    assert [event.detail for event in events] == [
        {"days": [str(day) for day in each.days], "rows": each.rows} for each in done
    ]
    assert [len(each.days) for each in done] == [7, 7, 7, 6]
    assert sum(each.rows for each in done) == before - Snapshot.objects.count()


def test_thinning_twice_is_thinning_once(taken):
    thin()
    assert thin() == []
    assert Event.objects.filter(verb="thinned").count() == 4


def test_a_run_that_ends_half_way_is_finished_by_the_next(taken):
    list(islice(thin_snapshots(by=None, now=LATE), 2))
    thin()
    half = all_rows()
    list(take_outdated(until=EARLY.date(), by=None, now=EARLY))
    thin()
    assert all_rows() == half


def test_thinned_days_are_not_missed(taken):
    thin()
    assert outdated_days(EARLY.date(), today=TODAY) == []
    assert take_snapshot(day=date(2025, 3, 5), by=None, now=LATE).left_alone.startswith("older than 400 days")
    assert thinnable_days(TODAY) == []


def test_days_that_are_kept_are_not_removed_whoever_names_them(taken):
    named = [*KEPT_OF_OLD, date(2025, 3, 21), date(2025, 3, 5)]
    assert thin_days(days=named, by=None, now=LATE) == thinning.Thinned((date(2025, 3, 5),), 6)


def test_a_frozen_day_stays(taken):
    list(freeze_closed(by=None, now=EARLY))
    thin()
    assert KEPT_OF_OLD[1] in days()


@settings(max_examples=15)
@given(data=st.data())
def test_taking_thinning_and_freezing_in_any_order_end_with_the_same_rows(data):
    """A straight run first; then the same days taken early or late, some twice, with thinning and freezing between."""
    with rolled_back():
        cycle = build.cycle(build.version(), quarter="2025-q1")
        submit(cycle, build.team(), FIRST, {"testing-1": 2})
        Cycle.objects.update(state=Cycle.State.CLOSED, closed_at=datetime(2025, 3, 12, 12, tzinfo=UTC))
        until = date(2025, 3, 25)
        list(take_outdated(until=until, by=None, now=LATE))
        straight = all_rows()
        Snapshot.objects.all().delete()
        steps = st.sampled_from(("thin", "freeze", *range(-2, 34)))
        for step in data.draw(st.lists(steps, max_size=20)):
            moment = data.draw(st.sampled_from((EARLY, LATE)))
            if step == "thin":
                list(islice(thin_snapshots(by=None, now=moment), data.draw(st.integers(0, 5))))
            elif step == "freeze":
                list(freeze_closed(by=None, now=moment))
            else:
                take_snapshot(day=FIRST + timedelta(days=step), by=None, now=moment)
        list(take_outdated(until=until, by=None, now=LATE))
        thin()
        assert all_rows() == straight


@pytest.mark.parametrize("teams", [1, 20])
def test_statements_do_not_grow_with_the_teams(django_assert_max_num_queries, teams):
    cycle = build.cycle(build.version(), quarter="2025-q1")
    for _ in range(teams):
        submit(cycle, build.team(), FIRST, {"testing-1": 2})
    take_snapshot(day=FIRST, by=None, now=EARLY)
    with django_assert_max_num_queries(
        8
    ):  # savepoint, three to find, lock on PostgreSQL, delete, event, savepoint
        thin_days(days=[FIRST], by=None, now=LATE)


def test_only_an_administrator_thins_by_hand(taken):
    with pytest.raises(Refused):
        thin_days(days=[], by=build.user(role=User.Role.LEADERSHIP), now=LATE)
    assert thin_days(days=[], by=build.user(role=User.Role.ADMINISTRATOR), now=LATE).rows == 0


def run(*arguments: str) -> list[str]:
    out = StringIO()
    call_command("thin_snapshots", *arguments, stdout=out)
    return out.getvalue().splitlines()


def test_command_says_what_it_would_remove_and_removes_it(db):
    cycle = build.cycle(build.version(), quarter="2020-q1")
    submit(cycle, build.team(), date(2020, 2, 3), {"testing-1": 2})
    for number in (4, 5, 29):
        take_snapshot(day=date(2020, 2, number), by=None, now=datetime(2020, 3, 1, tzinfo=UTC))
    assert run("--dry-run") == ["2020-02-04: would be removed", "2020-02-05: would be removed"]
    assert len(days()) == 3
    assert run() == ["2020-02-04, 2020-02-05: 6 rows removed"]
    assert run() == ["Nothing is to be thinned."]
    assert days() == [date(2020, 2, 29)]


def test_task_thins_each_night_and_can_be_delivered_again(db):
    cycle = build.cycle(build.version(), quarter="2020-q1")
    submit(cycle, build.team(), date(2020, 2, 3), {"testing-1": 2})
    take_snapshot(day=date(2020, 2, 4), by=None, now=datetime(2020, 3, 1, tzinfo=UTC))
    tasks.thin_snapshots.run()
    assert days() == []
    assert tasks.thin_snapshots.acks_late
    beat = CELERY_BEAT_SCHEDULE["thin snapshots"]
    assert (beat["task"], beat["schedule"].hour) == (tasks.thin_snapshots.name, {2})
