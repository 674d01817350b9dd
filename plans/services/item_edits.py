"""Editing what an item says: its words, its owners, when it is due."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from common.decisions import DomainError
from common.services import service
from plans.dates import day_due
from plans.document.model import Due
from plans.models import Change, Item, Phase, Plan, PlanRole
from plans.models.change import OWNERS
from plans.policies import may_change_items
from plans.services.changes import Edit, change_rows
from plans.services.item_states import seen
from teams.models import User
from teams.services import activity

WORDS = (
    "kind", "title", "everyone", "who", "why", "body", "outcome_expected", "outcome_actual", "practice_key",
    "target_level",
)  # fmt: skip
DUE = ("due_kind", "due_number", "pinned_on")
EFFORT = ("effort_low", "effort_high", "effort_unit", "effort_words")
COUNT = ("count_low", "count_high", "count_words")
EDITABLE = (*WORDS, *DUE, *EFFORT, *COUNT)
"""The columns that the form of an item writes; its owners come beside them."""


@dataclass(frozen=True, slots=True)
class ItemEdit:
    """New values of columns (`EDITABLE`), and the roles that own the item, the accountable one first.

    Beside them it may be `everyone`'s in the plan.
    """

    columns: Mapping[str, Any]
    owners: list[int] = field(default_factory=list)


@service
def edit_item(*, item: Item, version: int, edit: ItemEdit, by: User | None, now: datetime) -> Change | None:
    """`version` is the one that the person saw; ChangedSince where somebody wrote meanwhile. None: nothing differs."""
    plan = item.phase.plan
    if by is not None:
        may_change_items(by, plan).require()
    if unknown := set(edit.columns) - set(EDITABLE):
        raise ValueError(f"not for editing: {unknown}")
    _require_roles(item, edit.owners)
    values = {**edit.columns, OWNERS: edit.owners}
    values["due_on"] = _due_on(item, edit.columns)
    change = change_rows(plan=plan, edits=[Edit(seen(item, version), values)], verb="edited", by=by, now=now)
    if change is not None:
        columns = sorted(value.column for value in change.values.all())
        detail = {"plan": plan.slug, "columns": columns}
        activity.record(by=by, now=now, verb="edited", subject=item, team=plan.team, detail=detail)
    return change


def _require_roles(item: Item, owners: list[int]) -> None:
    found = PlanRole.objects.filter(plan=item.phase.plan_id, pk__in=owners).count()
    if found != len(owners):
        raise DomainError("An owner is a role of this plan, named once.")


def _due_on(item: Item, columns: Mapping[str, Any]) -> Any:
    """The day that the new offset comes to. It stays as it is where the offset does: a day may have been moved."""
    kind, number, day = (columns.get(name, getattr(item, name)) for name in DUE)
    plan = item.phase.plan
    if (kind, number, day) == (item.due_kind, item.due_number, item.pinned_on) or plan.start is None:
        return item.due_on
    return day_of(item.phase, plan, kind, number, day)


def day_of(phase: Phase, plan: Plan, kind: str, number: int | None, day: date | None) -> date | None:
    """The day that an offset (`Item.due_kind`, `due_number`, `pinned_on`) of an item of the phase comes to."""
    if plan.start is None:
        return None
    due = Due(kind, n=number or 0, day=day) if kind else None  # type: ignore[arg-type]  # of the kinds of a due date
    return day_due(due, plan.start, plan.country, phase.last_week)
