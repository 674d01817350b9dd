"""Marking the items and goals of a started plan as done, and taking that back.

Asking again for what one has done oneself changes nothing. Whoever asks for it from a page that does not show yet
what somebody else did meanwhile is told (`ChangedSince`), and nothing is overwritten.
"""

from datetime import datetime

from django.db.models import F

from common.decisions import ChangedSince
from common.services import service
from plans.models import Goal, Item
from plans.policies import may_tick
from teams.models import User
from teams.services import activity


@service
def mark_item_done(*, item: Item, version: int, by: User | None, now: datetime) -> None:
    """`version` is the one that the person saw on the page."""
    _mark_done(item, {"state": Item.State.DONE}, version, by, now)


@service
def reopen_item(*, item: Item, version: int, by: User | None, now: datetime) -> None:
    _reopen(item, {"state": Item.State.OPEN}, version, by, now)


@service
def mark_goal_done(*, goal: Goal, version: int, by: User | None, now: datetime) -> None:
    """`version` is the one that the person saw on the page."""
    _mark_done(goal, {}, version, by, now)


@service
def reopen_goal(*, goal: Goal, version: int, by: User | None, now: datetime) -> None:
    _reopen(goal, {}, version, by, now)


type Tickable = Item | Goal


def _mark_done(thing: Tickable, state: dict[str, str], version: int, by: User | None, now: datetime) -> None:
    _require(thing, by)
    if thing.is_done and thing.done_by_id == (by.pk if by else None):
        return
    _change(thing, version, {**state, "done_at": now, "done_by": by})
    _record(thing, "marked as done", by, now)


def _reopen(thing: Tickable, state: dict[str, str], version: int, by: User | None, now: datetime) -> None:
    _require(thing, by)
    if not thing.is_done:
        return
    _change(thing, version, {**state, "done_at": None, "done_by": None})
    _record(thing, "reopened", by, now)


def _require(thing: Tickable, by: User | None) -> None:
    if by is not None:
        may_tick(by, thing.phase.plan).require()


def _change(thing: Tickable, version: int, values: dict[str, object]) -> None:
    """One conditional statement, so that two writers behave alike on both databases."""
    rows = type(thing).objects.filter(pk=thing.pk, version=version)
    if not rows.update(**values, version=F("version") + 1):
        raise ChangedSince(_what_happened(thing))
    thing.refresh_from_db(fields=(*values, "version"))


def _what_happened(thing: Tickable) -> str:
    thing.refresh_from_db()
    who = thing.done_by.name if thing.done_by else "somebody"
    news = f"{who} marked it as done" if thing.is_done else "it was reopened"
    return f"“{thing}” changed since you opened the page: {news}. Load the page again to see it as it is."


def _record(thing: Tickable, verb: str, by: User | None, now: datetime) -> None:
    plan = thing.phase.plan
    activity.record(by=by, now=now, verb=verb, subject=thing, team=plan.team, detail={"plan": plan.slug})
