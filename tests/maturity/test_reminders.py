"""Which day of reminders it is: the pure rules."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maturity.reminders import due_words, occasion, progress_words, reminder_day

DUE, CLOSES = date(2026, 11, 28), date(2026, 12, 28)
days = st.dates(date(2020, 1, 1), date(2035, 12, 31))
few_days = st.integers(0, 120)


@pytest.mark.parametrize(
    ("today", "newest"),
    [
        (date(2026, 11, 13), None),
        (date(2026, 11, 14), date(2026, 11, 14)),
        (date(2026, 11, 20), date(2026, 11, 14)),
        (date(2026, 11, 21), date(2026, 11, 21)),
        (date(2026, 11, 27), date(2026, 11, 27)),
        (DUE, date(2026, 11, 27)),
        (date(2026, 11, 29), date(2026, 11, 29)),
        (date(2026, 12, 5), date(2026, 11, 29)),
        (date(2026, 12, 6), date(2026, 12, 6)),
        (CLOSES, date(2026, 12, 27)),
        (date(2026, 12, 29), None),
    ],
)
def test_the_days_are_14_7_and_1_before_and_every_7_from_the_day_after(
    today: date, newest: date | None
) -> None:
    assert reminder_day(DUE, CLOSES, today) == newest


@given(due=days, open_for=few_days, today=days)
def test_the_newest_day_is_a_day_of_reminders_and_none_lies_between_it_and_today(
    due: date, open_for: int, today: date
) -> None:
    closes = due + timedelta(days=open_for)
    expected = {due - timedelta(days=n) for n in (14, 7, 1)}
    expected |= {due + timedelta(days=n) for n in range(1, open_for + 1, 7)}
    past = [day for day in expected if day <= today]
    assert reminder_day(due, closes, today) == (max(past, default=None) if today <= closes else None)


@given(due=days, open_for=few_days)
def test_whoever_is_told_each_day_is_told_once_for_each_day_of_reminders(due: date, open_for: int) -> None:
    closes = due + timedelta(days=open_for)
    told: list[date] = []
    for n in range(-30, open_for + 10):
        today = due + timedelta(days=n)
        if occasion([reminder_day(due, closes, today)], told[-1] if told else None):
            told.append(today)
    late = -(-open_for // 7)
    assert [(due - day).days for day in told] == [14, 7, 1, *(-1 - 7 * n for n in range(late))]


@given(dues=st.lists(st.tuples(days, few_days), min_size=1, max_size=4), today=days)
def test_one_mail_covers_everything_up_to_its_day(dues: list[tuple[date, int]], today: date) -> None:
    found = [reminder_day(due, due + timedelta(days=n), today) for due, n in dues]
    newest = occasion(found, None)
    assert newest == max((day for day in found if day), default=None)
    assert occasion(found, today) is None
    if newest:
        assert occasion(found, newest) is None
        assert occasion(found, newest - timedelta(days=1)) == newest


def test_a_worker_that_was_off_catches_up_with_the_newest_day_alone() -> None:
    """Off from the 13th to the 25th: one mail, for the 21st; the one for the 14th is not sent any more."""
    newest = reminder_day(DUE, CLOSES, date(2026, 11, 25))
    assert occasion([newest], date(2026, 11, 1)) == date(2026, 11, 21)
    assert occasion([newest], date(2026, 11, 25)) is None


@pytest.mark.parametrize(
    ("days_left", "words"),
    [
        (14, "due in 14 days"),
        (2, "due in 2 days"),
        (1, "due tomorrow"),
        (0, "due today"),
        (-1, "1 day late"),
        (-8, "8 days late"),
    ],
)
def test_the_words_for_how_far_off_it_is(days_left: int, words: str) -> None:
    assert due_words(DUE, DUE - timedelta(days=days_left)) == words


@pytest.mark.parametrize(
    ("counts", "words"),
    [
        ((0, 0, 0), "not started"),
        ((76, 0, 0), "0 of 76 answered"),
        ((76, 12, 5), "12 of 76 answered, 5 to confirm"),
        ((76, 76, 5), "all 76 answered, 5 to confirm"),
        ((76, 76, 0), "all 76 answered"),
    ],
)
def test_the_words_for_how_far_a_team_is(counts: tuple[int, int, int], words: str) -> None:
    assert progress_words(*counts) == words
