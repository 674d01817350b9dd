"""What a closing review goes through: every goal, what is still open, and how the metrics read last."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from common.markdown import plain_text
from plans.clock import Clock
from plans.closing import GoalsMet, goals_met
from plans.models import Goal, Item, Plan
from plans.queries.items import ItemLine, lines, owners_of
from plans.queries.metric_readings import MetricReading, metric_readings
from teams.models import Event

MOST_AT_ONCE = 100  # goals, and open items, on one page: a browser's post may hold a thousand fields
REOPENED = "reopened the plan"


@dataclass(frozen=True, slots=True)
class Reopening:
    at: datetime
    who: str
    reason: str


@dataclass(frozen=True, slots=True)
class ClosingPage:
    """`open_lines` and `goals` may be cut: of each, those that nothing was said about come first then."""

    clock: Clock
    goals: Sequence[Goal]
    count: GoalsMet
    open_lines: Sequence[ItemLine]
    still_open: int
    metrics: Sequence[MetricReading]
    reopenings: Sequence[Reopening]

    @property
    def by_phase(self) -> list[tuple[str, list[Goal]]]:
        """Goals under the titles of their phases."""
        groups = groupby(self.goals, key=lambda goal: goal.phase)
        return [(plain_text(phase.title or phase.label), list(group)) for phase, group in groups]


def closing_page(plan: Plan, *, today: date) -> ClosingPage:
    """Seven statements, however long the plan."""
    goals = list(goals_of(plan))
    items = open_items(plan)
    weeks = max(plan.phases.values_list("last_week", flat=True), default=1)
    return ClosingPage(
        clock=Clock(plan.start or today, weeks, today),
        goals=_first(goals),
        count=goals_met(goal.outcome for goal in goals),
        open_lines=lines(items[:MOST_AT_ONCE], owners_of(plan), today),
        still_open=len(items),
        metrics=metric_readings(plan),
        reopenings=reopenings_of(plan),
    )


def goals_of(plan: Plan) -> Sequence[Goal]:
    """In the order of the document, with their phases."""
    rows = Goal.objects.filter(phase__plan=plan).select_related("phase")
    return list(rows.order_by("phase__position", "position"))


def open_items(plan: Plan) -> list[Item]:
    """Those that are still to be done, the first due first."""
    rows = Item.objects.filter(phase__plan=plan).exclude(state__in=Item.FINAL)
    return list(rows.order_by("due_on", "phase__position", "position"))


def reopenings_of(plan: Plan) -> list[Reopening]:
    """When the plan was reopened after it had been finished, the newest first."""
    rows = Event.objects.filter(subject_type=Plan._meta.label_lower, subject_id=plan.pk, verb=REOPENED)
    return [
        Reopening(row.at, row.actor_name, row.detail.get("reason", "")) for row in rows.order_by("-at", "-pk")
    ]


def _first(goals: Sequence[Goal]) -> list[Goal]:
    if len(goals) <= MOST_AT_ONCE:
        return list(goals)
    kept = sorted(goals, key=lambda goal: goal.outcome != Goal.Outcome.UNSAID)[:MOST_AT_ONCE]
    return sorted(kept, key=lambda goal: (goal.phase.position, goal.position))
