"""The list of plans that a person may see: the started ones, and the templates."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Max, Q

from plans.clock import Clock
from plans.models import Item, Phase, Plan
from plans.queries.visible import visible_plans
from teams.models import User


@dataclass(frozen=True, slots=True)
class StartedLine:
    plan: Plan
    clock: Clock
    done: int
    late: int
    total: int


@dataclass(frozen=True, slots=True)
class TemplateLine:
    plan: Plan
    phases: int
    weeks: int
    total: int


@dataclass(frozen=True, slots=True)
class PlansPage:
    """`ended` are started plans past their last day, the newest first, like the running ones."""

    running: Sequence[StartedLine]
    ended: Sequence[StartedLine]
    templates: Sequence[TemplateLine]


def plans_page(user: User, *, today: date) -> PlansPage:
    """Three statements, however many plans."""
    plans = list(visible_plans(user).select_related("team", "lead").order_by("-start", "title", "slug"))
    counts, spans = _counts(user, today), _spans(user)
    started = [
        StartedLine(
            plan, Clock(plan.start, spans.get(plan.pk, (0, 1))[1], today), *counts.get(plan.pk, (0, 0, 0))
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
        running=[line for line in started if not line.clock.has_ended],
        ended=[line for line in started if line.clock.has_ended],
        templates=templates,
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
