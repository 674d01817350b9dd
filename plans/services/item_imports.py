"""Bringing items of started plans in from a spreadsheet: new ones, and what differs of those that there are."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Max

from common.decisions import DomainError
from common.services import service
from common.spreadsheets.reading import Reading
from common.spreadsheets.sheet import SheetRow
from plans.models import Change, ChangedValue, Item, Ownership, Phase, Plan
from plans.models.change import EXISTS, OWNERS
from plans.queries.changes import ADDED
from plans.queries.item_reading import ItemReading, ItemRow
from plans.services.changes import Edit, change_rows
from plans.services.item_places import MOST
from teams.models import Event, User
from teams.services import activity

EDITED, IMPORTED = "edited in a spreadsheet", "imported items into"


@service
def import_items(
    *, rows: Iterable[SheetRow], progress: Callable[[int], None], by: User | None, now: datetime
) -> Reading:
    """Write what the rows say, and tell what that was.

    What is edited of a plan is one change, which can be undone; each new item is one of its own, as if somebody had
    added it on the page. Where the reading has faults, nothing is complete: the transaction is to be rolled back.
    """
    read = ItemReading(by=by, now=now, lock=True)
    for done, some in read.batches(rows):
        if read.is_sound:
            _write(some, by, now)
        progress(done)
    return read.reading()


def _write(rows: Sequence[ItemRow], by: User | None, now: datetime) -> None:
    plans: dict[Plan, list[ItemRow]] = defaultdict(list)
    for row in rows:
        plans[row.plan].append(row)
    for plan, its in plans.items():
        edited = [row for row in its if not row.is_new]
        added = [row for row in its if row.is_new]
        edits = [Edit(row.item, _settled(row, by)) for row in edited]
        change = change_rows(plan=plan, edits=edits, verb=EDITED, by=by, now=now)
        _add(plan, added, by, now)
        detail = {"plan": plan.slug, "new": len(added), "changed": len(edited)}
        if change is not None:
            detail["change"] = change.pk
        activity.record(by=by, now=now, verb=IMPORTED, subject=plan, team=plan.team, detail=detail)


def _settled(row: ItemRow, by: User | None) -> dict[str, Any]:
    """With who did what is newly done: whoever says so."""
    values = dict(row.values)
    if values.get("state", row.item.state) != row.item.state:
        is_done = values["state"] == Item.State.DONE
        values["done_by_id"] = by.pk if by and is_done else None
    return values


def _add(plan: Plan, rows: Sequence[ItemRow], by: User | None, now: datetime) -> None:
    """At the end of their phases, in the order of the file."""
    if not rows:
        return
    free = _free_places({row.item.phase_id for row in rows})
    for row in rows:
        for name, value in _settled(row, by).items():
            if name != OWNERS:
                setattr(row.item, name, value)
        row.item.position = free[row.item.phase_id]
        free[row.item.phase_id] += 1
    if any(place > MOST for place in free.values()):
        raise DomainError(f"A phase holds {MOST} items at most.")
    items = Item.objects.bulk_create([row.item for row in rows])
    Ownership.objects.bulk_create(
        Ownership(item=row.item, role_id=role, accountable=n == 0, position=n)
        for row in rows
        for n, role in enumerate(row.values.get(OWNERS, ()))
    )
    _keep_additions(plan, items, by, now)


def _free_places(phases: set[int]) -> dict[int, int]:
    """The next one of each phase. Of two who add at once, one waits for the other."""
    locked = list(Phase.objects.select_for_update().filter(pk__in=phases).order_by("pk"))
    last = dict(
        Item.objects.filter(phase__in=locked).order_by().values_list("phase").annotate(last=Max("position"))
    )
    return {phase.pk: last[phase.pk] + 1 if phase.pk in last else 0 for phase in locked}


def _keep_additions(plan: Plan, items: Sequence[Item], by: User | None, now: datetime) -> None:
    changes = Change.objects.bulk_create(Change(plan=plan, verb=ADDED, at=now, by=by) for _ in items)
    ChangedValue.objects.bulk_create(
        ChangedValue(change=change, item=item, column=EXISTS, before=False, after=True)
        for change, item in zip(changes, items, strict=True)
    )
    Event.objects.bulk_create(
        activity.event(
            by=by,
            now=now,
            verb=ADDED,
            subject=item,
            team=plan.team,
            detail={"plan": plan.slug, "change": change.pk},
        )
        for change, item in zip(changes, items, strict=True)
    )
