"""The points of a trend: months and days of a range, how many there may be, and what stands below them."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maturity.trend_points import (
    FEWEST_POINTS,
    MOST_POINTS,
    MOST_ROWS,
    Point,
    axis_labels,
    day_points,
    month_points,
    most_points,
)

DAYS = st.dates(date(1990, 1, 1), date(2090, 1, 1))
RANGES = st.tuples(DAYS, st.integers(0, 2000)).map(lambda r: (r[0], r[0] + timedelta(days=r[1])))


@given(RANGES)
def test_months_cover_the_range_without_a_gap(span):
    since, until = span
    points = month_points(since, until, 1000)
    assert (points[0].first, points[-1].last) == span
    assert all(before.last + timedelta(days=1) == after.first for before, after in pairwise(points))
    assert all(point.key == f"{point.first:%Y-%m}" == f"{point.last:%Y-%m}" for point in points)


@given(RANGES, st.integers(1, 50))
def test_of_too_many_the_newest_stay(span, most):
    since, until = span
    for points in (month_points, day_points):
        assert points(since, until, most) == points(since, until, 3000)[-most:]


def test_a_range_within_a_month_is_one_point_that_ends_where_the_range_does():
    (point,) = month_points(date(2026, 11, 3), date(2026, 11, 19), 9)
    assert point == Point("2026-11", "November 2026", date(2026, 11, 3), date(2026, 11, 19))


def test_every_day_is_a_point():
    points = day_points(date(2026, 11, 18), date(2026, 11, 19), 9)
    assert [point.key for point in points] == ["2026-11-18", "2026-11-19"]
    assert points[-1] == Point("2026-11-19", "Thu 19 Nov 2026", date(2026, 11, 19), date(2026, 11, 19))


def test_the_first_days_of_the_calendar_do_not_frighten_it():
    assert len(day_points(date.min, date(2026, 11, 19), 30)) == 30
    assert len(month_points(date.min, date(2026, 11, 19), 30)) == 30


@pytest.mark.parametrize(("teams", "most"), [(0, MOST_POINTS), (1, MOST_POINTS), (10**6, FEWEST_POINTS)])
def test_the_number_of_points_has_bounds(teams, most):
    assert most_points(teams) == most


def test_between_the_bounds_the_rows_decide():
    assert FEWEST_POINTS < most_points(500) < MOST_POINTS
    assert most_points(500) * 500 * 12 <= MOST_ROWS


@given(RANGES)
def test_never_more_labels_than_there_is_room_for(span):
    since, until = span
    for step, points in (("month", month_points(since, until, 200)), ("day", day_points(since, until, 200))):
        labels = axis_labels(step, points)
        assert len(labels) == len(points)
        assert len([label for label in labels if label]) <= 13


def test_labels_of_cycles_leave_some_out_but_never_the_last():
    points = [Point(f"{n}", f"Cycle {n}", None, date(2020, 1, 1)) for n in range(25)]
    labels = axis_labels("cycle", points)
    assert [label for label in labels if label] == [f"Cycle {n}" for n in range(0, 25, 3)]
    assert axis_labels("cycle", points[:3]) == ["Cycle 0", "Cycle 1", "Cycle 2"]


def test_labels_of_months_begin_quarters_and_say_the_year_once():
    labels = axis_labels("month", month_points(date(2025, 1, 1), date(2026, 12, 31), 99))
    assert [label for label in labels if label] == [
        "Jan 2025", "Mar", "May", "Jul", "Sep", "Nov", "Jan 2026", "Mar", "May", "Jul", "Sep", "Nov",
    ]  # fmt: skip


def test_labels_of_days_are_mondays_where_not_all_fit():
    points = day_points(date(2026, 11, 1), date(2026, 11, 30), 99)
    shown = [point.last for point, label in zip(points, axis_labels("day", points), strict=True) if label]
    assert [day.isoweekday() for day in shown] == [1] * 5
    assert axis_labels("day", points[:2]) == ["1 Nov 2026", "2 Nov"]


def test_no_points_no_labels():
    for step in ("cycle", "month", "day"):
        assert axis_labels(step, []) == []
