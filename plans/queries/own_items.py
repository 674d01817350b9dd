"""Which items are a person's own."""

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from plans.document.values import parse_owners
from plans.models import Item, Ownership, Plan, PlanRole
from teams.models import User

MANAGER = frozenset({"manager", "the manager", "my manager", "direct manager", "my direct manager"})
"""What documents call the plan's manager among those who attend a meeting."""


def own_items(user: User, rows: QuerySet[Item]) -> list[Item]:
    """Of `rows`: what the person owns, what is for everyone in a plan of theirs, and the meetings that they attend.

    Of started plans that are not finished. Two statements. Each item comes with its phase and plan, `is_own` and
    `is_accountable`, and its plan with the person's roles in it (`own_roles`).
    """
    fills = Exists(PlanRole.objects.filter(plan=OuterRef("phase__plan"), person=user))
    owned = Ownership.objects.filter(item=OuterRef("pk"), role__person=user)
    in_plan = Q(phase__plan__lead=user) | Q(fills)
    meets = Q(kind=Item.Kind.MEETING) & (in_plan | Q(phase__plan__manager=user))
    wanted = rows.filter(Q(Exists(owned)) | (in_plan & Q(everyone=True)) | meets)
    running = wanted.filter(phase__plan__kind=Plan.Kind.STARTED, phase__plan__finished_at=None)
    marked = running.annotate(is_own=Exists(owned), is_accountable=Exists(owned.filter(accountable=True)))
    roles = Prefetch("phase__plan__roles", PlanRole.objects.filter(person=user), to_attr="own_roles")
    found = marked.select_related("phase__plan").prefetch_related(roles)
    return [item for item in found if item.is_own or item.kind != Item.Kind.MEETING or _attends(user, item)]


def is_in_its_plan(user: User, item: Item) -> bool:
    """Does the person lead its plan, or fill a role in it (`plans.policies.is_in`)? Of an item from `own_items`."""
    plan = item.phase.plan
    return plan.lead_id == user.pk or bool(plan.own_roles)  # type: ignore[attr-defined]  # prefetched above


def _attends(user: User, item: Item) -> bool:
    """Is the person at the meeting? Whoever leads the plan is: its document names whom they meet."""
    plan, (names, everyone) = item.phase.plan, parse_owners(item.who)
    if plan.lead_id == user.pk:
        return True
    own = {role.name.casefold() for role in plan.own_roles}  # type: ignore[attr-defined]  # prefetched above
    if own and (everyone or item.everyone):
        return True
    named = own | {user.name.casefold()} | (MANAGER if plan.manager_id == user.pk else frozenset())
    return not named.isdisjoint(name.casefold() for name in names)
