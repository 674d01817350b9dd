"""The calendars of secret addresses: whose an address is, and what is in its calendar."""

from plans.calendar_file import Feed
from plans.models import CalendarFeed, Item, Plan
from plans.queries.calendar_entries import entries, phase_entries, with_words
from plans.queries.own_items import own_items
from plans.queries.visible import visible_plans
from teams.models import User


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
        return Feed(
            "My plans · Waymark", "waymark", entries(own_items(feed.person, with_words(Item.objects.all())))
        )
    if not visible_plans(feed.person).filter(pk=plan.pk).exists():
        return None
    items = with_words(Item.objects.filter(phase__plan=plan))
    return Feed(f"{plan.name} · Waymark", plan.slug, [*phase_entries(plan), *entries(items)])
