"""All phases of a plan or of a template, with every word of them, in the order of the document."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import cast

from plans.document.canonical import DEFAULT_HEADINGS
from plans.document.model import SECTION_OF, SECTIONS, Kind
from plans.models import Goal, Item, Note, Phase, Plan
from plans.queries.items import ItemLine, Owner, lines, roles_and_owners
from plans.queries.practices import practice_titles
from plans.queries.visible import visible_notes


@dataclass(frozen=True, slots=True)
class FullItem:
    """The line of an item, and the row with the rest of its words. `due` says when, where there is no date yet.

    `practice` is the title of the practice that it moves; the key as it was written, where no edition knows it.
    """

    line: ItemLine
    row: Item
    due: str
    practice: str


@dataclass(frozen=True, slots=True)
class SectionView:
    """One section under the heading that the document gave it; `goals` is empty in all but the goals."""

    key: str
    heading: str
    notes: Sequence[Note]
    goals: Sequence[Goal]
    items: Sequence[FullItem]


@dataclass(frozen=True, slots=True)
class PhaseView:
    """`opening` notes stand before the sections, `closing` ones after them. Dates are None in a template."""

    row: Phase
    number: int
    starts: date | None
    ends: date | None
    opening: Sequence[Note]
    sections: Sequence[SectionView]
    closing: Sequence[Note]
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class PhasesPage:
    """`notes` belong to the plan as a whole."""

    plan: Plan
    phases: Sequence[PhaseView]
    notes: Sequence[Note]
    weeks: int
    roles: Mapping[int, str]


@dataclass(frozen=True, slots=True)
class _Rows:
    """What is below the plan, by phase."""

    goals: Mapping[int | None, list[Goal]]
    items: Mapping[int | None, list[Item]]
    notes: Mapping[int | None, list[Note]]
    owners: Mapping[int, list[Owner]]
    practices: Mapping[str, str]
    today: date


def phases_page(plan: Plan, *, today: date, kept: bool = False) -> PhasesPage:
    """Six statements, however long the plan. With notes that are kept to its people where `kept`."""
    roles, owners = roles_and_owners(plan)
    rows = _Rows(
        goals=_by_phase(Goal.objects.filter(phase__plan=plan).order_by("position")),
        items=_by_phase(Item.objects.filter(phase__plan=plan).order_by("position")),
        notes=_by_phase(visible_notes(plan, kept=kept)),
        owners=owners,
        practices=practice_titles(),
        today=today,
    )
    phases = list(plan.phases.order_by("position"))
    return PhasesPage(
        plan=plan,
        phases=[_phase(plan, phase, rows) for phase in phases],
        notes=rows.notes[None],
        weeks=max((phase.last_week for phase in phases), default=1),
        roles=roles,
    )


def _by_phase[Row: (Goal, Item, Note)](rows: Iterable[Row]) -> dict[int | None, list[Row]]:
    found: dict[int | None, list[Row]] = defaultdict(list)
    for row in rows:
        found[row.phase_id].append(row)
    return found


def _phase(plan: Plan, phase: Phase, rows: _Rows) -> PhaseView:
    notes = [note for note in rows.notes[phase.pk] if not note.section]
    items = rows.items[phase.pk]
    return PhaseView(
        row=phase,
        number=phase.position + 1,
        starts=plan.start and plan.start + timedelta(weeks=phase.first_week - 1),
        ends=plan.start and plan.start + timedelta(weeks=phase.last_week, days=-1),
        opening=[note for note in notes if not note.level],
        sections=_sections(phase, rows),
        closing=[note for note in notes if note.level],
        done=sum(item.is_done for item in items),
        total=len(items),
    )


def _sections(phase: Phase, rows: _Rows) -> list[SectionView]:
    """Those that the document names, in its order, then those that it only fills."""
    words = dict(phase.headings)
    made = [
        _section(key, words.get(key) or DEFAULT_HEADINGS[key], phase, rows)
        for key in dict.fromkeys((*words, *SECTIONS))
    ]
    return [section for section in made if section.notes or section.goals or section.items]


def _section(key: str, heading: str, phase: Phase, rows: _Rows) -> SectionView:
    items = [item for item in rows.items[phase.pk] if SECTION_OF[cast(Kind, item.kind)] == key]
    short = lines(items, rows.owners, rows.today)
    return SectionView(
        key=key,
        heading=heading,
        notes=[note for note in rows.notes[phase.pk] if note.section == key],
        goals=rows.goals[phase.pk] if key == "goals" else (),
        items=[
            FullItem(line, row, due_words(row, phase), rows.practices.get(row.practice_key, row.practice_key))
            for line, row in zip(short, items, strict=True)
        ],
    )


def due_words(item: Item, phase: Phase) -> str:
    """When an item of a template is due: an offset, since it has no date before the plan starts."""
    if item.due_kind == Item.DueKind.WORKING_DAY:
        return f"working day {item.due_number}"
    if item.due_kind == Item.DueKind.PINNED and item.pinned_on:
        return f"{item.pinned_on.day} {item.pinned_on:%b %Y}"
    return f"end of week {item.due_number or phase.last_week}"
