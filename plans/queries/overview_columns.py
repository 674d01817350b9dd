"""Running plans in columns that line up: week by week since the start, and what in each needs a word."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q

from common.markdown import plain_text
from plans.check_in_days import Standing
from plans.clock import Clock
from plans.models import Goal, Item, Phase, Plan
from plans.outcomes import is_outcome_missing
from plans.queries.check_ins import CheckInLine, check_ins_owed
from plans.queries.items import days_late
from plans.queries.strip import weeks_by_phase

SHORTEST_AXIS = 13  # weeks, to day 90
MOST_NAMED = 5  # late deliverables and the like in words; the plan's own page has the others
NAMED_COLUMNS = ("phase", "kind", "title", "state", "due_on", "outcome_actual", "reason", "blocked_by")


@dataclass(frozen=True, slots=True)
class PhaseSpan:
    """Weeks in a row of one phase, `number` from 1; 0, without a title, where the weeks have none."""

    number: int
    title: str
    first_week: int
    weeks: int
    goals_done: int
    goals: int
    is_now: bool
    is_later: bool

    @property
    def last_week(self) -> int:
        return self.first_week + self.weeks - 1


@dataclass(frozen=True, slots=True)
class WeekCell:
    """What is due in a week of the plan. `total` None: the plan has no such week."""

    week: int
    total: int | None
    done: int
    late: int
    is_now: bool
    is_past: bool


@dataclass(frozen=True, slots=True)
class Named:
    """An item in words; `days_late` 0 where it is not late, `reason` only where it is blocked."""

    pk: int
    title: str
    due_on: date | None
    days_late: int
    reason: str
    blocked_by: str


@dataclass(frozen=True, slots=True)
class Cut:
    """The first of them, and how many more there are."""

    shown: Sequence[Named]
    more: int

    def __bool__(self) -> bool:
        return bool(self.shown)


@dataclass(frozen=True, slots=True)
class PlanColumn:
    """One plan: where it stands, and what in it needs a word. `unacknowledged` and `missed` are weeks."""

    plan: Plan
    clock: Clock
    phases: Sequence[PhaseSpan]
    cells: Sequence[WeekCell]
    late: Cut
    unwritten: Cut
    blocked: Cut
    unacknowledged: Sequence[int]
    missed: Sequence[int]

    @property
    def now(self) -> PhaseSpan | None:
        return next((phase for phase in self.phases if phase.is_now and phase.number), None)

    @property
    def needs_a_word(self) -> bool:
        return bool(self.late or self.unwritten or self.blocked or self.unacknowledged or self.missed)


def axis_of(clocks: Sequence[Clock]) -> Sequence[int]:
    """The weeks that all of them are drawn on."""
    return range(1, max([SHORTEST_AXIS, *(clock.weeks for clock in clocks)]) + 1)


def plan_columns(clocks: Mapping[Plan, Clock], axis: Sequence[int], today: date) -> list[PlanColumn]:
    """Of each plan, in their order. Six statements, however many plans and however long."""
    plans = list(clocks)
    phases: dict[int, list[Phase]] = defaultdict(list)
    for phase in Phase.objects.filter(plan__in=plans).order_by("position"):
        phases[phase.plan_id].append(phase)
    owed: dict[int, list[CheckInLine]] = defaultdict(list)
    for each in check_ins_owed(plans, today=today):
        owed[each.plan.pk].append(each)
    goals, counts, named = _goals(plans), _counts(plans, today), _named(plans, today)
    return [
        _column(
            plan, clocks[plan], axis, phases[plan.pk], goals, counts[plan.pk], named[plan.pk], owed[plan.pk]
        )
        for plan in plans
    ]


def _column(
    plan: Plan,
    clock: Clock,
    axis: Sequence[int],
    phases: Sequence[Phase],
    goals: Mapping[int, tuple[int, int]],
    counts: "_Counts",
    named: Sequence[Item],
    owed: Sequence[CheckInLine],
) -> PlanColumn:
    today = clock.today
    return PlanColumn(
        plan=plan,
        clock=clock,
        phases=_spans(phases, goals, clock),
        cells=[_cell(week, counts, clock) for week in axis],
        late=_cut([each for each in named if _is_late_deliverable(each, today)], today),
        unwritten=_cut([each for each in named if _lacks_outcome(each, today)], today),
        blocked=_cut([each for each in named if each.state == Item.State.BLOCKED], today),
        unacknowledged=[each.week for each in owed if each.is_to_acknowledge],
        missed=[each.week for each in owed if each.standing == Standing.MISSED],
    )


def _spans(phases: Sequence[Phase], goals: Mapping[int, tuple[int, int]], clock: Clock) -> list[PhaseSpan]:
    today = clock.week if clock.has_begun and not clock.has_ended else 0
    return [
        PhaseSpan(
            number=phases.index(phase) + 1 if phase else 0,
            title=plain_text(phase.title or phase.label) if phase else "",
            first_week=weeks[0],
            weeks=len(weeks),
            goals_done=goals.get(phase.pk, (0, 0))[0] if phase else 0,
            goals=goals.get(phase.pk, (0, 0))[1] if phase else 0,
            is_now=today in weeks,
            is_later=weeks[0] > clock.week or not clock.has_begun,
        )
        for phase, weeks in weeks_by_phase(phases, clock.weeks)
    ]


def _goals(plans: Sequence[Plan]) -> dict[int, tuple[int, int]]:
    """By phase: goals done, and all."""
    rows = Goal.objects.filter(phase__plan__in=plans).order_by().values_list("phase")
    return {phase: (done, total) for phase, done, total in rows.annotate(Count("done_at"), Count("pk"))}


type _Counts = Mapping[date, tuple[int, int, int]]
"""By due day: items, those done, and those late."""


def _counts(plans: Sequence[Plan], today: date) -> Mapping[int, _Counts]:
    rows = Item.objects.filter(phase__plan__in=plans).order_by().values_list("phase__plan", "due_on")
    counted = rows.annotate(
        total=Count("pk"),
        done=Count("pk", filter=Q(state=Item.State.DONE)),
        late=Count("pk", filter=_late(today)),
    )
    found: dict[int, dict[date, tuple[int, int, int]]] = defaultdict(dict)
    for plan, due_on, total, done, late in counted:
        if due_on is not None:
            found[plan][due_on] = (total, done, late)
    return found


def _late(today: date) -> Q:
    return ~Q(state__in=Item.FINAL) & Q(due_on__lt=today)


def _cell(week: int, counts: _Counts, clock: Clock) -> WeekCell:
    """What is due outside of the plan's weeks stands in its first or last, as on its own pages."""
    own = [each for day, each in counts.items() if min(max(clock.week_of(day), 1), clock.weeks) == week]
    total, done, late = (sum(column) for column in zip(*own, strict=True)) if own else (0, 0, 0)
    return WeekCell(
        week=week,
        total=total if week <= clock.weeks else None,
        done=done,
        late=late,
        is_now=clock.has_begun and not clock.has_ended and week == clock.week,
        is_past=clock.week_ends(week) < clock.today,
    )


def _named(plans: Sequence[Plan], today: date) -> Mapping[int, list[Item]]:
    """By plan, those that a column may name, the longest due first."""
    rows = Item.objects.filter(phase__plan__in=plans).filter(
        Q(state=Item.State.BLOCKED)
        | (Q(kind=Item.Kind.DELIVERABLE) & _late(today))
        | Q(kind=Item.Kind.MEETING, due_on__lt=today)
    )
    found: dict[int, list[Item]] = defaultdict(list)
    for item in rows.only(*NAMED_COLUMNS, "phase__plan").select_related("phase").order_by("due_on", "pk"):
        found[item.phase.plan_id].append(item)
    return found


def _is_late_deliverable(item: Item, today: date) -> bool:
    return item.kind == Item.Kind.DELIVERABLE and days_late(item, today) > 0


def _lacks_outcome(item: Item, today: date) -> bool:
    return is_outcome_missing(item.kind, item.state, item.due_on, item.outcome_actual, today)


def _cut(items: Sequence[Item], today: date) -> Cut:
    shown = [
        Named(
            each.pk, plain_text(each.title), each.due_on, days_late(each, today), each.reason, each.blocked_by
        )
        for each in items[:MOST_NAMED]
    ]
    return Cut(shown, len(items) - len(shown))
