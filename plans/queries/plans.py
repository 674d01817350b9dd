"""The list of plans that a person may see: the started ones, and the templates."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Max, Q

from plans.clock import Clock
from plans.closing import GoalsMet, goals_met
from plans.models import Goal, Item, Phase, Plan
from plans.queries.visible import visible_plans
from teams.models import User


@dataclass(frozen=True, slots=True)
class StartedLine:
    """`goals` are what the closing review said of them."""

    plan: Plan
    clock: Clock
    goals: GoalsMet
    done: int
    late: int
    total: int

    @property
    def has_ended(self) -> bool:
        """Finished, or past its last day."""
        return self.plan.finished_at is not None or self.clock.has_ended


@dataclass(frozen=True, slots=True)
class TemplateLine:
    plan: Plan
    phases: int
    weeks: int
    total: int


@dataclass(frozen=True, slots=True)
class PlansPage:
    """`ended` are started plans that were finished or are past their last day, the newest first.

    `managed` counts those that the person manages and that are not finished.
    """

    running: Sequence[StartedLine]
    ended: Sequence[StartedLine]
    templates: Sequence[TemplateLine]
    managed: int


def plans_page(user: User, *, today: date) -> PlansPage:
    """Four statements, however many plans."""
    plans = list(visible_plans(user).select_related("team", "lead").order_by("-start", "title", "slug"))
    counts, spans, outcomes = _counts(user, today), _spans(user), _outcomes(user)
    started = [
        StartedLine(
            plan,
            Clock(plan.start, spans.get(plan.pk, (0, 1))[1], today),
            goals_met(outcomes[plan.pk]),
            *counts.get(plan.pk, (0, 0, 0)),
        )
        for plan in plans
        if plan.start is not None
    ]
    templates = [
        TemplateLine(plan, *spans.get(plan.pk, (0, 1)), counts.get(plan.pk, (0, 0, 0))[2])
        for plan in plans
        if plan.kind == Plan.Kind.TEMPLATE
    ]
    return PlansPage(
        running=[line for line in started if not line.has_ended],
        ended=[line for line in started if line.has_ended],
        templates=templates,
        managed=sum(plan.manager_id == user.pk and plan.finished_at is None for plan in plans),
    )


def _counts(user: User, today: date) -> Mapping[int, tuple[int, int, int]]:
    """By plan: items done, late, all."""
    rows = Item.objects.filter(phase__plan__in=visible_plans(user)).order_by().values_list("phase__plan")
    counted = rows.annotate(
        done=Count("pk", filter=Q(state=Item.State.DONE)),
        late=Count("pk", filter=~Q(state__in=Item.FINAL) & Q(due_on__lt=today)),
        total=Count("pk"),
    )
    return {plan: (done, late, total) for plan, done, late, total in counted}


def _spans(user: User) -> Mapping[int, tuple[int, int]]:
    """By plan: how many phases, and the last week."""
    rows = Phase.objects.filter(plan__in=visible_plans(user)).order_by().values_list("plan")
    return {
        plan: (phases, week) for plan, phases, week in rows.annotate(n=Count("pk"), week=Max("last_week"))
    }


def _outcomes(user: User) -> Mapping[int, list[str]]:
    """What closing reviews said, by plan; of plans that were finished."""
    rows = Goal.objects.filter(phase__plan__in=visible_plans(user)).exclude(phase__plan__finished_at=None)
    found: dict[int, list[str]] = defaultdict(list)
    for plan, outcome in rows.order_by().values_list("phase__plan", "outcome"):
        found[plan].append(outcome)
    return found
