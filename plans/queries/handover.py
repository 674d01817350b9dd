"""A plan on one page, for whoever takes it over in the middle of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from plans.clock import Clock
from plans.models import CheckIn, Comment, Goal, Item, Note, Phase, Plan, PlanRole
from plans.queries.closing import goals_of
from plans.queries.items import ItemLine, lines, owners_of
from plans.queries.metric_readings import MetricReading, metric_readings
from plans.queries.visible import visible_notes
from plans.queries.week import clock_of

MOST_RECENT = 10  # meetings that were held, and comments, the newest first


@dataclass(frozen=True, slots=True)
class OpenLine:
    """`who` names people in words, of a meeting mostly. `reason` says why it is blocked, and `blocked_by` what it
    waits for; both are empty where it is not."""

    line: ItemLine
    who: str
    reason: str
    blocked_by: str

    @property
    def is_blocked(self) -> bool:
        return bool(self.reason)


@dataclass(frozen=True, slots=True)
class PhaseStand:
    row: Phase
    goals: Sequence[Goal]
    done: int
    total: int

    @property
    def goals_done(self) -> int:
        return sum(goal.is_done for goal in self.goals)


@dataclass(frozen=True, slots=True)
class HandoverPage:
    """`stuck` is late or blocked, `open` is neither; both by when they are due. `now` is None between phases.

    `met` are meetings with an outcome, `said` the newest comments.
    """

    clock: Clock
    now: PhaseStand | None
    phases: Sequence[PhaseStand]
    stuck: Sequence[OpenLine]
    open: Sequence[OpenLine]
    met: Sequence[Item]
    said: Sequence[Comment]
    last_check_in: CheckIn | None
    roles: Sequence[PlanRole]
    metrics: Sequence[MetricReading]
    notes: Sequence[Note]

    @property
    def done(self) -> int:
        return sum(phase.done for phase in self.phases)

    @property
    def total(self) -> int:
        return sum(phase.total for phase in self.phases)

    @property
    def goals_done(self) -> int:
        return sum(phase.goals_done for phase in self.phases)

    @property
    def goals(self) -> int:
        return sum(len(phase.goals) for phase in self.phases)

    @property
    def late(self) -> int:
        return sum(each.line.days_late > 0 for each in self.stuck)

    @property
    def blocked(self) -> int:
        return sum(each.is_blocked for each in self.stuck)


def handover_page(plan: Plan, *, today: date, kept: bool = False) -> HandoverPage:
    """Ten statements, however long the plan. With notes that are kept to its people where `kept`."""
    phases = list(plan.phases.order_by("position"))
    items = list(Item.objects.filter(phase__plan=plan).order_by("due_on", "phase__position", "position"))
    stands = _stands(phases, goals_of(plan), items)
    clock = clock_of(plan, phases, today)
    still_open = _open_lines(plan, items, today)
    return HandoverPage(
        clock=clock,
        now=next((each for each in stands if each.row.first_week <= clock.week <= each.row.last_week), None),
        phases=stands,
        stuck=[each for each in still_open if _is_stuck(each)],
        open=[each for each in still_open if not _is_stuck(each)],
        met=_met(items),
        said=_said(plan),
        last_check_in=plan.check_ins.exclude(sent_at=None).order_by("-week").first(),
        roles=list(plan.roles.select_related("person").order_by("position")),
        metrics=metric_readings(plan),
        notes=_notes(plan, kept),
    )


def _notes(plan: Plan, kept: bool) -> list[Note]:
    rows = visible_notes(plan, kept=kept).select_related("phase")
    return list(rows.order_by("phase__position", "position"))


def _stands(phases: Sequence[Phase], goals: Sequence[Goal], items: Sequence[Item]) -> list[PhaseStand]:
    return [
        PhaseStand(
            row=phase,
            goals=[goal for goal in goals if goal.phase_id == phase.pk],
            done=sum(item.is_done for item in items if item.phase_id == phase.pk),
            total=sum(item.phase_id == phase.pk for item in items),
        )
        for phase in phases
    ]


def _open_lines(plan: Plan, items: Sequence[Item], today: date) -> list[OpenLine]:
    rows = [item for item in items if item.is_open]
    short = lines(rows, owners_of(plan), today)
    return [
        OpenLine(line, row.who, row.reason, row.blocked_by) for line, row in zip(short, rows, strict=True)
    ]


def _is_stuck(each: OpenLine) -> bool:
    return each.is_blocked or each.line.days_late > 0


def _met(items: Sequence[Item]) -> list[Item]:
    held = [item for item in items if item.kind == Item.Kind.MEETING and item.outcome_actual.strip()]
    return held[: -MOST_RECENT - 1 : -1]


def _said(plan: Plan) -> list[Comment]:
    rows = Comment.objects.filter(item__phase__plan=plan, removed_at=None).select_related("author", "item")
    return list(rows.order_by("-at", "-pk")[:MOST_RECENT])
