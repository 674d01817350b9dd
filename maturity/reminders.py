"""On which days leads are reminded of a self-assessment, and the words for how far off it is. Pure."""

from collections.abc import Iterable
from datetime import date, timedelta

DAYS_BEFORE = (14, 7, 1)
DAYS_APART = 7  # once it is late


def reminder_day(due: date, closes: date, today: date) -> date | None:
    """The newest day of reminders up to `today`; None before the first, and once the cycle is over.

    They are 14, 7 and 1 day before `due`, the day after it, and each seventh day from there up to `closes`.
    """
    if today > closes:
        return None
    if today > due:
        first = due + timedelta(days=1)
        return first + timedelta(days=(today - first).days // DAYS_APART * DAYS_APART)
    return max((day for n in DAYS_BEFORE if (day := due - timedelta(days=n)) <= today), default=None)


def occasion(days: Iterable[date | None], reminded_on: date | None) -> date | None:
    """The newest of `days` that no mail has covered; one lists all that is left, so it covers its day and all before.

    None where there is nothing to remind of, or nothing new since `reminded_on`.
    """
    newest = max((day for day in days if day), default=None)
    return newest if newest and (reminded_on is None or reminded_on < newest) else None


def due_words(due: date, today: date) -> str:
    """ "due in 7 days", "due tomorrow", "due today", "1 day late"."""
    days = (due - today).days
    if days < 0:
        return f"{-days} day{'s' if days < -1 else ''} late"
    return {0: "due today", 1: "due tomorrow"}.get(days, f"due in {days} days")


def progress_words(practices: int, answered: int, unconfirmed: int) -> str:
    """ "12 of 76 answered, 5 to confirm"; "not started" where nobody was asked anything yet."""
    if not practices:
        return "not started"
    said = f"{answered} of {practices} answered"
    said = f"all {practices} answered" if answered == practices else said
    return f"{said}, {unconfirmed} to confirm" if unconfirmed else said
