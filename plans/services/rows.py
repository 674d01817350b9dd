"""Writing the rows of a plan's document: roles, phases, goals, items with their owners, notes. Six bulk statements."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from itertools import chain
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from common.decisions import DomainError
from plans import document as doc
from plans.item_amounts import count_columns, effort_columns
from plans.models import Goal, Item, Note, Ownership, Phase, Plan, PlanRole
from teams.models import User


def insert_rows(
    plan: Plan,
    document: doc.PlanDocument,
    *,
    now: datetime,
    people: Mapping[str, User | str] | None = None,
    due_on: Callable[[doc.Phase, doc.Item], date | None] = lambda _phase, _item: None,
) -> None:
    """All rows below `plan`, which has none yet. `people` fill roles by name, as a person or by a name alone; what is
    done was done at `now`.

    Raises DomainError where a value does not fit its column.
    """
    people = people or {}
    roles = {name: _role(plan, name, people.get(name), n) for n, name in enumerate(document.roles)}
    phases = [_phase(plan, phase, n) for n, phase in enumerate(document.phases)]
    pairs = list(zip(phases, document.phases, strict=True))
    _save(PlanRole.objects, roles.values())
    _save(Phase.objects, phases)
    _save(Goal.objects, chain.from_iterable(_goals(row, phase, now) for row, phase in pairs))
    _save_items(pairs, roles, due_on, now)
    _save(
        Note.objects,
        chain(_notes(plan, None, document.notes), *(_notes(plan, row, p.notes) for row, p in pairs)),
    )


def _role(plan: Plan, name: str, filled: User | str | None, position: int) -> PlanRole:
    by = {"person_name": filled} if isinstance(filled, str) else {"person": filled}
    return PlanRole(plan=plan, name=name, position=position, **by)


def _phase(plan: Plan, phase: doc.Phase, position: int) -> Phase:
    return Phase(
        plan=plan,
        title=phase.title,
        label=phase.label,
        first_week=phase.first_week,
        last_week=phase.last_week,
        headings=phase.headings,
        columns=phase.columns,
        position=position,
    )


def _goals(row: Phase, phase: doc.Phase, now: datetime) -> list[Goal]:
    return [
        Goal(phase=row, text=goal.text, done_at=now if goal.done else None, position=n)
        for n, goal in enumerate(phase.goals)
    ]


def _notes(plan: Plan, row: Phase | None, notes: Iterable[doc.Note]) -> list[Note]:
    return [
        Note(
            plan=plan,
            phase=row,
            section=note.section,
            title=note.title,
            level=note.level,
            body=note.body,
            position=n,
        )
        for n, note in enumerate(notes)
    ]


def _save_items(
    pairs: Sequence[tuple[Phase, doc.Phase]],
    roles: Mapping[str, PlanRole],
    due_on: Callable[[doc.Phase, doc.Item], date | None],
    now: datetime,
) -> None:
    made = [
        (_item(row, item, n, due_on(phase, item), now), item)
        for row, phase in pairs
        for n, item in enumerate(phase.items)
    ]
    _save(Item.objects, [row for row, _ in made])
    _save(
        Ownership.objects,
        [
            Ownership(item=row, role=roles[name], accountable=n == 0, position=n)
            for row, item in made
            for n, name in enumerate(item.owners)
        ],
    )


def _item(row: Phase, item: doc.Item, position: int, due_on: date | None, now: datetime) -> Item:
    return Item(
        phase=row,
        kind=item.kind,
        title=item.title,
        why=item.why,
        body=item.body,
        everyone=item.everyone,
        who=item.who,
        outcome_expected=item.outcome,
        practice_key=item.practice_key,
        target_level=item.target_level,
        extras=item.extras,
        state=Item.State.DONE if item.done else Item.State.OPEN,
        done_at=now if item.done else None,
        due_on=due_on,
        position=position,
        **effort_columns(item.effort),
        **count_columns(item.count),
        **_due(item.due),
    )


def _due(due: doc.Due | None) -> dict[str, Any]:
    if due is None:
        return {}
    if due.kind == "pinned":
        return {"due_kind": due.kind, "pinned_on": due.day}
    return {"due_kind": due.kind, "due_number": due.n}


def _save[Row: models.Model](manager: models.Manager[Row], rows: Iterable[Row]) -> None:
    rows = list(rows)
    for row in rows:
        _require_fit(row)
    manager.bulk_create(rows, batch_size=500)


def _require_fit(row: models.Model) -> None:
    """Lengths and ranges, which one of the two databases would not refuse."""
    for field in row._meta.concrete_fields:
        value = getattr(row, field.attname)
        if field.is_relation or value is None:
            continue
        try:
            field.run_validators(value)
        except ValidationError as error:
            what = field.verbose_name
            raise DomainError(f"“{str(row)[:60]}”: {what}: {' '.join(error.messages)}") from error
