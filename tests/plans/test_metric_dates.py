"""When metrics are reviewed: by hand, and for every start."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plans.metric_reviews import (
    MOST,
    REVIEW_DAYS,
    DueState,
    advice,
    due_state,
    is_asked,
    opens_on,
    review_day,
    review_days,
)
from plans.schedule import day_in_role

MONDAY = date(2026, 9, 7)
starts, days = st.dates(date(2020, 1, 1), date(2040, 1, 1)), st.sampled_from(REVIEW_DAYS)


@pytest.mark.parametrize(
    ("day", "on"), [(30, date(2026, 10, 6)), (60, date(2026, 11, 5)), (90, date(2026, 12, 5))]
)
def test_day_n_in_the_role_is_n_minus_1_days_after_the_start(day, on):
    assert review_day(MONDAY, day) == on


@pytest.mark.parametrize(
    ("today", "state"),
    [
        (date(2026, 9, 28), "upcoming"),
        (date(2026, 9, 29), "due"),
        (date(2026, 10, 6), "due"),
        (date(2026, 10, 7), "overdue"),
    ],
)
def test_a_review_is_due_from_a_week_before_its_day_and_overdue_from_the_day_after(today, state):
    assert due_state(MONDAY, 30, today) == state


@given(start=starts, day=days, offset=st.integers(-200, 200))
def test_states_follow_each_other_and_the_day_itself_is_never_overdue(start, day, offset):
    today = start + timedelta(days=offset)
    order = list(DueState)
    assert day_in_role(start, review_day(start, day)) == day
    assert start <= opens_on(start, day) <= review_day(start, day)
    assert due_state(start, day, review_day(start, day)) == DueState.DUE
    state, tomorrow = due_state(start, day, today), due_state(start, day, today + timedelta(days=1))
    assert order.index(state) <= order.index(tomorrow)
    assert (state == DueState.OVERDUE) == (day_in_role(start, today) > day)


@pytest.mark.parametrize(
    ("length", "reviewed"), [(28, ()), (30, (30,)), (56, (30,)), (90, (30, 60, 90)), (98, (30, 60, 90))]
)
def test_a_plan_is_reviewed_as_far_as_it_lasts(length, reviewed):
    assert review_days(length) == reviewed


@given(start=starts, day=days, offset=st.integers(-30, 120), length=st.integers(1, 120))
def test_what_came_after_the_day_is_not_asked_for_it(start, day, offset, length):
    written = start + timedelta(days=offset)
    assert is_asked(start, day, length, written) == (written <= review_day(start, day) and day <= length)


def test_too_few_and_what_waits_for_agreement_is_told():
    assert advice(0, 0) == ""
    assert advice(2, 0) == "2 so far: a plan is measured by 3 to 5."
    assert advice(3, 0) == ""
    assert advice(4, 1) == "1 of 4 waits for the manager to agree."
    assert advice(2, 2) == "2 so far: a plan is measured by 3 to 5. 2 of 2 wait for the manager to agree."
    assert "Remove what matters least" in advice(MOST + 1, 0)
