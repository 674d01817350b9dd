"""A plan written as one Markdown file that reads back as the same plan."""

from collections.abc import Sequence
from dataclasses import replace

from plans.document.blocks import parse_blocks
from plans.document.canonical import canonical
from plans.document.guard import note_body, write_heading
from plans.document.lists import SectionWriter, write_goals
from plans.document.model import Item, Note, Phase, PlanDocument, Section
from plans.document.text import join_blocks


def write_plan(document: PlanDocument) -> str:
    """The plan as one Markdown file. `read_plan` of it gives `canonical(document)`, warnings aside."""
    document = canonical(document)
    depth = _phase_depth(document)
    before, after = _around_phases(document)
    front_matter = f"---\n{document.front_matter}\n---" if document.front_matter else ""
    blocks = (
        front_matter,
        write_heading(document.title, 1) if document.title else "",
        *(_plan_note(note) for note in before),
        *(_phase(phase, depth) for phase in document.phases),
        *(_plan_note(note) for note in after),
    )
    return join_blocks(*blocks) + "\n"


def write_files(document: PlanDocument) -> dict[str, str]:
    """The plan as one file for each phase, by name. `read_plan` of them gives `canonical(document)`, too.

    What stands outside of the phases is a file of its own. Without a title it stands with the first phase, as a
    heading before any phase would become the title.
    """
    document = canonical(document)
    apart = 0 if document.title else 1
    outside = replace(document, phases=document.phases[:apart])
    files = {"00-plan.md": write_plan(outside)}
    for n, phase in enumerate(document.phases[apart:], start=1 + apart):
        files[f"{n:02}-weeks-{phase.first_week}-{phase.last_week}.md"] = write_plan(
            PlanDocument(phases=(phase,))
        )
    return files


def _phase_depth(document: PlanDocument) -> int:
    """Phases stand under the title, or beside it where something inside them needs the room."""
    deep = any(note.level > 4 for phase in document.phases for note in phase.notes)
    inner = any(_has_headings(item) for phase in document.phases for item in phase.items)
    return 2 if document.title and not deep and not inner else 1


def _has_headings(item: Item) -> bool:
    return "#" in item.body and any(block.kind == "heading" for block in parse_blocks(item.body))


def _around_phases(document: PlanDocument) -> tuple[Sequence[Note], Sequence[Note]]:
    """Notes before and after the phases: without a title, a first-level note before them would become it."""
    notes = document.notes
    first = next((i for i, note in enumerate(notes) if note.level == 1), len(notes))
    cut = len(notes) if document.title else first
    return notes[:cut], notes[cut:]


def _plan_note(note: Note) -> str:
    if not note.level:
        return note_body(note.body, "")
    return join_blocks(write_heading(note.title, note.level), note_body(note.body, ""))


def _phase(phase: Phase, depth: int) -> str:
    heading = f"{phase.label}: {phase.title}" if phase.title else phase.label
    own = [note for note in phase.notes if not note.section]
    bare, headed = [n for n in own if not n.level], [n for n in own if n.level]
    # A deeper heading after the sections would belong to the last of them.
    early = bool(headed) and headed[0].level > 1
    sections = (_section(phase, section, words, depth) for section, words in phase.headings)
    return join_blocks(
        write_heading(heading, depth),
        *(note_body(note.body, "") for note in bare),
        *(_headed(note, depth) for note in headed if early),
        *sections,
        *(_headed(note, depth) for note in headed if not early),
    )


def _headed(note: Note, depth: int) -> str:
    return join_blocks(write_heading(note.title, depth + note.level), note_body(note.body, note.section))


def _section(phase: Phase, section: Section, words: str, depth: int) -> str:
    notes = [note for note in phase.notes if note.section == section]
    return join_blocks(
        write_heading(words, depth + 1),
        *(note_body(note.body, section) for note in notes if not note.level),
        write_goals(phase) if section == "goals" else SectionWriter(phase, section, depth).write(),
        *(_headed(note, depth) for note in notes if note.level),
    )
