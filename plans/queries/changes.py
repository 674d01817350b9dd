"""What was changed in a plan, by whom, and what stands in the way of taking it back."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Min, Q, QuerySet, TextField
from django.db.models.functions import Coalesce

from common.days import organisation_day
from common.markdown import plain_text
from common.rows import Compiled
from plans.models import Change, ChangedValue, Goal, Item, Plan

ADDED = "added"
"""The verb of a change that brought an item into the plan."""
LOOKED_BACK = 40  # changes

type Place = tuple[int | None, int | None, int | None, int | None, str]
"""Item, phase, role, goal (none of them: the plan itself) and column."""


def place_of(value: ChangedValue) -> Place:
    return value.item_id, value.phase_id, value.role_id, value.goal_id, value.column


def touched_since(change: Change, places: Iterable[Place]) -> Change | None:
    """The newest later change of the plan that still stands and touched one of the places. Two statements.

    A change that was taken back, and the one that did so, cancel each other.
    """
    later = list(change.plan.changes.filter(pk__gt=change.pk).select_related("by").order_by("-pk"))
    standing = _standing(later)
    wanted = set(places)
    rows = ChangedValue.objects.filter(change__in=standing.values()).order_by("-change_id")
    return next((standing[row.change_id] for row in rows if place_of(row) in wanted), None)


def _standing(newest_first: Sequence[Change]) -> Mapping[int, Change]:
    undone: set[int] = set()
    stands: dict[int, Change] = {}
    for change in newest_first:
        if change.pk in undone:
            continue
        if change.undoes_id is None:
            stands[change.pk] = change
        else:
            undone.add(change.undoes_id)
    return stands


@dataclass(frozen=True, slots=True)
class LastChange:
    """What the lists offer to take back: the change, and in words what it was."""

    row: Change
    words: str


def last_change(plan: Plan) -> LastChange | None:
    """The newest change of items or goals of the plan that stands, among the last ones. One statement.

    That an item was added is none any more once the item changed: it has a history then, and is dropped instead.
    """
    newest = {row[0]: row for row in _TOLD.rows(plan.pk) if row[2] != ADDED or row[-1] == 1}
    changes = [
        Change(pk=pk, plan=plan, undoes_id=undoes, verb=verb, at=at, by_id=by)
        for pk, undoes, verb, at, by, *_ in newest.values()
    ]
    row = next(iter(_standing(changes).values()), None)
    if row is None:
        return None
    *_, by, things, title, _ = newest[row.pk]
    what, day = f"“{plain_text(title)}”" if things == 1 else f"{things} items", organisation_day(row.at)
    return LastChange(row, f"{what}: {row.verb} by {by or 'Waymark'} on {day:%a} {day.day} {day:%b}")


def _told(plan: int) -> "QuerySet[Change, tuple[Any, ...]]":
    rows = Change.objects.filter(plan=plan).annotate(
        version=Min("values__item__version"),
        things=Count("values__item", distinct=True) + Count("values__goal", distinct=True),
        title=Coalesce(Min("values__item__title"), Min("values__goal__text"), output_field=TextField()),
    )
    # As values: grouping by every column of the change and of the person takes longer than all the rest.
    told = rows.filter(things__gt=0).order_by("-pk")
    return told.values_list(
        "pk", "undoes_id", "verb", "at", "by_id", "by__name", "things", "title", "version"
    )[:LOOKED_BACK]


_TOLD = Compiled(_told, numbers=frozenset({0}))


def last_touch(plan: Plan, rows: Iterable[Plan | Item | Goal]) -> str:
    """Who last changed one of these rows, as words for a sentence; empty where nobody did so on record."""
    rows = list(rows)
    items = [row.pk for row in rows if isinstance(row, Item)]
    goals = [row.pk for row in rows if isinstance(row, Goal)]
    touched = Q(values__item__in=items) | Q(values__goal__in=goals)
    if not items and not goals:
        touched = Q(values__isnull=False, values__item=None, values__goal=None)
    change = plan.changes.filter(touched).select_related("by").order_by("-pk").first()
    return said_of(change) if change else ""


def said_of(change: Change) -> str:
    """ "Emil Aalto moved “Write the runbook” on Fri 18 Sep": a change in a sentence."""
    who = change.by.name if change.by else "Waymark"
    day = organisation_day(change.at)
    title = Coalesce("item__title", "goal__text", output_field=TextField())
    titles = (
        change.values.order_by().annotate(title=title).exclude(title=None).values_list("title", flat=True)
    )
    titles = titles.distinct()[:2]
    what = f" “{titles[0]}”" if len(titles) == 1 else ""
    return f"{who} {change.verb}{what} on {day:%a} {day.day} {day:%b}"
