"""A reading beside its text: each line or block of the files, and in words what it was understood as."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from plans.document.assigning import Heading, Meaning, headings_in
from plans.document.model import Due, Goal, Item, Mark, PlanWarning, Reading, SourceFile
from plans.document.source import lines_of
from plans.document.text import one_line
from plans.document.values import format_due, format_practice

MEANINGS: dict[Meaning, str] = {
    "goals": "goals",
    "activities": "activities",
    "quick_wins": "quick wins",
    "deliverables": "deliverables",
    "meetings": "meetings",
    "note": "a note",
    "phase": "a phase",
    "title": "the plan’s title",
    "owner": "who does what follows",
}
_PLAIN = {
    "front_matter": "front matter, kept as it is",
    "columns": "columns of a table",
    "title": "title of the plan",
    "owner": "owner of what follows",
    "heading": "heading, kept as a note",
    "text": "kept as a note",
}


@dataclass(frozen=True, slots=True)
class Understood:
    """Lines `first` to `last` of a file (from 1) and what they are: the kind in a word or two, and what it says.

    `heading` is there where they can be read as something else.
    """

    first: int
    last: int
    text: str
    kind: str
    facts: Sequence[str] = ()
    is_note: bool = False
    heading: Heading | None = None
    warnings: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class UnderstoodFile:
    name: str
    blocks: Sequence[Understood] = field(default_factory=tuple)


def understood(files: Sequence[SourceFile], reading: Reading) -> list[UnderstoodFile]:
    """Every line that says anything, by file, in the order in which the files were read."""
    texts = {file.name: lines_of(file) for file in files}
    headings = {(each.mark.file, each.mark.line): each for each in headings_in(reading.marks)}
    found = []
    for name, marks in groupby(reading.marks, key=lambda mark: mark.file):
        warnings = [warning for warning in reading.document.warnings if warning.file == name]
        blocks = _blocks(texts[name], list(marks), headings, warnings)
        found.append(UnderstoodFile(name, list(blocks)))
    return found


def _blocks(
    lines: list[str],
    marks: Sequence[Mark],
    headings: dict[tuple[str, int], Heading],
    warnings: Iterable[PlanWarning],
) -> Iterator[Understood]:
    ends = [mark.line for mark in marks[1:]] + [len(lines) + 1]
    for mark, end in zip(marks, ends, strict=True):
        text = "\n".join(lines[mark.line - 1 : end - 1]).rstrip()
        kind, facts = _said(mark)
        yield Understood(
            first=mark.line,
            last=mark.line + text.count("\n"),
            text=text,
            kind=kind,
            facts=facts,
            is_note=mark.kind in ("heading", "text"),
            heading=headings.get((mark.file, mark.line)),
            warnings=[w.message for w in warnings if mark.line <= max(w.line, marks[0].line) < end],
        )


def _said(mark: Mark) -> tuple[str, list[str]]:
    if isinstance(mark.read, Item):
        return mark.read.kind.replace("_", " "), _facts(mark.read, mark.weeks)
    if isinstance(mark.read, Goal):
        return "goal", ["reached"] if mark.read.done else []
    if mark.kind == "phase":
        return "phase", [_weeks(mark.weeks)]
    if mark.kind == "section":
        return "section", [MEANINGS[mark.section]]
    return _PLAIN[mark.kind], []


def _weeks(weeks: tuple[int, int] | None) -> str:
    first, last = weeks or (0, 0)
    return f"week {first}" if first == last else f"weeks {first}–{last}"


def _facts(item: Item, weeks: tuple[int, int] | None) -> list[str]:
    due = item.due or Due("week_end", (weeks or (0, 0))[1])
    told = [
        _owners(item),
        f"with {item.who}" if item.who else "",
        f"why: {item.why}" if item.why else "",
        f"outcome: {item.outcome}" if item.outcome else "",
        f"due {_lower_first(format_due(due))}",
        f"effort {item.effort.words}" if item.effort else "",
        f"counts {item.count.low} to {item.count.high}" if item.count else "",
        f"practice {format_practice(item.practice_key, item.target_level)}" if item.practice_key else "",
        "done" if item.done else "",
        *(one_line(f"{header}: {value}") for header, value in item.extras),
        "with text below it" if item.body else "",
    ]
    return [fact for fact in told if fact]


def _owners(item: Item) -> str:
    """A meeting without an owner is the lead's, as ever; whatever else has none lacks one."""
    names = [*item.owners, "everybody"] if item.everyone else item.owners
    if not names:
        return "" if item.kind == "meeting" else "no owner yet"
    return f"{'owner' if len(names) == 1 else 'owners'} {', '.join(names)}"


def _lower_first(text: str) -> str:
    return text[:1].lower() + text[1:]
