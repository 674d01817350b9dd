"""All running plans side by side, each on the same axis: the weeks in role, whenever they began."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Max, Q, QuerySet

from plans.clock import Clock
from plans.models import Plan
from plans.queries.overview_columns import PlanColumn, axis_of, plan_columns
from teams.models import Division, Membership, Team, User
from teams.policies import oversees

PLANS_PER_PAGE = 20
ORDERS = {"start": ("-start", "title", "slug"), "team": ("team__name", "-start", "slug")}


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which plans somebody asked for, by words of the address; empty: all of them."""

    q: str = ""
    division: str = ""
    team: str = ""
    order: str = "start"
    page: int = 1


@dataclass(frozen=True, slots=True)
class OverviewPage:
    """`count` and `pages` are of all that match; `overdue` counts plans past their last day that nobody closed."""

    wanted: Wanted
    axis: Sequence[int]
    plans: Sequence[PlanColumn]
    count: int
    page: int
    pages: int
    overdue: int
    divisions: Sequence[Division]
    teams: Sequence[Team]

    @property
    def is_narrowed(self) -> bool:
        return bool(self.wanted.q or self.wanted.division or self.wanted.team)


def comparable_plans(user: User) -> QuerySet[Plan]:
    """Started plans that are not finished: of every team from above, else of the teams that the person leads."""
    running = Plan.objects.filter(kind=Plan.Kind.STARTED, finished_at=None)
    return running if oversees(user) else running.filter(team__in=_led(user))


def _led(user: User) -> QuerySet[Team]:
    return Team.objects.filter(memberships__user=user, memberships__role=Membership.Role.LEAD)


def overview_page(user: User, wanted: Wanted, *, today: date) -> OverviewPage:
    """Ten statements, however many plans there are and however long they are."""
    found = _clocks(_matching(user, wanted), today)
    running = [plan for plan, clock in found.items() if not clock.has_ended]
    pages = max(1, -(-len(running) // PLANS_PER_PAGE))
    page = min(max(wanted.page, 1), pages)
    shown = {plan: found[plan] for plan in running[(page - 1) * PLANS_PER_PAGE : page * PLANS_PER_PAGE]}
    axis = axis_of(list(shown.values()))
    teams = Team.objects.filter(plans__in=comparable_plans(user)).select_related("division").distinct()
    listed = list(teams.order_by("name", "pk"))
    return OverviewPage(
        wanted=wanted,
        axis=axis,
        plans=plan_columns(shown, axis, today),
        count=len(running),
        page=page,
        pages=pages,
        overdue=len(found) - len(running),
        divisions=sorted({team.division for team in listed}, key=lambda each: (each.position, each.name)),
        teams=listed,
    )


def _matching(user: User, wanted: Wanted) -> QuerySet[Plan]:
    rows = comparable_plans(user)
    if wanted.division:
        rows = rows.filter(team__division__slug=wanted.division)
    if wanted.team:
        rows = rows.filter(team__slug=wanted.team)
    for word in wanted.q.split():
        rows = rows.filter(
            Q(title__icontains=word)
            | Q(slug__icontains=word)
            | Q(team__name__icontains=word)
            | Q(lead__name__icontains=word)
        )
    order = ORDERS.get(wanted.order, ORDERS["start"])
    return (
        rows.select_related("team", "lead", "manager")
        .annotate(weeks=Max("phases__last_week"))
        .order_by(*order)
    )


def _clocks(plans: QuerySet[Plan], today: date) -> dict[Plan, Clock]:
    rows = plans.annotate(weeks=Max("phases__last_week"))
    return {plan: Clock(plan.start or today, plan.weeks or 1, today) for plan in rows}
