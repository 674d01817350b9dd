"""Plan dates: the definitions by hand, and what holds of every start, week and calendar."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plans import schedule
from plans.document import Due

MONDAY = date(2026, 9, 7)
NONE: frozenset[date] = frozenset()

starts = st.dates(date(2020, 1, 1), date(2040, 1, 1))
weeks = st.integers(1, 30)


@st.composite
def calendars(draw):
    """A start, and holidays around it, whole weeks among them."""
    start = draw(starts)
    days = draw(st.lists(st.integers(-10, 200), max_size=40))
    shut = draw(st.lists(st.integers(0, 25), max_size=3))
    closed = [7 * week + day for week in shut for day in range(9)]
    return start, frozenset(start + timedelta(days=day) for day in [*days, *closed])


def test_a_start_on_a_working_day_stays():
    assert schedule.first_working_day(MONDAY, NONE) == MONDAY


def test_a_start_on_a_saturday_moves_to_monday():
    assert schedule.first_working_day(date(2026, 9, 5), NONE) == MONDAY


def test_a_start_before_easter_moves_past_the_holidays():
    holidays = schedule.holidays_of("DE", [2026])
    assert schedule.first_working_day(date(2026, 4, 3), holidays) == date(2026, 4, 7)


@pytest.mark.parametrize(
    ("n", "day"),
    [(1, date(2026, 9, 7)), (5, date(2026, 9, 11)), (6, date(2026, 9, 14)), (7, date(2026, 9, 15))],
)
def test_working_day_1_is_the_start(n, day):
    assert schedule.working_day(MONDAY, n, NONE) == day


def test_working_days_count_from_1():
    with pytest.raises(ValueError, match="count from 1"):
        schedule.working_day(MONDAY, 0, NONE)


def test_a_plan_week_is_seven_calendar_days_from_the_start():
    assert schedule.week_span(date(2026, 9, 9), 2) == (date(2026, 9, 16), date(2026, 9, 22))


def test_plan_weeks_count_from_1():
    with pytest.raises(ValueError, match="count from 1"):
        schedule.week_span(MONDAY, 0)


def test_a_week_that_begins_on_monday_ends_on_friday():
    assert schedule.end_of_week(MONDAY, 2, NONE) == date(2026, 9, 18)


def test_a_week_that_begins_on_wednesday_ends_on_tuesday():
    assert schedule.end_of_week(date(2026, 9, 9), 1, NONE) == date(2026, 9, 15)


def test_a_holiday_at_the_end_of_a_week_is_no_end():
    assert schedule.end_of_week(MONDAY, 1, frozenset({date(2026, 9, 11)})) == date(2026, 9, 10)


def test_a_week_without_a_working_day_ends_with_the_one_before_it():
    closed = frozenset(date(2026, 9, 14) + timedelta(days=day) for day in range(5))
    assert schedule.end_of_week(MONDAY, 2, closed) == date(2026, 9, 11)


def test_day_in_role_counts_calendar_days_from_1():
    assert schedule.day_in_role(MONDAY, MONDAY) == 1
    assert schedule.day_in_role(MONDAY, MONDAY + timedelta(days=89)) == 90
    assert schedule.day_in_role(MONDAY, MONDAY - timedelta(days=1)) == 0


@pytest.mark.parametrize(
    ("due", "day"),
    [
        (Due("week_end", 1), date(2026, 9, 11)),
        (Due("working_day", 7), date(2026, 9, 15)),
        (Due("pinned", day=date(2026, 9, 12)), date(2026, 9, 12)),
    ],
)
def test_an_item_is_due_at_an_offset_or_on_a_pinned_day(due, day):
    assert schedule.due_date(due, MONDAY, NONE) == day


def test_a_pinned_date_without_a_day_is_refused():
    with pytest.raises(ValueError, match="needs its day"):
        schedule.due_date(Due("pinned"), MONDAY, NONE)


def test_an_item_that_says_nothing_is_due_at_the_end_of_its_phase():
    assert schedule.default_due(4) == Due("week_end", 4)


@pytest.mark.parametrize(("open_", "days", "late"), [(True, 1, True), (True, 0, False), (False, 9, False)])
def test_late_is_open_and_due_before_today(open_, days, late):
    assert schedule.is_late(MONDAY, open_, MONDAY + timedelta(days=days)) is late


def test_no_country_has_no_holidays():
    assert schedule.holidays_of("", [2026]) == frozenset()


def test_holidays_cover_every_year_asked_for():
    assert {date(2026, 12, 25), date(2027, 12, 25)} <= schedule.holidays_of("GB", [2026, 2027])


@pytest.mark.parametrize("country", ["XX", "gb", "Germany"])
def test_an_unknown_country_is_refused(country):
    with pytest.raises(ValueError, match=country):
        schedule.holidays_of(country, [2026])


@given(calendars(), st.integers(1, 60))
def test_working_days_are_working_days_and_go_forward(calendar, n):
    start, holidays = calendar
    day = schedule.working_day(start, n, holidays)
    assert schedule.is_working_day(day, holidays)
    assert start <= day < schedule.working_day(start, n + 1, holidays)


@given(calendars(), st.integers(1, 60))
def test_between_two_working_days_there_is_none(calendar, n):
    start, holidays = calendar
    day, following = (schedule.working_day(start, k, holidays) for k in (n, n + 1))
    between = (day + timedelta(days=d) for d in range(1, (following - day).days))
    assert not any(schedule.is_working_day(each, holidays) for each in between)


@given(calendars(), weeks)
def test_a_week_ends_on_a_working_day_within_it_or_before(calendar, k):
    start, holidays = calendar
    moved = schedule.first_working_day(start, holidays)
    end = schedule.end_of_week(start, k, holidays)
    assert schedule.is_working_day(end, holidays)
    assert moved <= end <= schedule.week_span(moved, k)[1]


@given(calendars(), weeks)
def test_nothing_after_the_end_of_a_week_is_worked_in_it(calendar, k):
    start, holidays = calendar
    last = schedule.week_span(schedule.first_working_day(start, holidays), k)[1]
    end = schedule.end_of_week(start, k, holidays)
    after = (end + timedelta(days=d) for d in range(1, (last - end).days + 1))
    assert not any(schedule.is_working_day(day, holidays) for day in after)


@given(calendars(), weeks)
def test_moving_the_start_beforehand_changes_nothing(calendar, k):
    start, holidays = calendar
    moved = schedule.first_working_day(start, holidays)
    for due in (Due("week_end", k), Due("working_day", k)):
        assert schedule.due_date(due, start, holidays) == schedule.due_date(due, moved, holidays)


@given(starts, weeks)
def test_weeks_cover_every_day_once(start, k):
    first, last = schedule.week_span(start, k)
    assert (last - first).days == 6
    assert schedule.week_span(start, k + 1)[0] == last + timedelta(days=1)
    assert {schedule.week_of(start, first), schedule.week_of(start, last)} == {k}


@given(starts, st.integers(-50, 200))
def test_the_day_in_role_tells_the_week(start, days):
    today = start + timedelta(days=days)
    assert schedule.week_of(start, today) == (schedule.day_in_role(start, today) - 1) // 7 + 1


@pytest.mark.parametrize(
    ("end", "weeks", "start"),
    [
        (date(2026, 12, 5), 13, MONDAY),  # day 90 is Saturday 5 December
        (date(2026, 12, 4), 13, date(2026, 9, 4)),  # from Sunday back to Friday
        (date(2026, 9, 20), 2, MONDAY),
    ],
)
def test_a_plan_that_is_planned_backwards_starts_as_late_as_it_can(end, weeks, start):
    assert schedule.start_to_end_by(end, weeks, NONE) == start


def test_planned_backwards_the_start_is_before_a_holiday_and_not_after_it():
    holidays = frozenset({MONDAY})
    assert schedule.start_to_end_by(date(2026, 9, 20), 2, holidays) == date(2026, 9, 4)


@pytest.mark.parametrize(
    ("due", "weeks", "then"),
    [
        (Due("week_end", 2), 1, Due("week_end", 3)),
        (Due("working_day", 7), 1, Due("working_day", 12)),
        (Due("working_day", 7), -1, Due("working_day", 2)),
        (Due("pinned", day=MONDAY), 3, Due("pinned", day=MONDAY)),
    ],
)
def test_an_offset_moves_by_weeks_and_a_pinned_date_stays(due, weeks, then):
    assert schedule.moved(due, weeks) == then


@pytest.mark.parametrize("due", [Due("week_end", 1), Due("working_day", 5)])
def test_nothing_moves_before_the_plan(due):
    with pytest.raises(ValueError, match="before the plan"):
        schedule.moved(due, -1)


offsets = st.builds(Due, st.sampled_from(["week_end", "working_day"]), st.integers(1, 60))


@given(calendars(), weeks)
def test_a_plan_planned_backwards_keeps_its_end_and_could_not_start_later(calendar, k):
    end, holidays = calendar
    days = timedelta(days=schedule.days_of(k) - 1)
    start = schedule.start_to_end_by(end, k, holidays)
    assert schedule.is_working_day(start, holidays)
    assert start + days <= end
    later = (start + timedelta(days=n) for n in range(1, (end - days - start).days + 1))
    assert not any(schedule.is_working_day(day, holidays) for day in later)


@given(offsets, st.integers(0, 30))
def test_an_offset_that_moves_there_and_back_is_the_same(due, k):
    assert schedule.moved(schedule.moved(due, k), -k) == due


@given(calendars(), offsets, st.integers(0, 30))
def test_no_offset_is_due_on_a_day_off_however_it_moves(calendar, due, k):
    start, holidays = calendar
    day = schedule.due_date(schedule.moved(due, k), start, holidays)
    assert schedule.is_working_day(day, holidays)
    assert day >= schedule.due_date(due, start, holidays)


@given(calendars(), st.integers(1, 20), st.integers(1, 20))
def test_without_holidays_a_week_further_is_seven_days_further(calendar, n, k):
    start = schedule.first_working_day(calendar[0], NONE)
    for due in (Due("week_end", n), Due("working_day", n)):
        there = schedule.due_date(schedule.moved(due, k), start, NONE)
        assert there - schedule.due_date(due, start, NONE) == timedelta(weeks=k)
