"""Days of one small organisation: taking them again, late or in any order changes nothing."""

from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from common import triggers
from common.decisions import Refused
from maturity.frozen import FROZEN_FIGURES
from maturity.models import Snapshot
from maturity.queries.snapshot_days import outdated_days
from maturity.services.snapshots import DayNotOver, take_outdated, take_snapshot
from teams.models import Event, User
from tests import build
from tests.maturity.snapshot_rows import (
    all_rows,
    expected,
    stored,
)

pytestmark = pytest.mark.django_db

NOW = build.NOW
TODAY = NOW.date()


@pytest.fixture
def team():
    return build.team("Ledger")


@pytest.fixture
def cycle(db):
    return build.cycle(build.version({"testing": (2, 1), "security": (1,)}))


def noon(day: int) -> datetime:
    return datetime(2026, 11, day, 12, tzinfo=UTC)


def take(day: int):
    return take_snapshot(day=date(2026, 11, day), by=None, now=NOW)


def days(*numbers: int) -> list[date]:
    return [date(2026, 11, number) for number in numbers]


def test_day_has_a_row_for_each_dimension_and_one_overall(team, cycle):
    submission = build.submission(cycle, team, {"testing-1": 3, "testing-2": 0, "security-1": 1}, now=noon(5))
    assert take(6).written == 3
    rows = {row.dimension_key: row for row in Snapshot.objects.filter(day=date(2026, 11, 6), team=team)}
    assert {key: row.score for key, row in rows.items()} == {"testing": 20000, "security": 10000, "": 15000}
    assert {(row.submission, row.version) for row in rows.values()} == {(submission, cycle.version)}


def test_day_before_the_first_submission_stays_empty(team, cycle):
    build.submission(cycle, team, {"testing-1": 3}, now=noon(5))
    assert not take(4).changed
    assert not Snapshot.objects.exists()


def test_newest_of_several_submissions_of_a_day_stands(team, cycle):
    build.submission(cycle, team, {"testing-1": 1}, now=noon(5))
    build.submission(cycle, team, {"testing-1": 4}, now=noon(5) + timedelta(hours=2))
    latest = build.submission(cycle, team, {"testing-1": 2}, now=noon(5) + timedelta(hours=2))
    take(5)
    assert Snapshot.objects.get(dimension_key="testing").score == 20000
    assert Snapshot.objects.get(dimension_key="").submission == latest


def test_day_as_of_which_a_later_submission_did_not_exist_is_not_moved_by_it(team, cycle):
    build.submission(cycle, team, {"testing-1": 1}, now=noon(5))
    take(6)
    before = all_rows()
    build.submission(cycle, team, {"testing-1": 4}, now=noon(7))
    assert not take(6).changed
    assert all_rows() == before


def test_nothing_answered_is_no_data_and_not_zero(team, cycle):
    build.submission(cycle, team, {}, not_applicable=["security-1"], now=noon(5))
    take(5)
    rows = {row.dimension_key: row for row in Snapshot.objects.all()}
    assert (rows["testing"].score, rows["testing"].attained, rows["testing"].coverage) == (None, 0, 0)
    assert (rows["security"].score, rows["security"].raw_score, rows["security"].attained) == (None, 0, None)
    assert rows[""].score is None


def test_taking_a_day_twice_writes_nothing(team, cycle):
    build.submission(cycle, team, {"testing-1": 3}, now=noon(5))
    take(5)
    before = fingerprint()
    assert not take(5).changed
    assert fingerprint() == before
    assert Event.objects.filter(verb="took").count() == 1


def fingerprint() -> list[tuple]:
    """Every snapshot with its number, and on PostgreSQL the place and the transaction of each row's last update."""
    physical = ", ctid::text, xmin::text" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT *{physical} FROM maturity_snapshot ORDER BY id")
        return cursor.fetchall()


def test_taking_a_day_twice_updates_no_row_on_either_database(team, cycle):
    build.submission(cycle, team, {"testing-1": 3}, now=noon(5))
    take(5)
    with refusing_changes():
        assert not take(5).changed


@contextmanager
def refusing_changes():
    """Any update or removal of a snapshot inside fails."""
    frozen = triggers.Frozen("maturity_snapshot", "no change expected")
    triggers.remove(connection, FROZEN_FIGURES)
    triggers.install(connection, [frozen])
    try:
        yield
    finally:
        triggers.remove(connection, [frozen])
        triggers.install(connection, FROZEN_FIGURES)


def test_any_order_of_days_gives_the_same_rows(team, cycle):
    for number, level in ((3, 1), (5, 4), (8, 2)):
        build.submission(cycle, team, {"testing-1": level, "security-1": level}, now=noon(number))
    for number in range(1, 11):
        take(number)
    straight = all_rows()
    Snapshot.objects.all().delete()
    for number in (9, 2, 10, 3, 3, 1, 8, 4, 7, 6, 5, 9):
        take(number)
    assert all_rows() == straight


def test_newer_submission_of_another_edition_replaces_the_dimensions_of_the_day(team, cycle):
    build.submission(cycle, team, {"testing-1": 3}, now=noon(5))
    take(5)
    other = build.cycle(build.version({"testing": (1,), "release": (1,)}), quarter="2027-q1")
    build.submission(other, team, {"testing-1": 3, "release-1": 1}, now=noon(5) + timedelta(hours=1))
    taken = take(5)
    assert (taken.written, taken.removed) == (3, 1)
    assert set(stored(date(2026, 11, 5))) == {(team.pk, key) for key in ("", "testing", "release")}


def test_archived_team_has_rows_until_the_day_before(team, cycle):
    build.submission(cycle, team, {"testing-1": 3}, now=noon(5))
    for number in (5, 6, 7):
        take(number)
    team.archived_on = date(2026, 11, 6)
    team.save()
    assert outdated_days(date(2026, 11, 8), today=TODAY) == days(6, 7)
    assert [taken.removed for taken in take_outdated(until=TODAY, by=None, now=NOW)] == [3, 3]
    assert set(Snapshot.objects.values_list("day", flat=True)) == {date(2026, 11, 5)}


def test_missing_days_are_filled_oldest_first(team, cycle):
    build.submission(cycle, team, {"testing-1": 3}, now=noon(5))
    take(7)
    assert outdated_days(date(2026, 11, 9), today=TODAY) == days(5, 6, 8, 9)
    taken = list(take_outdated(until=date(2026, 11, 9), by=None, now=NOW))
    assert [each.day for each in taken] == days(5, 6, 8, 9)
    assert list(take_outdated(until=date(2026, 11, 9), by=None, now=NOW)) == []


def test_late_row_of_an_earlier_day_makes_its_days_stale(team, cycle):
    build.submission(cycle, team, {"testing-1": 3}, now=noon(5))
    for number in (5, 6, 7):
        take(number)
    build.submission(cycle, team, {"testing-1": 4}, now=noon(6))
    assert outdated_days(date(2026, 11, 7), today=TODAY) == days(6, 7)
    list(take_outdated(until=date(2026, 11, 7), by=None, now=NOW))
    assert Snapshot.objects.get(day=date(2026, 11, 7), dimension_key="testing").score == 40000


def test_days_after_the_last_asked_one_are_left_alone(team, cycle):
    build.submission(cycle, team, {"testing-1": 3}, now=noon(5))
    for number in (5, 6, 7, 8):
        take(number)
    assert outdated_days(date(2026, 11, 6), today=TODAY) == []


@pytest.mark.parametrize(("today", "statements"), [(TODAY, 2), (TODAY + timedelta(days=800), 4)])
def test_finding_outdated_days_is_few_statements(team, cycle, django_assert_num_queries, today, statements):
    build.submission(cycle, team, {"testing-1": 3}, now=noon(5))
    with django_assert_num_queries(statements):
        outdated_days(today, today=today)


@pytest.mark.parametrize("teams", [1, 20])
def test_statements_do_not_grow_with_the_teams(cycle, teams, django_assert_max_num_queries):
    for _ in range(teams):
        build.submission(cycle, build.team(), {"testing-1": 3}, now=noon(5))
    with django_assert_max_num_queries(
        7
    ):  # savepoint, lock on PostgreSQL, frozen, write, remove, event, savepoint
        take(5)


def test_event_says_what_changed(team, cycle):
    build.submission(cycle, team, {"testing-1": 3}, now=noon(5))
    take(5)
    event = Event.objects.get(verb="took")
    assert (event.subject, event.actor, event.at) == ("snapshot of 2026-11-05", None, NOW)
    assert event.detail == {"day": "2026-11-05", "written": 3, "removed": 0}


def test_future_day_is_refused(team, cycle):
    build.submission(cycle, team, {"testing-1": 3}, now=noon(5))
    with pytest.raises(DayNotOver, match="2026-11-20 lies in the future"):
        take_snapshot(day=TODAY + timedelta(days=1), by=None, now=NOW)


def test_only_an_administrator_takes_a_snapshot_by_hand():
    with pytest.raises(Refused):
        take_snapshot(day=TODAY, by=build.user(role=User.Role.LEADERSHIP), now=NOW)
    assert not take_snapshot(day=TODAY, by=build.user(role=User.Role.ADMINISTRATOR), now=NOW).changed


def test_comparison_of_the_slow_way_sees_a_difference(team, cycle):
    """The yardstick of the property tests can fail."""
    build.submission(cycle, team, {"testing-1": 3}, now=noon(5))
    take(5)
    Snapshot.objects.filter(dimension_key="testing").update(score=1)
    day = date(2026, 11, 5)
    assert stored(day) != expected(day)
    assert replace(stored(day)[team.pk, "testing"], score=30000) == expected(day)[team.pk, "testing"]


# The command


def run(*arguments: str) -> list[str]:
    out = StringIO()
    call_command("take_snapshots", *arguments, stdout=out)
    return out.getvalue().splitlines()


def test_command_takes_what_is_outdated(team, cycle):
    build.submission(cycle, team, {"testing-1": 3}, now=datetime.now(UTC) - timedelta(days=2))
    assert [line.split(": ")[1] for line in run()] == ["3 rows written, 0 removed"] * 3
    assert run() == ["Every day is up to date."]


def test_command_takes_named_days(team, cycle):
    build.submission(cycle, team, {"testing-1": 3}, now=datetime.now(UTC) - timedelta(days=9))
    one, two, three = (str(datetime.now(UTC).date() - timedelta(days=back)) for back in (8, 7, 6))
    assert run("--day", two) == [f"{two}: 3 rows written, 0 removed"]
    assert run("--from", one, "--to", three) == [
        f"{one}: 3 rows written, 0 removed",
        f"{two}: no change",
        f"{three}: 3 rows written, 0 removed",
    ]


def test_command_leaves_days_alone_whose_figures_are_not_kept(team, cycle):
    build.submission(cycle, team, {"testing-1": 3}, now=datetime(2020, 1, 5, tzinfo=UTC))
    assert run("--from", "2020-01-30", "--to", "2020-01-31") == [
        "2020-01-30: left as it is: older than 400 days, and neither a month's end nor a cycle's",
        "2020-01-31: 3 rows written, 0 removed",
    ]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--day", "3026-01-01"), "3026-01-01 lies in the future: today is"),
        (("--from", "2026-01-02", "--to", "3026-01-01"), "3026-01-01 lies in the future: today is"),
        (("--from", "2026-01-02", "--to", "2026-01-01"), "--from 2026-01-02 is after --to 2026-01-01."),
        (("--from", "2026-01-02"), "Give --from and --to together."),
        (("--to", "2026-01-02"), "Give --from and --to together."),
        (("--day", "2026-01-02", "--to", "2026-01-02"), "Give either --day, or --from and --to."),
        (("--day", "yesterday"), "“yesterday” is no day: write it as YYYY-MM-DD"),
    ],
)
def test_command_refuses_days_that_make_no_sense(arguments, sentence, team, cycle):
    build.submission(cycle, team, {"testing-1": 3}, now=datetime(2026, 1, 1, tzinfo=UTC))
    with pytest.raises(CommandError) as refusal:
        run(*arguments)
    assert sentence in str(refusal.value)
    assert refusal.value.returncode == 2
    assert not Snapshot.objects.exists()
