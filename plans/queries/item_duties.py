"""Items of plans that are due from a person, and those that they saw done this week."""

from datetime import date, datetime, time

from django.db.models import Q
from django.urls import reverse

from plans.models import Item
from plans.queries.duties import Duty, Tick, place_of
from plans.queries.items import ItemLine, lines, owners_among
from plans.queries.own_items import is_in_its_plan, own_items
from plans.reminders import week_of
from teams.models import User


def item_duties(user: User, *, now: datetime, until: date) -> list[Duty]:
    """Items still to be done that are due up to `until`, and those that were done since Monday. Three statements.

    By due day, on each day what the person answers for first. Every plan is one that they may see.
    """
    today = user.local(now).date()
    monday = datetime.combine(week_of(today)[0], time(), tzinfo=user.zone)
    is_due = Q(due_on__lte=until) & ~Q(state__in=Item.FINAL)
    rows = Item.objects.filter(is_due | Q(state=Item.State.DONE, done_at__gte=monday))
    found = sorted(own_items(user, rows), key=_order)
    shown = lines(found, owners_among(found), today)
    return [_of_item(user, item, line) for item, line in zip(found, shown, strict=True)]


def _order(item: Item) -> tuple[date, bool, bool, int, int]:
    is_accountable, is_own = item.is_accountable, item.is_own  # type: ignore[attr-defined]  # from `own_items`
    return item.due_on or date.max, not is_accountable, not is_own, -item.phase.plan_id, item.position


def _of_item(user: User, item: Item, line: ItemLine) -> Duty:
    plan = item.phase.plan
    done = reverse("plan_item_done", args=(plan.slug, item.pk))
    return Duty(
        label=line.label,
        kind=line.kind,
        place=place_of(plan),
        address=reverse("plan_item", args=(plan.slug, item.pk)),
        due_on=line.due_on,
        days_late=line.days_late,
        is_today=line.is_today,
        about=line.line,
        owners=line.owners,
        is_done=line.is_done,
        tick=Tick(done, item.pk, item.version) if is_in_its_plan(user, item) else None,
    )
