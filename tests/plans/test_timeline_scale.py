"""Where days stand on the timeline: every day in a column, every column of the style sheet."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plans.schedule import is_working_day
from plans.timeline import MOST_COLUMNS, MOST_WEEKS_BY_DAY, Scale, Stretch

MONDAY = date(2026, 9, 7)
starts = st.dates(date(2020, 1, 1), date(2040, 1, 1))
weeks = st.integers(1, 300)


def test_thirteen_weeks_are_drawn_by_the_day():
    scale = Scale(MONDAY, 13)
    assert (scale.is_by_day, scale.columns) == (True, 91)
    assert scale.column(MONDAY) == 1
    assert scale.column(date(2026, 9, 18)) == 12
    assert scale.of_weeks(3, 4) == Stretch(15, 14)
    assert scale.whole == Stretch(1, 91)


def test_a_year_is_drawn_by_the_week_and_two_years_by_two_weeks():
    year, two = Scale(MONDAY, 52), Scale(MONDAY, 104)
    assert (year.is_by_day, year.columns, year.column(date(2026, 9, 14))) == (False, 52, 2)
    assert (two.days_per_column, two.columns) == (14, 52)
    assert [tuple(each) for each, _ in two.heads()][:2] == [(1, 2), (3, 4)]
    assert year.days_off(frozenset()) == []


def test_a_day_outside_of_the_plan_stands_at_its_edge():
    scale = Scale(MONDAY, 2)
    assert scale.column(date(2026, 8, 1)) == 1
    assert scale.column(date(2026, 12, 1)) == 14
    assert [scale.holds(day) for day in (date(2026, 9, 6), MONDAY, date(2026, 9, 20), date(2026, 9, 21))] == [
        False, True, True, False
    ]  # fmt: skip


def test_days_off_are_week_ends_joined_with_the_holidays_beside_them():
    holidays = frozenset({date(2026, 9, 11), date(2026, 9, 16), date(2026, 9, 19)})
    scale = Scale(MONDAY, 2)
    assert scale.days_off(holidays) == [Stretch(5, 3), Stretch(10), Stretch(13, 2)]
    assert scale.holidays_within(holidays) == [date(2026, 9, 11), date(2026, 9, 16)]


@pytest.mark.parametrize(
    ("stretch", "said"), [(Stretch(7), "ct0 cu7 st0 su1"), (Stretch(91, 10), "ct9 cu1 st1 su0")]
)
def test_classes_are_the_digits(stretch, said):
    assert stretch.classes == said


@given(starts, weeks)
def test_heads_tile_the_columns_and_name_every_week_once(start, weeks):
    scale = Scale(start, weeks)
    assert scale.columns <= max(7 * MOST_WEEKS_BY_DAY, MOST_COLUMNS) < 100
    heads = list(scale.heads())
    assert [week for named, _ in heads for week in named] == list(range(1, weeks + 1))
    columns = [column for _, at in heads for column in range(at.first, at.first + at.span)]
    assert columns == list(range(1, scale.columns + 1))


@given(starts, weeks, st.integers(-400, 3000), st.integers(0, 400))
def test_columns_follow_the_days_and_stay_on_the_drawing(start, weeks, day, more):
    scale = Scale(start, weeks)
    first = start + timedelta(days=day)
    at = scale.stretch(first, first + timedelta(days=more))
    assert at.first >= 1
    assert 1 <= at.span <= scale.columns - at.first + 1


@given(starts, st.integers(1, MOST_WEEKS_BY_DAY), st.sets(st.integers(0, 97)))
def test_a_column_is_off_exactly_when_its_day_is(start, weeks, off):
    holidays = frozenset(start + timedelta(days=n) for n in off)
    scale = Scale(start, weeks)
    drawn = {n for at in scale.days_off(holidays) for n in range(at.first, at.first + at.span)}
    days = (start + timedelta(days=n) for n in range(7 * weeks))
    assert drawn == {n for n, day in enumerate(days, start=1) if not is_working_day(day, holidays)}
