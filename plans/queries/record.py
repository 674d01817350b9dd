"""A finished plan as a record: what was planned, what came of it, and who has what now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from plans.clock import Clock
from plans.closing import GoalsMet, goals_met
from plans.models import Goal, Item, Phase, Plan, PlanRole
from plans.queries.closing import Reopening, goals_of, reopenings_of
from plans.queries.items import Owner, owners_of
from plans.queries.metric_readings import MetricReading, metric_readings


@dataclass(frozen=True, slots=True)
class RecordItem:
    """`row` in words: its state, why, and what came of it."""

    row: Item
    owners: Sequence[Owner]


@dataclass(frozen=True, slots=True)
class RecordPhase:
    row: Phase
    starts: date
    ends: date
    goals: Sequence[Goal]
    items: Sequence[RecordItem]

    @property
    def done(self) -> int:
        return sum(each.row.is_done for each in self.items)


@dataclass(frozen=True, slots=True)
class RecordPage:
    clock: Clock
    phases: Sequence[RecordPhase]
    goals: GoalsMet
    roles: Sequence[PlanRole]
    metrics: Sequence[MetricReading]
    reopenings: Sequence[Reopening]

    @property
    def items(self) -> list[RecordItem]:
        return [item for phase in self.phases for item in phase.items]

    @property
    def done(self) -> int:
        return sum(phase.done for phase in self.phases)

    @property
    def handed_on(self) -> list[RecordItem]:
        """Left to others; `row.reason` says to whom."""
        return [each for each in self.items if each.row.state == Item.State.HANDED_ON]

    @property
    def dropped(self) -> list[RecordItem]:
        return [each for each in self.items if each.row.state == Item.State.DROPPED]


def record_page(plan: Plan, *, today: date) -> RecordPage:
    """Eight statements, however long the plan."""
    phases = list(plan.phases.order_by("position"))
    goals, owners = goals_of(plan), owners_of(plan)
    items = list(Item.objects.filter(phase__plan=plan).order_by("phase__position", "position"))
    clock = Clock(plan.start or today, max((phase.last_week for phase in phases), default=1), today)
    return RecordPage(
        clock=clock,
        phases=[
            RecordPhase(
                row=phase,
                starts=clock.week_starts(phase.first_week),
                ends=clock.week_ends(phase.last_week),
                goals=[goal for goal in goals if goal.phase_id == phase.pk],
                items=[
                    RecordItem(item, owners.get(item.pk, ())) for item in items if item.phase_id == phase.pk
                ],
            )
            for phase in phases
        ],
        goals=goals_met(goal.outcome for goal in goals),
        roles=list(plan.roles.select_related("person").order_by("position")),
        metrics=metric_readings(plan),
        reopenings=reopenings_of(plan),
    )
