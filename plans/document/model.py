"""What a plan's Markdown says, as values. Nothing here knows about files, Django or the database."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

Kind = Literal["activity", "quick_win", "deliverable", "meeting"]
Section = Literal["", "goals", "activities", "quick_wins", "deliverables", "meetings"]
DueKind = Literal["week_end", "working_day", "pinned"]
Unit = Literal["minutes", "hours", "days", "weeks"]
MarkKind = Literal[
    "front_matter", "title", "phase", "section", "owner", "heading", "columns", "goal", "item", "text"
]

SECTIONS: tuple[Section, ...] = ("goals", "activities", "quick_wins", "deliverables", "meetings")
SECTION_OF: dict[Kind, Section] = {
    "activity": "activities",
    "quick_win": "quick_wins",
    "deliverable": "deliverables",
    "meeting": "meetings",
}
KIND_OF: dict[Section, Kind] = {section: kind for kind, section in SECTION_OF.items()}


class DocumentError(ValueError):
    """A plan that cannot be read. `str()` is "file:line: message"; lines count from 1."""

    def __init__(self, file: str, line: int, message: str) -> None:
        super().__init__(f"{file}:{line}: {message}")
        self.file, self.line, self.message = file, line, message


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One Markdown file that somebody handed in."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class PlanWarning:
    """Something that was read, or kept as a note, in a way that the author may not expect."""

    file: str
    line: int
    message: str


@dataclass(frozen=True, slots=True)
class EffortRange:
    """How long an item takes: `low` to `high` (equal for a single figure) of `unit`; `words` as written."""

    low: int
    high: int
    unit: Unit
    words: str


@dataclass(frozen=True, slots=True)
class CountRange:
    """How many things an item asks for ("6-8 engineers"): done at `low`, shown towards `high`."""

    low: int
    high: int
    words: str


@dataclass(frozen=True, slots=True)
class Due:
    """When an item is due: the end of plan week `n`, working day `n`, or the pinned `day`."""

    kind: DueKind
    n: int = 0
    day: date | None = None


@dataclass(frozen=True, slots=True)
class Goal:
    """One goal of a phase, in the author's Markdown."""

    text: str
    done: bool = False


@dataclass(frozen=True, slots=True)
class Item:
    """Something to do in a phase.

    `owners[0]` is accountable; `everyone` is "All" and may stand beside named owners. `due` is None for the
    end of the phase's last week. `title`, `why`, `who` and `outcome` are one line of inline Markdown, `body`
    is a block of Markdown, word for word. `extras` are table columns with other headers, sorted by header.
    """

    kind: Kind
    title: str
    why: str = ""
    body: str = ""
    owners: tuple[str, ...] = ()
    everyone: bool = False
    who: str = ""
    outcome: str = ""
    effort: EffortRange | None = None
    count: CountRange | None = None
    due: Due | None = None
    done: bool = False
    practice_key: str = ""
    target_level: int | None = None
    extras: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Note:
    """Text with no structure of its own, word for word.

    `level` is 0 without a heading. With one it is the depth of the heading: in a phase counted from the phase
    (1 = as deep as its sections), at plan level from the file (1 = "#").
    """

    title: str
    body: str
    section: Section = ""
    level: int = 0


@dataclass(frozen=True, slots=True)
class Phase:
    """A run of plan weeks, first and last included.

    `headings` are the sections in their order, each with its heading as written. `columns` are words of tables
    that the export could not know otherwise: (section, field, words).
    """

    title: str
    label: str
    first_week: int
    last_week: int
    headings: tuple[tuple[Section, str], ...] = ()
    goals: tuple[Goal, ...] = ()
    items: tuple[Item, ...] = ()
    notes: tuple[Note, ...] = ()
    columns: tuple[tuple[Section, str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Mark:
    """What was read at a line of a file (from 1); it holds until the next mark of that file.

    "heading" and "text" are kept as notes, "columns" is the head of a table. `words`, `depth` and the number of
    `lines` are those of a heading. `section` and `weeks` are of the section and the phase that it opens or stands in.
    """

    file: str
    line: int
    kind: MarkKind
    words: str = ""
    depth: int = 0
    lines: int = 0
    section: Section = ""
    read: Goal | Item | None = None
    weeks: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class PlanDocument:
    """A whole plan: phases sorted by weeks, and what stands outside of them."""

    title: str = ""
    front_matter: str = ""
    phases: tuple[Phase, ...] = ()
    notes: tuple[Note, ...] = ()
    warnings: tuple[PlanWarning, ...] = ()

    @property
    def roles(self) -> tuple[str, ...]:
        """Names of owners in order of first appearance; never the words for everyone."""
        return tuple(
            dict.fromkeys(name for phase in self.phases for item in phase.items for name in item.owners)
        )


@dataclass(frozen=True, slots=True)
class Reading:
    """A plan, and where in its files each part of it was read: marks by file, in the order of their lines."""

    document: PlanDocument
    marks: tuple[Mark, ...]
