"""The calendars of secret addresses: whose an address is, and what is in its calendar."""

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Prefetch, Q

from plans.calendar_file import Feed
from plans.document.values import parse_owners
from plans.models import CalendarFeed, Item, Ownership, Plan, PlanRole
from plans.queries.calendar_entries import entries, phase_entries, with_words
from plans.queries.visible import visible_plans
from teams.models import User

MANAGER = frozenset({"manager", "the manager", "my manager", "direct manager", "my direct manager"})
"""What documents call the plan's manager among those who attend a meeting."""


def feed_of(user: User, plan: Plan | None) -> CalendarFeed | None:
    """The person's own address of a plan's calendar, or of all that they have to do; None where it is off."""
    return CalendarFeed.objects.filter(person=user, plan=plan).first()


def followed(secret: str) -> Feed | None:
    """The calendar of a secret address, in six statements at most; None where there is none (any more).

    That is so too for people who may not sign in any more, and for plans that they may not see any more.
    """
    rows = CalendarFeed.objects.select_related("person", "plan").filter(person__is_active=True)
    feed = rows.filter(secret=secret).first()
    if feed is None:
        return None
    plan = feed.plan
    if plan is None:
        return Feed("My plans · Waymark", "waymark", entries(_own_items(feed.person)))
    if not visible_plans(feed.person).filter(pk=plan.pk).exists():
        return None
    items = with_words(Item.objects.filter(phase__plan=plan))
    return Feed(f"{plan.name} · Waymark", plan.slug, [*phase_entries(plan), *entries(items)])


def _own_items(user: User) -> Iterable[Item]:
    """Of plans that are not finished: what they own, what is for everyone in the plan, and meetings they attend."""
    fills = Exists(PlanRole.objects.filter(plan=OuterRef("phase__plan"), person=user))
    owns = Exists(Ownership.objects.filter(item=OuterRef("pk"), role__person=user))
    in_plan = Q(phase__plan__lead=user) | Q(fills)
    meets = Q(kind=Item.Kind.MEETING) & (in_plan | Q(phase__plan__manager=user))
    wanted = Item.objects.filter(Q(owns) | (in_plan & Q(everyone=True)) | meets)
    running = wanted.filter(phase__plan__kind=Plan.Kind.STARTED, phase__plan__finished_at=None)
    roles = Prefetch("phase__plan__roles", PlanRole.objects.filter(person=user), to_attr="own_roles")
    rows = with_words(running).annotate(is_own=owns).prefetch_related(roles)
    return (item for item in rows if item.is_own or item.kind != Item.Kind.MEETING or _attends(user, item))


def _attends(user: User, item: Item) -> bool:
    """Is the person at the meeting? Whoever leads the plan is: its document names whom they meet."""
    plan, (names, everyone) = item.phase.plan, parse_owners(item.who)
    if plan.lead_id == user.pk:
        return True
    said = {name.casefold() for name in names}
    own = {role.name.casefold() for role in plan.own_roles}  # type: ignore[attr-defined]  # prefetched above
    if own and (everyone or item.everyone):
        return True
    named = own | {user.name.casefold()} | (MANAGER if plan.manager_id == user.pk else frozenset())
    return not said.isdisjoint(named)
