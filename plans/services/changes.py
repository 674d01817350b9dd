"""Changing rows of a started plan so that the change can be read later, and undone.

A service that changes columns of a plan, its phases, roles, goals or items hands them to `change_rows`, inside its own
transaction and after it asked its policy:

    change = change_rows(plan=plan, edits=[Edit(item, {"title": "New"})], verb="edited", by=by, now=now)

It writes on condition of the rows' versions, and keeps before and after of every column that differs. The activity
event is the caller's to write. `undo_change` takes back any such change.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import batched, groupby
from typing import Any, cast

from django.db import connection
from django.db.models import Case, F, Field, Value, When
from django.db.models.functions import Cast

from common.decisions import ChangedSince
from common.services import service
from plans.models import Change, ChangedValue, Goal, Item, Ownership, Phase, Plan, PlanRole
from plans.models.change import EXISTS, OWNERS
from plans.queries.changes import ADDED, last_touch
from teams.models import User

type Versioned = Plan | Item | Goal
type Row = Versioned | Phase | PlanRole

PARKED = 10_000  # beyond every position; a plan holds at most half as many entries
AT_ONCE = 100  # rows of one conditional statement


@dataclass(frozen=True, slots=True)
class Edit:
    """New values for one row by column, as the database calls it ("manager_id"), or by `OWNERS`.

    The row is as it was read: what it holds is what was before, and its version must still stand.
    """

    row: Row
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class _Difference:
    row: Row
    column: str
    before: Any
    after: Any


@service
def change_rows(
    *,
    plan: Plan,
    edits: Iterable[Edit],
    verb: str,
    by: User | None,
    now: datetime,
    undoes: Change | None = None,
) -> Change | None:
    """Write the edits and keep what they changed; None where nothing differs, and then nothing is written.

    `edits` have each row once; afterwards the rows hold the new values and versions. Phases and roles have no version
    of their own: the plan's counts every change to it or to one of them. ChangedSince says who was there first.
    """
    differences = _differences(list(edits))
    if not differences:
        return None
    _write(plan, differences)
    change = Change.objects.create(plan=plan, verb=verb, at=now, by=by, undoes=undoes)
    ChangedValue.objects.bulk_create(
        ChangedValue(
            change=change,
            item=each.row if isinstance(each.row, Item) else None,
            phase=each.row if isinstance(each.row, Phase) else None,
            role=each.row if isinstance(each.row, PlanRole) else None,
            goal=each.row if isinstance(each.row, Goal) else None,
            column=each.column,
            before=as_json(each.before),
            after=as_json(each.after),
        )
        for each in differences
    )
    return change


@service
def keep_addition(*, plan: Plan, item: Item, by: User | None, now: datetime) -> Change:
    """That somebody added the item, as a change; taking it back removes the item."""
    change = Change.objects.create(plan=plan, verb=ADDED, at=now, by=by)
    ChangedValue.objects.create(change=change, item=item, column=EXISTS, before=False, after=True)
    return change


def as_json(value: Any) -> Any:
    """As a value is kept: days and moments in their ISO form, all else as it is."""
    return value.isoformat() if isinstance(value, date) else value


def from_json(row: Row, column: str, kept: Any) -> Any:
    """What `as_json` was given, exactly."""
    return kept if column == OWNERS else _field(row, column).to_python(kept)


def _field(row: Row, column: str) -> "Field[Any, Any]":
    return cast("Field[Any, Any]", row._meta.get_field(column))


def values_of(wanted: Iterable[tuple[Row, str]]) -> list[Any]:
    """What rows hold in columns; the owners of all items are read in one statement."""
    wanted = list(wanted)
    owned = [row.pk for row, column in wanted if column == OWNERS]
    owners: dict[int, list[int]] = defaultdict(list)
    if owned:
        rows = Ownership.objects.filter(item__in=owned).order_by("-accountable", "position")
        for item, role in rows.values_list("item_id", "role_id"):
            owners[item].append(role)
    return [owners[row.pk] if column == OWNERS else getattr(row, column) for row, column in wanted]


def _differences(edits: Sequence[Edit]) -> list[_Difference]:
    wanted = [(edit.row, column, value) for edit in edits for column, value in edit.values.items()]
    before = values_of((row, column) for row, column, _ in wanted)
    found = (
        _Difference(row, column, was, value) for (row, column, value), was in zip(wanted, before, strict=True)
    )
    return [each for each in found if each.before != each.after]


def _write(plan: Plan, differences: Sequence[_Difference]) -> None:
    rows: dict[Row, dict[str, Any]] = defaultdict(dict)
    for each in differences:
        rows[each.row][each.column] = each.after
    own = rows.pop(plan, {})
    unversioned = {row: values for row, values in rows.items() if isinstance(row, Phase | PlanRole)}
    if own or unversioned:
        _update(plan, [plan], own)
    for row, values in unversioned.items():
        type(row)._default_manager.filter(pk=row.pk).update(**values)
    for goal, values in rows.items():
        if isinstance(goal, Goal):
            _update(plan, [goal], values)
    _write_items(plan, {item: values for item, values in rows.items() if isinstance(item, Item)})
    for each in differences:
        if each.column != OWNERS:
            setattr(each.row, each.column, each.after)


def _write_items(plan: Plan, items: Mapping[Item, Mapping[str, Any]]) -> None:
    _park([item.pk for item, values in items.items() if values.keys() & {"position", "phase_id"}])
    for item, values in items.items():
        if OWNERS in values:
            _replace_owners(item.pk, values[OWNERS])

    def columns_of(item: Item) -> tuple[str, ...]:
        return tuple(sorted(items[item].keys() - {OWNERS}))

    for columns, alike in groupby(sorted(items, key=columns_of), key=columns_of):
        for some in batched(alike, AT_ONCE):
            _update(plan, some, {column: _each_its_own(column, some, items) for column in columns})


def _each_its_own(column: str, rows: Sequence[Item], items: Mapping[Item, Mapping[str, Any]]) -> Case | Cast:
    field = _field(rows[0], column)
    whens = (When(pk=row.pk, then=Value(items[row][column], output_field=field)) for row in rows)
    case = Case(*whens, output_field=field)
    return Cast(case, output_field=field) if connection.features.requires_casted_case_in_updates else case


def _update(plan: Plan, rows: Sequence[Versioned], values: Mapping[str, Any]) -> None:
    """On condition of the rows' versions: one statement for each version that is among them."""
    for version, alike in groupby(sorted(rows, key=_version), key=_version):
        same = list(alike)
        found = type(same[0])._default_manager.filter(pk__in=[row.pk for row in same], version=version)
        if found.update(**values, version=F("version") + 1) != len(same):
            raise ChangedSince(_told(plan, same))
        for row in same:
            row.version += 1


def _version(row: Versioned) -> int:
    return row.version


def _told(plan: Plan, rows: Sequence[Versioned]) -> str:
    news = last_touch(plan, rows)
    return f"Somebody was here first{news and f': {news}'}. Load the page again to see it as it is."


def _park(items: Sequence[int]) -> None:
    """Positions are unique in a phase at every moment, also while two items change places."""
    if items:
        Item.objects.filter(pk__in=items).update(position=F("position") + PARKED)


def _replace_owners(item: int, roles: Sequence[int]) -> None:
    Ownership.objects.filter(item_id=item).delete()
    Ownership.objects.bulk_create(
        Ownership(item_id=item, role_id=role, accountable=n == 0, position=n) for n, role in enumerate(roles)
    )
