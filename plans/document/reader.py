"""Files of Markdown read into a plan. Whatever is not recognised is kept, word for word, as a note."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from plans.document.canonical import canonical
from plans.document.draft import PhaseDraft
from plans.document.headings import PhaseHeading, default_label, phase_heading, section_kind
from plans.document.model import Mark, Note, PlanDocument, PlanWarning, Reading, SourceFile
from plans.document.sections import read_section
from plans.document.source import Budget, Part, Source, in_order, open_source
from plans.document.tables import check_not_a_table
from plans.document.text import one_line, unfence

NO_PHASE = (
    "no phase was found: begin each phase with a heading that names its weeks, such as "
    '"## Weeks 1-2: Listen and learn"; everything is kept as notes'
)


def read_plan(files: Sequence[SourceFile]) -> PlanDocument:
    """The plan that some files make up, in any order; they are read in the order of their names, 2 before 10.

    DocumentError where a file cannot be read without losing something, or goes over the limits.
    """
    return read_with_marks(files).document


def read_with_marks(files: Sequence[SourceFile]) -> Reading:
    """The plan of `read_plan`, and where each part of it was read."""
    budget = Budget()
    sources = [open_source(file, budget) for file in sorted(files, key=lambda file: in_order(file.name))]
    readers = [_FileReader(source) for source in sources]
    for reader in readers:
        reader.read()
    drafts = sorted(
        (d for r in readers for d in r.phases), key=lambda d: (d.heading.first_week, d.heading.last_week)
    )
    _warn_about_weeks(drafts, sources)
    document = PlanDocument(
        title=next((reader.title for reader in readers if reader.title), ""),
        front_matter="\n".join(source.front_matter for source in sources if source.front_matter),
        phases=tuple(draft.phase() for draft in drafts),
        notes=_plan_notes(readers),
        warnings=_sorted_warnings(sources),
    )
    return Reading(canonical(document), tuple(_marks(sources)))


def _marks(sources: Sequence[Source]) -> Iterator[Mark]:
    """All marks by file and line; a second file's title is a note."""
    titled = False
    for source in sources:
        for mark in sorted(source.marks, key=lambda mark: mark.line):
            yield replace(mark, kind="heading") if mark.kind == "title" and titled else mark
            titled = titled or mark.kind == "title"


def _plan_notes(readers: Sequence["_FileReader"]) -> tuple[Note, ...]:
    """All plan-level notes; a second file's title is one of them."""
    notes: list[Note] = []
    titled = False
    for reader in readers:
        again = bool(reader.title) and titled
        first = Note(reader.title, reader.title_text, "", 1) if again else Note("", reader.title_text)
        notes += [first, *reader.notes]
        titled = titled or bool(reader.title)
    return tuple(notes)


def _warn_about_weeks(drafts: Sequence[PhaseDraft], sources: Sequence[Source]) -> None:
    if not drafts and sources:
        sources[0].warn(0, NO_PHASE)
    latest: PhaseDraft | None = None
    for draft in drafts:
        if latest is not None and draft.heading.first_week <= latest.heading.last_week:
            draft.source.warn(draft.line, f"{_weeks(draft.heading)} overlap with {_weeks(latest.heading)}")
        if latest is None or draft.heading.last_week > latest.heading.last_week:
            latest = draft


def _weeks(heading: PhaseHeading) -> str:
    label = default_label(heading.first_week, heading.last_week)
    return f'the weeks of "{heading.title or heading.label}" ({label})'


def _sorted_warnings(sources: Sequence[Source]) -> tuple[PlanWarning, ...]:
    return tuple(w for source in sources for w in sorted(source.warnings, key=lambda w: w.line))


class _FileReader:
    """Walks over the parts of one file; collects its title, plan-level notes and phases."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.title = ""
        self.title_text = ""
        self.notes: list[Note] = []
        self.phases: list[PhaseDraft] = []
        self._phase: PhaseDraft | None = None

    def read(self) -> None:
        parts = self.source.parts()
        at = 0
        while at < len(parts):
            at = self._read_part(parts, at)

    def _read_part(self, parts: Sequence[Part], at: int) -> int:
        """Read one part, or a section with all that is under it; the place of the next."""
        part = parts[at]
        if self._phase and part.heading and part.heading.text.startswith("|"):
            check_not_a_table(self.source, part.heading)
        if part.heading is None:
            self._add_plan_text(part)
        elif (opened := self._opened(part)) is not None:
            self._open_phase(part, opened)
        elif self._phase is None or part.heading.depth <= self._phase.depth:
            self._phase = self.source.weeks = None
            self._add_plan_heading(part)
        else:
            return self._read_in_phase(self._phase, parts, at)
        return at + 1

    def _opened(self, part: Part) -> PhaseHeading | None:
        try:
            return phase_heading(part.heading.text) if part.heading else None
        except ValueError as error:
            self.source.fail(part.line, str(error))

    def _open_phase(self, part: Part, opened: PhaseHeading) -> None:
        self.source.spend(part.line)
        depth = part.heading.depth if part.heading else 1
        self._phase = PhaseDraft(self.source, opened, part.line, depth)
        self.source.weeks = opened.first_week, opened.last_week
        self.source.mark(part.line, "phase", heading=part.heading)
        if opened.assumed:
            weeks = default_label(opened.first_week, opened.last_week)
            self.source.warn(part.line, f'"{opened.label}" gives no weeks; it is read as {weeks}')
        self.phases.append(self._phase)
        self._phase.add_note(Note("", self._text(part)), part.first)
        self.source.mark_text(part.first, part.last)

    def _add_plan_text(self, part: Part) -> None:
        text = self._text(part)
        if text:
            self.source.spend(part.line)
            self.source.mark_text(part.first, part.last)
            self.notes.append(Note("", text))

    def _add_plan_heading(self, part: Part) -> None:
        depth, title = (part.heading.depth, one_line(part.heading.text)) if part.heading else (0, "")
        is_title = depth == 1 and bool(title) and not self.title and not self.phases
        self.source.mark(part.line, "title" if is_title else "heading", heading=part.heading)
        self.source.mark_text(part.first, part.last)
        if is_title:
            self.title, self.title_text = title, self._text(part)
            return
        self.source.spend(part.line)
        self.notes.append(Note(title, self._text(part), "", depth))

    def _read_in_phase(self, phase: PhaseDraft, parts: Sequence[Part], at: int) -> int:
        part = parts[at]
        depth, words = (part.heading.depth, part.heading.text) if part.heading else (0, "")
        section = section_kind(words)
        if not section:
            phase.add_note(Note(one_line(words), self._text(part), "", depth - phase.depth), part.line)
            self.source.mark(part.line, "heading", heading=part.heading)
            self.source.mark_text(part.first, part.last)
            return at + 1
        end = at + 1
        while end < len(parts) and _depth(parts[end]) > depth:
            end += 1
        read_section(phase, section, part, parts[at + 1 : end])
        return end

    def _text(self, part: Part) -> str:
        return unfence(self.source.text(part.first, part.last))


def _depth(part: Part) -> int:
    return part.heading.depth if part.heading else 0
