"""The page of a running plan's dates: its weeks, its milestones, and what was moved so far."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Max

from plans.clock import Clock
from plans.dates import holidays_from
from plans.models import Change, Plan
from plans.queries.starting import WeekDates
from plans.schedule import end_of_week

MOST_CHANGES = 10


@dataclass(frozen=True, slots=True)
class MovedLine:
    """A change of dates or of people, or the undoing of one; `values` counts what it touched."""

    change: Change
    values: int
    is_undone: bool


@dataclass(frozen=True, slots=True)
class DatesPage:
    clock: Clock
    weeks: Sequence[WeekDates]
    milestones: Sequence[tuple[int, date]]
    moves: Sequence[MovedLine]


def dates_page(plan: Plan, *, today: date) -> DatesPage:
    """Two statements, however long the plan."""
    start = plan.start or today
    weeks = plan.phases.aggregate(weeks=Max("last_week"))["weeks"] or 1
    holidays = holidays_from(plan.country, start, weeks)
    clock = Clock(start, weeks, today)
    return DatesPage(
        clock=clock,
        weeks=[
            WeekDates(k, clock.week_starts(k), end_of_week(start, k, holidays)) for k in range(1, weeks + 1)
        ],
        milestones=[(n, start + timedelta(days=n - 1)) for n in (30, 60, 90)],
        moves=moves_of(plan, "moved"),
    )


def moves_of(plan: Plan, verb: str) -> list[MovedLine]:
    """The newest changes with this verb, and whether each was taken back. One statement."""
    rows = plan.changes.filter(verb=verb).select_related("by", "undone_by").annotate(n=Count("values"))
    return [
        MovedLine(row, row.n, getattr(row, "undone_by", None) is not None)
        for row in rows.order_by("-pk")[:MOST_CHANGES]
    ]
