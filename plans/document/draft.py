"""A phase while it is read, and what the reading of each section needs from it."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from plans.document.headings import PhaseHeading
from plans.document.model import Goal, Item, Note, Phase, Section
from plans.document.source import MOST_COLUMNS, Source
from plans.document.text import plain, unfence


@dataclass(slots=True)
class PhaseDraft:
    """What was found so far under one phase heading; `line` is counted from 0."""

    source: Source
    heading: PhaseHeading
    line: int
    depth: int
    headings: list[tuple[Section, str]] = field(default_factory=list)
    goals: list[Goal] = field(default_factory=list)
    items: list[Item] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    columns: dict[tuple[Section, str, str], None] = field(default_factory=dict)

    def add_goal(self, goal: Goal, line: int) -> None:
        """Keep a goal."""
        self.source.spend(line)
        self.source.mark(line, "goal", read=goal)
        self.goals.append(goal)

    def add_item(self, item: Item, line: int) -> None:
        """Keep an item."""
        self.source.spend(line)
        self.source.mark(line, "item", read=item)
        self.items.append(item)

    def add_note(self, note: Note, line: int) -> None:
        """Keep a note that says something."""
        if note.body or note.level:
            self.source.spend(line)
            self.notes.append(note)

    def add_text(self, section: Section, text: str, line: int) -> None:
        """Keep text without a heading as a note of its section."""
        self.add_note(Note("", unfence(text), section), line)

    def see_words(self, section: Section, field_name: str, words: str, line: int) -> None:
        """Remember how the plan calls a column, or everyone. A second word for the same is kept beside it."""
        words = plain(words)
        if not words:
            return
        known = next((w for s, f, w in self.columns if (s, f) == (section, field_name)), words)
        if known.casefold() == words.casefold():
            words = known
        elif field_name != "extra":
            if section == "goals":
                self.source.warn(line, f'"{words}" means "{known}" here; it is kept as a note of the goals')
                self.add_text(section, words, line)
                return
            self.source.warn(line, f'"{words}" means "{known}" here; an export has it as a column of its own')
            field_name = "extra"
        self.columns[section, field_name, words] = None
        if len(self.columns) > MOST_COLUMNS:
            self.source.fail(
                line, f"the tables of a phase have at most {MOST_COLUMNS} columns with different names"
            )

    def see_headers(self, section: Section, headers: Iterable[str], fields: Iterable[str], line: int) -> None:
        """Remember the headers of a table."""
        for header, name in zip(headers, fields, strict=True):
            self.see_words(section, name or "extra", header, line)

    def roles(self) -> frozenset[str]:
        """The owners named so far."""
        return frozenset(name for item in self.items for name in item.owners)

    def phase(self) -> Phase:
        """The phase as it was read, not yet in canonical form."""
        head = self.heading
        return Phase(
            head.title,
            head.label,
            head.first_week,
            head.last_week,
            tuple(self.headings),
            tuple(self.goals),
            tuple(self.items),
            tuple(self.notes),
            tuple(self.columns),
        )
