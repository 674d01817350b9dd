"""A week of a started plan: what is due, the phases and weeks around it, the goals, the practices that it moves."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from common.days import organisation_day
from common.rows import Compiled, columns_of, row_of
from plans.clock import Clock
from plans.models import Goal, Item, Phase, Plan
from plans.queries.check_ins import CheckInLine, check_in_of_week
from plans.queries.item_rows import ItemRow, Listed, item_rows
from plans.queries.items import ItemLine, days_late, lines, roles_and_owners
from plans.queries.practices import MovedPractice, moved_practices
from plans.queries.strip import StripPart, strip_of


@dataclass(frozen=True, slots=True)
class WeekPage:
    """`items` are this week's, late ones of earlier weeks first; `later` is due later in the phases of the week.

    `phase` is the one that a new item of the week goes into, `roles` are those of the plan by id. `check_in`
    is how the week's check-in stands, None while the week has not begun.
    """

    plan: Plan
    clock: Clock
    week: int
    starts: date
    ends: date
    strip: Sequence[StripPart]
    items: Sequence[ItemLine]
    later: Sequence[ItemLine]
    goals: Sequence[Goal]
    practices: Sequence[MovedPractice]
    roles: Mapping[int, str]
    phase: Phase | None
    check_in: CheckInLine | None

    @property
    def done(self) -> int:
        return sum(item.is_done for item in self.items)

    @property
    def blocked(self) -> int:
        return sum(item.state == Item.State.BLOCKED for item in self.items)

    @property
    def late(self) -> int:
        return sum(item.days_late > 0 for item in self.items)


def week_page(plan: Plan, *, today: date, week: int | None = None) -> WeekPage | None:
    """The page of `week`, or of today's; None where the plan has no such week. Five statements, six with practices."""
    phases, goals = _phases_and_goals(plan)
    clock = clock_of(plan, phases, today)
    week = clock.week if week is None else week
    if not 1 <= week <= clock.weeks:
        return None
    every = item_rows(plan)
    current = {phase.pk for phase in phases if phase.first_week <= week <= phase.last_week}
    own = _own(every, clock, week)
    later = [item for item in every if item.phase_id in current and _week(item, clock) > week]
    roles, owners = roles_and_owners(plan)
    return WeekPage(
        plan=plan,
        clock=clock,
        week=week,
        starts=clock.week_starts(week),
        ends=clock.week_ends(week),
        strip=strip_of(phases, every, clock, week),
        items=lines(sorted(own, key=lambda item: _place(item, clock, week)), owners, today),
        later=lines(sorted(later, key=lambda item: item.due_on or date.max), owners, today),
        goals=[goal for goal in goals if goal.phase_id in current],
        practices=moved_practices(plan, [*own, *later]),
        roles=roles,
        phase=next((phase for phase in phases if phase.pk in current), phases[-1] if phases else None),
        check_in=check_in_of_week(plan, week, clock.weeks, today=today)
        if clock.week_starts(week) <= today
        else None,
    )


def clock_of(plan: Plan, phases: Sequence[Phase], today: date) -> Clock:
    if plan.start is None:
        raise ValueError("a template has no clock")
    return Clock(plan.start, max((phase.last_week for phase in phases), default=1), today)


def _own(items: Sequence[ItemRow], clock: Clock, week: int) -> list[ItemRow]:
    """Due in the week. This week also holds what is late, and what was late and got done in it."""
    return [item for item in items if _week(item, clock) == week or _left_over(item, clock, week)]


def _left_over(item: ItemRow, clock: Clock, week: int) -> bool:
    if week != clock.week or _week(item, clock) >= week:
        return False
    if item.done_at is not None:
        return organisation_day(item.done_at) >= clock.week_starts(week)
    return days_late(item, clock.today) > 0


def _week(item: Listed, clock: Clock) -> int:
    """The week that the item is due in; what is due outside of the plan's weeks stands in its first or last."""
    return min(max(clock.week_of(item.due_on or clock.ends_on), 1), clock.weeks)


def _place(item: Listed, clock: Clock, week: int) -> tuple[int, date]:
    """What is late, then what is due in the week, then what was left over and is done."""
    is_late = days_late(item, clock.today) > 0
    left_over = _week(item, clock) < week
    return 0 if is_late else 1 + left_over, item.due_on or date.max


def _phases_and_goals(plan: Plan) -> tuple[list[Phase], list[Goal]]:
    """All of the plan, in its order. One statement."""
    phases: dict[int, Phase] = {}
    goals: list[Goal] = []
    of_phase = len(columns_of(Phase))
    for values in _PHASES.rows(plan.pk):
        phase, goal = row_of(Phase, values[:of_phase]), row_of(Goal, values[of_phase:])
        if phase:
            phases.setdefault(phase.pk, phase)
        if goal:
            goals.append(goal)
    return list(phases.values()), goals


def _joined(plan: int) -> "QuerySet[Phase, tuple[Any, ...]]":
    rows = Phase.objects.filter(plan=plan).order_by("position", "goals__position")
    return rows.values_list(*columns_of(Phase), *columns_of(Goal, "goals__"))


_PHASES = Compiled(_joined, numbers=frozenset({0}))
