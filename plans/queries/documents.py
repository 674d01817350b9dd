"""From the rows of a plan back to its document: what was imported, and what has been done since."""

from collections import defaultdict
from collections.abc import Iterable
from typing import cast

from plans import document as doc
from plans.document.model import DueKind, Kind, Section, Unit
from plans.models import Goal, Item, Note, Ownership, Phase, Plan
from plans.queries.visible import visible_notes


def document_of(plan: Plan, *, kept: bool = False) -> doc.PlanDocument:
    """Five statements, however long the plan. Its warnings belonged to the reading and are gone.

    A file is passed on: notes that are kept to the plan's people are in it only where `kept`, which is for comparing.
    """
    goals = _by_phase(Goal.objects.filter(phase__plan=plan).order_by("position"))
    items = _by_phase(Item.objects.filter(phase__plan=plan).order_by("position"))
    notes = _by_phase(visible_notes(plan, kept=kept))
    owners = _owners(plan)
    return doc.PlanDocument(
        title=plan.title,
        front_matter=plan.front_matter,
        phases=tuple(
            _phase(row, goals[row.pk], items[row.pk], notes[row.pk], owners)
            for row in plan.phases.order_by("position")
        ),
        notes=_notes(notes[None]),
    )


def _by_phase[Row: (Goal, Item, Note)](rows: Iterable[Row]) -> dict[int | None, list[Row]]:
    found: dict[int | None, list[Row]] = defaultdict(list)
    for row in rows:
        found[row.phase_id].append(row)
    return found


def _owners(plan: Plan) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    rows = Ownership.objects.filter(item__phase__plan=plan).order_by("position")
    for item, name in rows.values_list("item_id", "role__name"):
        found[item].append(name)
    return found


def _phase(
    row: Phase, goals: list[Goal], items: list[Item], notes: list[Note], owners: dict[int, list[str]]
) -> doc.Phase:
    return doc.Phase(
        title=row.title,
        label=row.label,
        first_week=row.first_week,
        last_week=row.last_week,
        headings=tuple((section, words) for section, words in row.headings),
        goals=tuple(doc.Goal(text=goal.text, done=goal.is_done) for goal in goals),
        items=tuple(_item(item, owners[item.pk]) for item in items),
        notes=_notes(notes),
        columns=tuple((section, field, words) for section, field, words in row.columns),
    )


def _item(row: Item, owners: list[str]) -> doc.Item:
    return doc.Item(
        kind=cast(Kind, row.kind),
        title=row.title,
        why=row.why,
        body=row.body,
        owners=tuple(owners),
        everyone=row.everyone,
        who=row.who,
        outcome=row.outcome_expected,
        effort=_effort(row),
        count=_count(row),
        due=_due(row),
        done=row.is_done,
        practice_key=row.practice_key,
        target_level=row.target_level,
        extras=tuple((header, words) for header, words in row.extras),
    )


def _effort(row: Item) -> doc.EffortRange | None:
    if row.effort_low is None or row.effort_high is None:
        return None
    return doc.EffortRange(row.effort_low, row.effort_high, cast(Unit, row.effort_unit), row.effort_words)


def _count(row: Item) -> doc.CountRange | None:
    if row.count_low is None or row.count_high is None:
        return None
    return doc.CountRange(row.count_low, row.count_high, row.count_words)


def _due(row: Item) -> doc.Due | None:
    if not row.due_kind:
        return None
    return doc.Due(cast(DueKind, row.due_kind), n=row.due_number or 0, day=row.pinned_on)


def _notes(rows: Iterable[Note]) -> tuple[doc.Note, ...]:
    return tuple(
        doc.Note(title=row.title, body=row.body, section=cast(Section, row.section), level=row.level)
        for row in rows
    )
