"""Meetings whose outcome nobody wrote: one rule for every page that lists them."""

from datetime import date

MEETING = "meeting"
NEVER_HELD = frozenset({"dropped", "handed_on"})
"""States of a meeting that has no outcome to write."""


def is_outcome_missing(kind: str, state: str, due_on: date | None, outcome_actual: str, today: date) -> bool:
    """A meeting whose day is past and whose outcome is blank; one of today may still write its own."""
    past = due_on is not None and due_on < today
    return kind == MEETING and state not in NEVER_HELD and past and not outcome_actual.strip()
