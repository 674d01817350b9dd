"""What an administrator decides about a cycle: its days, and the model version that it asks. Pure."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Terms:
    """Days are local; `closes` is the last day on which answers are taken. `version` is the row of a model version."""

    opens: date
    due: date
    closes: date
    version: int


def problems(before: Terms, after: Terms, today: date, *, is_open: bool) -> dict[str, str]:
    """What is wrong with changing a cycle that is planned, or open, from `before` to `after`, by field."""
    found = {}
    if is_open and after.opens != before.opens:
        found["opens"] = "It is open already, so this day stays."
    if is_open and after.version != before.version:
        found["version"] = "It is open already: move it to another version on the page for that."
    if after.due < after.opens:
        found["due"] = "Choose a day on or after the one on which it opens."
    if after.closes < after.due:
        found["closes"] = "Choose a day on or after the one on which it is due."
    elif after.closes < today:
        found["closes"] = _over(is_open=is_open)
    return found


def _over(*, is_open: bool) -> str:
    close = " To end the cycle now, close it instead." if is_open else ""
    return f"That day is over: choose today or a later one.{close}"
