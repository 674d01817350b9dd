"""When check-ins are due and missed: by hand, and what holds of every start, week and calendar."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plans.check_in_days import Standing, check_in_days
from plans.schedule import first_working_day, holidays_of, is_working_day
from tests.plans.test_schedule import calendars, weeks

MONDAY = date(2026, 9, 7)
NONE: frozenset[date] = frozenset()


@pytest.mark.parametrize(
    ("start", "week", "due_on", "missed_from"),
    [
        (MONDAY, 1, date(2026, 9, 11), date(2026, 9, 15)),  # Friday; Monday passes too; from Tuesday on
        (MONDAY, 2, date(2026, 9, 18), date(2026, 9, 22)),
        (date(2026, 9, 9), 1, date(2026, 9, 15), date(2026, 9, 17)),  # weeks from Wednesday to Tuesday
        (date(2026, 9, 10), 1, date(2026, 9, 16), date(2026, 9, 18)),
        (date(2026, 9, 11), 1, date(2026, 9, 17), date(2026, 9, 21)),  # Thursday, Friday, and on Monday
        (date(2026, 9, 5), 1, date(2026, 9, 11), date(2026, 9, 15)),  # a start on Saturday is Monday's
    ],
)
def test_due_at_the_end_of_the_week_and_missed_from_the_second_working_day_after(
    start, week, due_on, missed_from
):
    days = check_in_days(start, week, NONE)
    assert (days.due_on, days.missed_from) == (due_on, missed_from)


def test_holidays_are_no_working_days_on_either_side():
    """Good Friday and Easter Monday of 2026 in Germany: due on Thursday; Tuesday is one, and Wednesday the second."""
    days = check_in_days(date(2026, 3, 30), 1, holidays_of("DE", [2026]))
    assert (days.due_on, days.missed_from) == (date(2026, 4, 2), date(2026, 4, 8))
    without = check_in_days(date(2026, 3, 30), 1, NONE)
    assert (without.due_on, without.missed_from) == (date(2026, 4, 3), date(2026, 4, 7))


@pytest.mark.parametrize(
    ("day", "standing"),
    [
        (date(2026, 9, 13), Standing.TO_COME),
        (date(2026, 9, 14), Standing.DUE),
        (date(2026, 9, 18), Standing.DUE),
        (date(2026, 9, 21), Standing.DUE),
        (date(2026, 9, 22), Standing.MISSED),
    ],
)
def test_it_is_due_from_the_first_day_of_its_week_until_it_is_missed(day, standing):
    assert check_in_days(MONDAY, 2, NONE).standing(day) == standing


def test_what_was_sent_is_sent_whenever_that_was():
    days = check_in_days(MONDAY, 2, NONE)
    for day in (date(2026, 9, 1), date(2026, 9, 30)):
        assert days.standing(day, is_sent=True) == Standing.SENT
        assert days.standing(day, is_sent=True, is_acknowledged=True) == Standing.ACKNOWLEDGED
        assert days.standing(day, is_sent=True, takes_changes=False) == Standing.SENT


def test_what_was_due_before_somebody_started_the_plan_is_not_owed():
    days = check_in_days(MONDAY, 2, NONE)
    for after, standing in ((0, Standing.MISSED), (1, Standing.NEVER_SENT)):
        started_on = days.due_on + timedelta(days=after)
        assert days.standing(date(2026, 9, 30), started_on=started_on) == standing
        assert days.standing(date(2026, 9, 30), is_sent=True, started_on=started_on) == Standing.SENT


def test_a_finished_plan_is_owed_nothing():
    days = check_in_days(MONDAY, 2, NONE)
    for day in (date(2026, 9, 1), date(2026, 9, 30)):
        assert days.standing(day, takes_changes=False) == Standing.NEVER_SENT


def test_weeks_count_from_1():
    with pytest.raises(ValueError, match="count from 1"):
        check_in_days(MONDAY, 0, NONE)


@given(calendars(), weeks)
def test_exactly_one_working_day_lies_between_due_and_missed(calendar, week):
    start, holidays = calendar
    days = check_in_days(start, week, holidays)
    between = [days.due_on + timedelta(days=n) for n in range(1, (days.missed_from - days.due_on).days)]
    assert sum(is_working_day(day, holidays) for day in between) == 1
    assert is_working_day(days.missed_from, holidays)
    assert is_working_day(days.due_on, holidays)


@given(calendars(), weeks)
def test_moving_the_start_to_a_working_day_first_changes_nothing(calendar, week):
    start, holidays = calendar
    assert check_in_days(start, week, holidays) == check_in_days(
        first_working_day(start, holidays), week, holidays
    )


@given(calendars(), weeks, st.integers(0, 300))
def test_once_missed_it_stays_so_and_it_is_never_missed_before_it_was_due(calendar, week, later):
    start, holidays = calendar
    days = check_in_days(start, week, holidays)
    assert days.due_on <= days.ends
    assert days.standing(days.due_on) in {
        Standing.DUE,
        Standing.TO_COME,
    }  # a week of holidays is due before it
    day = max(days.missed_from, days.starts) + timedelta(days=later)
    assert days.standing(day) == Standing.MISSED
