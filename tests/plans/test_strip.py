"""The strip above a plan: every week once, whatever the phases are."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from plans.clock import Clock
from plans.models import Item, Phase
from plans.queries.strip import WIDEST, strip_of

START = date(2026, 9, 7)
runs = st.lists(st.tuples(st.integers(1, 104), st.integers(0, 30)), min_size=1, max_size=6)


def phases(pairs):
    return [
        Phase(title=f"P{n}", first_week=first, last_week=first + more)
        for n, (first, more) in enumerate(pairs)
    ]


@given(runs, st.integers(1, 130))
def test_every_week_stands_once_and_in_order_in_parts_that_can_be_drawn(pairs, shown):
    clock = Clock(START, max(first + more for first, more in pairs), START)
    parts = strip_of(phases(pairs), [], clock, shown)
    assert [week.number for part in parts for week in part.weeks] == list(range(1, clock.weeks + 1))
    assert all(1 <= part.span <= WIDEST for part in parts)


def test_weeks_of_no_phase_have_no_title_and_overlapping_ones_the_first():
    clock = Clock(START, 5, START)
    parts = strip_of(phases([(1, 1), (2, 1), (5, 0)]), [], clock, 1)
    assert [(part.title, part.span) for part in parts] == [
        ("1 · P0", 2),
        ("2 · P1", 1),
        ("", 1),
        ("3 · P2", 1),
    ]


def test_late_is_open_and_due_before_today():
    today = date(2026, 9, 15)
    items = [
        Item(state="open", due_on=date(2026, 9, 11)),
        Item(state="done", due_on=date(2026, 9, 11)),
        Item(state="open", due_on=date(2026, 9, 14)),
        Item(state="open", due_on=today),
        Item(state="open", due_on=None),
    ]
    (part,) = strip_of(phases([(1, 2)]), items, Clock(START, 3, today), 2)
    assert [(week.late, week.is_past, week.is_shown) for week in part.weeks] == [
        (1, True, False),
        (1, False, True),
        (0, False, False),
    ]
