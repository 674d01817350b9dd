from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from maturity.kept_days import first_full_day, is_kept, kept_of_old

TODAY = date(2026, 11, 22)
days = st.dates(min_value=date(1990, 1, 1), max_value=date(2090, 1, 1))


def test_a_day_is_thinned_once_it_is_more_than_400_days_back():
    assert first_full_day(TODAY) == date(2025, 10, 18)
    assert is_kept(date(2025, 10, 18), (), TODAY)
    assert not is_kept(date(2025, 10, 17), (), TODAY)


def test_month_ends_and_closing_days_stay():
    for day in (date(2024, 2, 29), date(2023, 2, 28), date(2023, 12, 31)):
        assert is_kept(day, (), TODAY)
    assert not is_kept(date(2024, 2, 28), (), TODAY)
    assert is_kept(date(2024, 2, 28), {date(2024, 2, 28)}, TODAY)


@given(first=days, length=st.integers(-500, 900), closings=st.data())
def test_listing_what_is_kept_says_the_same_as_asking_for_each_day(first, length, closings):
    today = first + timedelta(days=length)
    near = st.integers(-400, 900).map(lambda n: first + timedelta(days=n))
    chosen = closings.draw(st.frozensets(near, max_size=8))
    old = (first + timedelta(days=n) for n in range((first_full_day(today) - first).days))
    assert kept_of_old(first, chosen, today) == [day for day in old if is_kept(day, chosen, today)]


@given(day=days, closings=st.frozensets(days, max_size=5), today=days, later=st.integers(0, 2000))
def test_what_is_once_thinned_is_never_kept_again(day, closings, today, later):
    if not is_kept(day, closings, today):
        assert not is_kept(day, closings, today + timedelta(days=later))


@given(day=days, today=days)
def test_of_each_month_a_day_is_kept(day, today):
    month = (day.replace(day=1) + timedelta(days=n) for n in range(31))
    assert any(each.month == day.month and is_kept(each, (), today) for each in month)
