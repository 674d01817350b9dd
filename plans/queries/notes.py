"""All notes of a plan: of the whole of it, then phase by phase."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from common.markdown import first_words, plain_text
from plans.clock import Clock
from plans.document.canonical import DEFAULT_HEADINGS
from plans.models import Note, Phase, Plan
from plans.queries.visible import visible_notes
from plans.queries.week import clock_of
from teams.models import Event

SHORT = 60  # characters of a note without a title that stand for one


@dataclass(frozen=True, slots=True)
class NoteView:
    """`name` stands for the note in lists; `section` is the usual heading of the part that it belongs to, or ""."""

    row: Note
    name: str
    section: str


@dataclass(frozen=True, slots=True)
class NoteGroup:
    """Notes of one phase; `number` is 0 for those of the whole plan."""

    number: int
    title: str
    notes: Sequence[NoteView]


@dataclass(frozen=True, slots=True)
class NotesPage:
    """`groups` are those that have notes."""

    clock: Clock
    groups: Sequence[NoteGroup]

    @property
    def total(self) -> int:
        return sum(len(group.notes) for group in self.groups)


def notes_page(plan: Plan, *, today: date, kept: bool = False) -> NotesPage:
    """Two statements, however long the plan. With notes that are kept to its people where `kept`."""
    phases = list(plan.phases.order_by("position"))
    notes = list(visible_notes(plan, kept=kept))
    places: list[Phase | None] = [None, *phases]
    groups = [
        _group(phase, [note for note in notes if note.phase_id == (phase and phase.pk)]) for phase in places
    ]
    return NotesPage(clock_of(plan, phases, today), [group for group in groups if group.notes])


def _group(phase: Phase | None, notes: Sequence[Note]) -> NoteGroup:
    title = plain_text(phase.title or phase.label) if phase else "The whole plan"
    return NoteGroup(phase.position + 1 if phase else 0, title, [note_view(note) for note in notes])


def note_view(note: Note) -> NoteView:
    name = plain_text(note.title) or first_words(note.body, SHORT) or "Note"
    section = dict(DEFAULT_HEADINGS).get(note.section, "")  # type: ignore[call-overload]  # "" is of no section
    return NoteView(note, name, section)


def last_event(note: Note) -> Event | None:
    """What was done last to a note that is there or was."""
    rows = Event.objects.filter(subject_type=Note._meta.label_lower, subject_id=note.pk)
    return rows.order_by("-pk").first()
