"""Everything about one item, and what was done to it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

from django.utils.dateparse import parse_date

from plans.document.canonical import DEFAULT_HEADINGS
from plans.document.model import SECTION_OF
from plans.models import ChangedValue, Comment, CountTick, Item, ItemLink, Ownership, PlanRole
from plans.outcomes import is_outcome_missing
from plans.queries.changes import ADDED
from plans.queries.items import Owner, days_late, owners_of_item
from plans.queries.phases import due_words
from plans.queries.practices import NamedPractice, named_practice

MOST_CHANGES = 200  # values of the history on a page, the newest
LABELS = {
    "owners": "Owners", "everyone": "For everyone", "phase_id": "Phase", "due_on": "Due", "due_kind": "Due by",
    "due_number": "Offset", "pinned_on": "Pinned to", "why": "Why", "body": "Description", "effort_words": "Effort",
    "practice_key": "Practice", "blocked_by": "Waits for", "outcome_expected": "Outcome expected",
    "outcome_actual": "Outcome", "title": "Title", "kind": "Kind", "state": "State", "reason": "Reason",
    "target_level": "Target level", "position": "Place", "who": "Attendees", "count_words": "Count",
}  # fmt: skip
"""The columns that the history speaks of. The others (who, when, numbers of effort and count) repeat what these say."""


@dataclass(frozen=True, slots=True)
class Difference:
    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One change of the item, in words. `is_undone` where a later one took it back."""

    change: int
    who: str
    verb: str
    at: datetime
    is_undone: bool
    differences: Sequence[Difference]


@dataclass(frozen=True, slots=True)
class ItemPage:
    """`missing_outcome`: a meeting of the past whose outcome nobody wrote."""

    item: Item
    owners: Sequence[Owner]
    due: str
    days_late: int
    practice: NamedPractice | None
    section: str
    missing_outcome: bool
    ticks: Sequence[CountTick]
    links: Sequence[ItemLink]
    comments: Sequence[Comment]
    history: Sequence[HistoryLine]

    @property
    def last_change(self) -> HistoryLine | None:
        """The newest change of the item that stands. That it was added is taken back where it stands in a list."""
        stands = (line for line in self.history if not line.is_undone and line.verb not in {"undid", ADDED})
        return next(stands, None)


def item_page(item: Item, *, today: date) -> ItemPage:
    """Eight statements at most, whatever hangs on the item; `item` with its phase and plan."""
    roles = {role.pk: role for role in item.phase.plan.roles.select_related("person")}
    late = days_late(item, today)
    return ItemPage(
        item=item,
        owners=owners_of_item(
            Ownership.objects.filter(item=item).order_by("-accountable", "position"), roles
        ),
        due=due_words(item, item.phase),
        days_late=late,
        practice=named_practice(item.practice_key),
        section=DEFAULT_HEADINGS[SECTION_OF[item.kind]],  # type: ignore[index]  # the database knows these kinds
        missing_outcome=is_outcome_missing(item.kind, item.state, item.due_on, item.outcome_actual, today),
        ticks=list(item.ticks.select_related("by")),
        links=list(item.links.select_related("added_by")),
        comments=list(item.comments.select_related("author").prefetch_related("mentioned")),
        history=_history(item, roles),
    )


def _history(item: Item, roles: Mapping[int, PlanRole]) -> list[HistoryLine]:
    rows = ChangedValue.objects.filter(item=item).select_related("change__by", "change__undone_by")
    newest = rows.order_by("-change_id", "id")[:MOST_CHANGES]
    return [_line(list(values), roles) for _, values in groupby(newest, key=lambda value: value.change_id)]


def _line(values: Sequence[ChangedValue], roles: Mapping[int, PlanRole]) -> HistoryLine:
    change = values[0].change
    return HistoryLine(
        change=change.pk,
        who=change.by.name if change.by else "Waymark",
        verb="took a change back" if change.undoes_id else change.verb,
        at=change.at,
        is_undone=hasattr(change, "undone_by"),
        differences=[
            Difference(
                LABELS[value.column],
                said(value.column, value.before, roles),
                said(value.column, value.after, roles),
            )
            for value in values
            if value.column in LABELS
        ],
    )


def said(column: str, value: Any, roles: Mapping[int, PlanRole]) -> str:
    """A kept value in words; "nothing" where it is empty."""
    if column == "owners":
        return ", ".join(roles[pk].name if pk in roles else "a role of before" for pk in value) or "nobody"
    if value in (None, ""):
        return "end of the phase" if column == "due_kind" else "nothing"
    if column == "everyone":
        return "yes" if value else "no"
    if column in {"state", "kind", "due_kind"}:
        choices: Iterable[tuple[str, str]] = {
            "state": Item.State.choices, "kind": Item.Kind.choices, "due_kind": Item.DueKind.choices
        }[column]  # fmt: skip
        return dict(choices).get(value, str(value)).lower()
    if column in {"due_on", "pinned_on"} and (day := parse_date(str(value))):
        return f"{day:%a} {day.day} {day:%b}"
    return str(value + 1) if column == "position" else str(value)
