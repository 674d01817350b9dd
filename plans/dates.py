"""Dates of a whole plan: the rules are `plans.schedule`'s, the calendar is the plan's."""

from collections.abc import Callable
from datetime import date

from common.decisions import DomainError
from plans import document as doc
from plans.schedule import (
    DAY,
    KNOWN_COUNTRIES,
    days_of,
    default_due,
    due_date,
    first_working_day,
    holidays_of,
    start_to_end_by,
)

type Holidays = frozenset[date]
type DueDates = Callable[[doc.Phase, doc.Item], date]
FIRST_START, LAST_START = date(1900, 1, 1), date(9000, 1, 1)
"""Beyond them, dates of a long plan would leave the calendar."""


def weeks_of(document: doc.PlanDocument) -> int:
    return max((phase.last_week for phase in document.phases), default=1)


def holidays_for(country: str, start: date, document: doc.PlanDocument) -> Holidays:
    """The holidays of every year that the plan may touch. DomainError where country or start are none."""
    days = max((item.due.n for phase in document.phases for item in phase.items if item.due), default=0)
    return holidays_from(country, start, max(weeks_of(document), days // 5))


def holidays_from(country: str, start: date, weeks: int) -> Holidays:
    """The holidays of the years that some weeks from a start may touch, and of the year before them."""
    if country and country not in KNOWN_COUNTRIES:
        raise DomainError(
            f"No calendar of public holidays is known for “{country}”. Use two letters, such as GB."
        )
    if not FIRST_START <= start <= LAST_START:
        raise DomainError(f"{start} is too far away to plan for.")
    return holidays_of(country, range(start.year - 1, start.year + 2 + weeks // 52))


def day_due(due: doc.Due | None, start: date, country: str, last_week: int) -> date:
    """The day of one item of a phase; without `due` the end of the phase's last week."""
    due = due or default_due(last_week)
    return due_date(due, start, holidays_from(country, start, max(due.n, last_week)))


def start_and_holidays(
    document: doc.PlanDocument, country: str, *, start: date | None, end: date | None
) -> tuple[date, Holidays]:
    """Working day 1 and the plan's holidays, for the start that was asked for or, backwards, for the end.

    DomainError unless it is one of the two, or where that day or the country is none.
    """
    if start is not None and end is None:
        holidays = holidays_for(country, start, document)
        return first_working_day(start, holidays), holidays
    if start is not None or end is None:
        raise DomainError("Say when the plan starts, or when it ends: one of the two.")
    weeks = weeks_of(document)
    if end < FIRST_START + days_of(weeks) * DAY:
        raise DomainError(f"{end} is too far away to plan for.")
    holidays = holidays_for(country, end - (days_of(weeks) - 1) * DAY, document)
    return start_to_end_by(end, weeks, holidays), holidays


def due_dates(start: date, holidays: Holidays) -> DueDates:
    """The day of an item: its own offset or pinned date, or else the end of its phase."""
    return lambda phase, item: due_date(item.due or default_due(phase.last_week), start, holidays)
