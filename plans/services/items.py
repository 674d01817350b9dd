"""Marking the items and goals of a started plan as done, and taking that back.

Asking again for what one has done oneself changes nothing. Whoever asks for it from a page that does not show yet
what somebody else did meanwhile is told (`ChangedSince`), and nothing is overwritten.
"""

from datetime import datetime

from common.decisions import ChangedSince
from common.services import service
from plans.models import Goal, Item
from plans.policies import may_tick
from plans.services.changes import Edit, change_rows
from plans.services.item_states import state_values
from teams.models import User
from teams.services import activity


@service
def mark_item_done(*, item: Item, version: int, by: User | None, now: datetime) -> None:
    """`version` is the one that the person saw on the page. Of what was blocked, the reason goes."""
    _mark_done(item, version, by, now)


@service
def reopen_item(*, item: Item, version: int, by: User | None, now: datetime) -> None:
    _reopen(item, version, by, now)


@service
def mark_goal_done(*, goal: Goal, version: int, by: User | None, now: datetime) -> None:
    """`version` is the one that the person saw on the page."""
    _mark_done(goal, version, by, now)


@service
def reopen_goal(*, goal: Goal, version: int, by: User | None, now: datetime) -> None:
    _reopen(goal, version, by, now)


type Tickable = Item | Goal


def _mark_done(thing: Tickable, version: int, by: User | None, now: datetime) -> None:
    _require(thing, by)
    if thing.is_done and thing.done_by_id == (by.pk if by else None):
        return
    _change(thing, version, "marked as done", by, now, is_done=True)


def _reopen(thing: Tickable, version: int, by: User | None, now: datetime) -> None:
    _require(thing, by)
    if thing.is_done:
        _change(thing, version, "reopened", by, now, is_done=False)


def _require(thing: Tickable, by: User | None) -> None:
    if by is not None:
        may_tick(by, thing.phase.plan).require()


def _change(
    thing: Tickable, version: int, verb: str, by: User | None, now: datetime, *, is_done: bool
) -> None:
    """One conditional statement, so that two writers behave alike on both databases."""
    if thing.version != version:
        raise ChangedSince(_what_happened(thing))
    edit = Edit(thing, _values(thing, by, now, is_done=is_done))
    try:
        change_rows(plan=thing.phase.plan, edits=[edit], verb=verb, by=by, now=now)
    except ChangedSince as error:
        raise ChangedSince(_what_happened(thing)) from error
    _record(thing, verb, by, now)


def _values(thing: Tickable, by: User | None, now: datetime, *, is_done: bool) -> dict[str, object]:
    if isinstance(thing, Item):
        return state_values(Item.State.DONE if is_done else Item.State.OPEN, "", "", by, now)
    return {"done_at": now if is_done else None, "done_by_id": by.pk if by and is_done else None}


def _what_happened(thing: Tickable) -> str:
    thing.refresh_from_db()
    who = thing.done_by.name if thing.done_by else "somebody"
    news = f"{who} marked it as done" if thing.is_done else "it was reopened"
    return f"“{thing}” changed since you opened the page: {news}. Load the page again to see it as it is."


def _record(thing: Tickable, verb: str, by: User | None, now: datetime) -> None:
    plan = thing.phase.plan
    activity.record(by=by, now=now, verb=verb, subject=thing, team=plan.team, detail={"plan": plan.slug})
