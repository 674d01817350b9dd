"""Due dates of a whole plan: the rules are `plans.schedule`'s, the calendar is the plan's."""

from collections.abc import Callable
from datetime import date

from common.decisions import DomainError
from plans import document as doc
from plans.schedule import KNOWN_COUNTRIES, default_due, due_date, holidays_of

type Holidays = frozenset[date]
type DueDates = Callable[[doc.Phase, doc.Item], date]
LAST_START = date(9000, 1, 1)  # beyond it, dates of a long plan would leave the calendar


def holidays_for(country: str, start: date, document: doc.PlanDocument) -> Holidays:
    """The holidays of every year that the plan may touch. DomainError where country or start are none."""
    if country and country not in KNOWN_COUNTRIES:
        raise DomainError(
            f"No calendar of public holidays is known for “{country}”. Use two letters, such as GB."
        )
    if start > LAST_START:
        raise DomainError(f"{start} is too far away to plan for.")
    weeks = max((phase.last_week for phase in document.phases), default=1)
    days = max((item.due.n for phase in document.phases for item in phase.items if item.due), default=0)
    return holidays_of(country, range(start.year, start.year + 2 + max(weeks, days // 5) // 52))


def due_dates(start: date, holidays: Holidays) -> DueDates:
    """The day of an item: its own offset or pinned date, or else the end of its phase."""
    return lambda phase, item: due_date(item.due or default_due(phase.last_week), start, holidays)
