from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maturity.quarters import Quarter, target_quarters

days = st.dates(min_value=date(1990, 1, 1), max_value=date(2190, 1, 1))
quarters = st.builds(Quarter, st.integers(1990, 2190), st.integers(1, 4))


@given(days)
def test_every_day_lies_inside_its_quarter(day):
    quarter = Quarter.of(day)
    assert quarter.first_day <= day <= quarter.last_day


@given(quarters)
def test_quarters_follow_each_other_without_a_gap(quarter):
    assert quarter.next.first_day == quarter.last_day + timedelta(days=1)
    assert quarter.next.previous == quarter
    assert quarter < quarter.next


@given(quarters)
def test_a_slug_names_its_quarter(quarter):
    assert Quarter.parse(quarter.slug) == quarter


@given(quarters, st.integers(-40, 40), st.integers(-40, 40))
def test_shifting_twice_is_shifting_by_the_sum(quarter, once, again):
    assert quarter.shifted(once).shifted(again) == quarter.shifted(once + again)


@given(quarters, days)
def test_a_round_is_due_inside_its_quarter_and_not_before_it_opens_in_it(quarter, day):
    due = quarter.due_day(day)
    assert quarter.first_day <= due <= quarter.last_day
    if Quarter.of(day) == quarter:
        assert due >= day


def test_a_round_is_due_at_the_end_of_the_second_month():
    assert Quarter(2026, 4).due_day() == date(2026, 11, 30)
    assert Quarter(2024, 1).due_day(date(2024, 1, 15)) == date(2024, 2, 29)
    assert Quarter(2026, 4).due_day(date(2026, 12, 1)) == date(2026, 12, 31)


def test_a_quarter_is_named_as_people_say_it():
    assert (Quarter(2026, 4).slug, Quarter(2026, 4).name) == ("2026-q4", "2026 Q4")


@pytest.mark.parametrize("slug", ["", "2026", "2026-q5", "2026-q0", "26-q1", "2026-Q4-late", "q4-2026"])
def test_what_is_no_quarter_is_refused(slug):
    with pytest.raises(ValueError, match="is no quarter"):
        Quarter.parse(slug)


def test_there_is_no_fifth_quarter():
    with pytest.raises(ValueError, match="no quarter 5"):
        Quarter(2026, 5)


def test_targets_are_meant_for_one_of_the_four_quarters_after_the_cycle():
    assert [each.slug for each in target_quarters("2026-q4")] == ["2027-q1", "2027-q2", "2027-q3", "2027-q4"]
    assert target_quarters("2026-q4", "2027-q2") == target_quarters("2026-q4")


def test_a_quarter_that_a_target_has_already_stays_and_says_where_it_has_passed():
    assert [each.name for each in target_quarters("2026-q4", "2026-q3")][:2] == ["2026 Q3, passed", "2027 Q1"]
    assert target_quarters("2026-q4", "2026-q4")[0].name == "2026 Q4"
    assert target_quarters("autumn") == ()
