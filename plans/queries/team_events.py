"""When a team's plans began and ended, for its trend."""

from collections.abc import Iterator
from datetime import date

from django.db.models import Max
from django.urls import reverse

from common.days import organisation_day
from maturity.queries.told import Told
from plans.clock import Clock
from plans.models import Plan
from plans.queries.visible import visible_plans
from teams.models import User


def team_plan_events(user: User, team: str, until: date) -> list[Told]:
    """Of the plans that the person may see, in one statement."""
    plans = visible_plans(user).filter(kind=Plan.Kind.STARTED, team__slug=team, start__lte=until)
    dated = plans.annotate(weeks=Max("phases__last_week")).order_by("start", "pk")
    return [told for plan in dated for told in _of(plan, plan.weeks or 1, until)]


def _of(plan: Plan, weeks: int, until: date) -> Iterator[Told]:
    """A plan ends on its last day, or on the one on which it was finished before."""
    assert plan.start is not None  # noqa: S101  # the database holds it of started plans
    address = reverse("plan", args=[plan.slug])
    yield Told(plan.start, f"{plan.name} began", address)
    ends = Clock(plan.start, weeks, until).ends_on
    if plan.finished_at:
        ends = min(ends, organisation_day(plan.finished_at))
    if ends <= until:
        yield Told(ends, f"{plan.name} ended", address)
