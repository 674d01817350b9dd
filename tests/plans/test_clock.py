"""Where a plan stands on a day."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plans.clock import Clock

START = date(2026, 9, 7)


def on(days: int, weeks: int = 13) -> Clock:
    return Clock(START, weeks, START + timedelta(days=days))


@pytest.mark.parametrize(
    ("days", "day", "week", "has_begun", "has_ended"),
    [
        (-3, -2, 1, False, False),
        (0, 1, 1, True, False),
        (6, 7, 1, True, False),
        (7, 8, 2, True, False),
        (89, 90, 13, True, False),
        (90, 91, 13, True, True),
        (300, 301, 13, True, True),
    ],
)
def test_day_week_and_whether_it_runs(days, day, week, has_begun, has_ended):
    clock = on(days)
    assert (clock.day, clock.week, clock.has_begun, clock.has_ended) == (day, week, has_begun, has_ended)


def test_thirteen_weeks_are_ninety_days_and_other_plans_whole_weeks():
    assert [on(0, weeks).days for weeks in (1, 2, 13, 14)] == [7, 14, 90, 98]
    assert on(0).ends_on == date(2026, 12, 5)


@given(st.integers(1, 104), st.integers(-400, 1000))
def test_weeks_follow_one_another_and_hold_their_days(weeks, days):
    clock = on(days, weeks)
    assert 1 <= clock.week <= weeks
    assert clock.week_starts(1) == START
    for week in range(1, weeks + 1):
        assert clock.week_ends(week) + timedelta(days=1) == clock.week_starts(week + 1)
    if clock.has_begun and not clock.has_ended:
        assert clock.week_starts(clock.week) <= clock.today <= clock.week_ends(clock.week)
