"""The items of a phase in their order: adding one, taking one out again that nothing happened to, moving one."""

from datetime import datetime

from django.db.models import Max

from common.decisions import DomainError
from common.services import service
from plans.document.model import Due
from plans.models import Change, Item, Ownership, Phase, Plan, PlanRole
from plans.policies import may_change_items
from plans.queries.changes import ADDED
from plans.services.changes import Edit, change_rows, keep_addition
from plans.services.item_edits import day_of
from plans.services.item_states import seen
from teams.models import Event, User
from teams.services import activity

REMOVED, REORDERED = "removed", "reordered"
MOST = 5000  # items of a phase


@service
def add_item(
    *,
    phase: Phase,
    title: str,
    kind: Item.Kind,
    owner: PlanRole | None,
    everyone: bool = False,
    due: Due | None,
    by: User | None,
    now: datetime,
) -> Item:
    """The last one of its phase. Without `due` it is due at the end of the phase."""
    plan = phase.plan
    if by is not None:
        may_change_items(by, plan).require()
    if owner is not None and owner.plan_id != plan.pk:
        raise DomainError("An owner is a role of this plan.")
    what, number, day = (due.kind, due.n or None, due.day) if due else ("", None, None)
    item = Item.objects.create(
        phase=phase,
        title=title,
        kind=kind,
        position=_free_place(phase),
        everyone=everyone,
        due_kind=what,
        due_number=number,
        pinned_on=day,
        due_on=day_of(phase, plan, what, number, day),
    )
    if owner is not None:
        Ownership.objects.create(item=item, role=owner, accountable=True, position=0)
    change = keep_addition(plan=plan, item=item, by=by, now=now)
    detail = {"plan": plan.slug, "change": change.pk}
    activity.record(by=by, now=now, verb=ADDED, subject=item, team=plan.team, detail=detail)
    return item


def _free_place(phase: Phase) -> int:
    """Of two who add at once, one waits for the other."""
    Phase.objects.select_for_update().get(pk=phase.pk)
    last: int | None = Item.objects.filter(phase=phase).aggregate(last=Max("position"))["last"]
    place = 0 if last is None else last + 1
    if place >= MOST:
        raise DomainError(f"A phase holds {MOST} items at most.")
    return place


@service
def remove_item(*, item: Item, version: int, by: User | None, now: datetime) -> None:
    """DomainError where it came with the plan or something happened to it since: that is dropped instead."""
    plan = item.phase.plan
    if by is not None:
        may_change_items(by, plan).require()
    take_out(item=seen(item, version), plan=plan, by=by, now=now)


@service
def take_out(*, item: Item, plan: Plan, by: User | None, now: datetime) -> None:
    """Remove the item, for who may; DomainError as for `remove_item`."""
    if not is_removable(item):
        raise DomainError("This item has a history by now. Drop it with a reason instead.")
    activity.record(by=by, now=now, verb=REMOVED, subject=item, team=plan.team, detail={"plan": plan.slug})
    item.delete()


def is_removable(item: Item) -> bool:
    """Whether somebody added it to the running plan, and nothing has happened to it since."""
    if item.version != 1 or item.comments.exists() or item.links.exists() or item.ticks.exists():
        return False
    return Event.objects.filter(subject_type="plans.item", subject_id=item.pk, verb=ADDED).exists()


@service
def move_item(*, item: Item, version: int, onto: Item, by: User | None, now: datetime) -> Change | None:
    """Give it the place of `onto`, an item of the same phase; those between close up. None where it has it."""
    plan = item.phase.plan
    if by is not None:
        may_change_items(by, plan).require()
    if onto.phase_id != item.phase_id:
        raise DomainError(
            "Items are ordered inside their phase. Change the week to move one to another time."
        )
    seen(item, version)
    first, last = sorted((item.position, onto.position))
    rows = Item.objects.filter(phase=item.phase_id, position__range=(first, last)).order_by("position")
    stretch = [item if row == item else row for row in rows]
    places = [row.position for row in stretch]
    stretch.remove(item)
    stretch.insert(0 if onto.position < item.position else len(stretch), item)
    edits = [Edit(row, {"position": place}) for row, place in zip(stretch, places, strict=True)]
    change = change_rows(plan=plan, edits=edits, verb=REORDERED, by=by, now=now)
    if change is not None:
        detail = {"plan": plan.slug, "change": change.pk}
        activity.record(by=by, now=now, verb=REORDERED, subject=item, team=plan.team, detail=detail)
    return change
