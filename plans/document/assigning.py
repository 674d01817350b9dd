"""Headings that are to be read as something else: their words are changed so that they say it, and none is dropped.

What is changed is the text, so that an export reads the same way as what was seen before saving.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from plans.document.canonical import DEFAULT_HEADINGS
from plans.document.guard import write_heading
from plans.document.headings import default_label, phase_heading, section_kind
from plans.document.model import SECTIONS, DocumentError, Mark, Section, SourceFile
from plans.document.source import lines_of
from plans.document.text import one_line
from plans.document.values import opens_phase

type Meaning = Section | Literal["title", "phase", "note", "owner"]
type Place = tuple[str, int]
"""A heading: the name of its file, and its line from 1."""

NOTE_WORD = "Note"
_WEEKS = re.compile(r"(?:weeks?\s*)?(\d{1,3})(?:\s*(?:-|–|—|to)\s*(\d{1,3}))?", re.IGNORECASE)
_QUICK_WIN = re.compile(r"\b(quick)([\s-])(wins?\b.*)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Assignment:
    """What a heading shall be; for a phase with its weeks in words, "3-4"."""

    meaning: Meaning
    weeks: str = ""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading that can be assigned: what it is, what it may be, and how deep it has to be for that."""

    mark: Mark
    meaning: Meaning
    choices: tuple[Meaning, ...]
    depth: int


def headings_in(marks: Iterable[Mark]) -> Iterator[Heading]:
    """The headings of some files that can be read as something else, in their order.

    One below the heading of a section rises to its depth when it becomes a section itself.
    """
    section_depth = 1
    for mark in marks:
        if mark.kind == "section":
            section_depth = mark.depth
        if not mark.depth:
            continue
        meaning = _meaning(mark)
        inside = mark.kind in ("owner", "heading") and bool(mark.section)
        yield Heading(mark, meaning, _choices(mark, meaning), section_depth if inside else mark.depth)


def _meaning(mark: Mark) -> Meaning:
    match mark.kind:
        case "title" | "phase" | "owner":
            return mark.kind
        case "section":
            return mark.section
        case _:
            return "note"


def _choices(mark: Mark, meaning: Meaning) -> tuple[Meaning, ...]:
    if meaning in ("title", "owner"):
        return (meaning, *(SECTIONS if meaning == "owner" else ("phase",)))
    if meaning == "phase" or mark.weeks is None:
        return ("phase", "note")
    return (*SECTIONS, "note") if mark.section and meaning == "note" else (*SECTIONS, "note", "phase")


def assign(
    files: Sequence[SourceFile], marks: Iterable[Mark], wanted: Mapping[Place, Assignment]
) -> list[SourceFile]:
    """The files with those headings changed that shall be something else; all lines keep their numbers.

    DocumentError where the weeks of a phase cannot be read. Places without a heading, and meanings that a heading
    cannot have, are left alone.
    """
    lines = {file.name: lines_of(file) for file in files}
    for heading in headings_in(marks):
        mark = heading.mark
        asked = wanted.get((mark.file, mark.line))
        if asked and asked.meaning != heading.meaning and asked.meaning in heading.choices:
            _write(lines[mark.file], heading, _words(mark, asked))
    return [replace(file, text="\n".join(lines[file.name])) for file in files]


def _write(lines: list[str], heading: Heading, words: str) -> None:
    """One line of `#`; of an underlined heading the other lines become blank."""
    first = heading.mark.line - 1
    last = first + heading.mark.lines
    lines[first:last] = [write_heading(words, heading.depth), *[""] * (last - first - 1)]


def _words(mark: Mark, asked: Assignment) -> str:
    words = _without_word(mark.words)
    if asked.meaning == "phase":
        return f"{_label(mark, asked.weeks)}: {words}"
    if asked.meaning == "note":
        return _first(words, NOTE_WORD, lambda text: not section_kind(text) and not opens_phase(text))
    section: Section = asked.meaning  # type: ignore[assignment]  # nothing else is left among the choices
    usual = DEFAULT_HEADINGS[section]
    return _first(words, usual, lambda text: section_kind(text) == section and not opens_phase(text))


def _first(words: str, word: str, fits: Callable[[str], bool]) -> str:
    """The words alone, or behind one that says what they are; emphasis hides what would still say something else."""
    hidden = _QUICK_WIN.sub(r"\1\2*\3*", words)
    tries = (words, f"{word}: {words}", f"{word}: {hidden}", f"{word}: *{words}*")
    return next((text for text in tries if fits(text)), tries[-1])


def _without_word(words: str) -> str:
    """The words without one that an earlier assignment put before them."""
    for word in (NOTE_WORD, *DEFAULT_HEADINGS.values()):
        rest = words.removeprefix(f"{word}: ")
        if rest != words and rest.strip():
            return rest
    return words


def _label(mark: Mark, weeks: str) -> str:
    found = _WEEKS.fullmatch(one_line(weeks))
    if found is None:
        said = f"“{weeks}” gives no weeks" if weeks else "a phase needs its weeks"
        raise DocumentError(mark.file, mark.line, f"{said}: write them as 3-4, or as 3")
    first, last = int(found[1]), int(found[2] or found[1])
    label = default_label(first, last)
    try:
        phase_heading(label)
    except ValueError as error:
        raise DocumentError(mark.file, mark.line, str(error)) from error
    return label
