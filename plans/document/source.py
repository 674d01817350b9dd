"""Files of a plan on their way in: bytes into text, front matter apart, lines with numbers, and the limits."""

import codecs
import re
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import NoReturn

from plans.document.blocks import Block, parse_blocks
from plans.document.model import DocumentError, Goal, Item, Mark, MarkKind, PlanWarning, Section, SourceFile
from plans.document.text import one_line, tidy

MOST_BYTES = 2_000_000
MOST_LINES = 20_000
MOST_ENTRIES = 5_000
MOST_COLUMNS = 100
_DIGITS = re.compile(r"(\d{1,18})", re.ASCII)
_KEY_OR_COMMENT = re.compile(r"[\w-]+[ \t]*:|#")


def decode(name: str, data: bytes) -> SourceFile:
    """The text of an uploaded file. DocumentError where it is empty, too large, or not text in UTF-8."""
    if len(data) > MOST_BYTES:
        raise DocumentError(
            name, 1, "the file is larger than 2 MB; a plan is far smaller: split or shorten it"
        )
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        data = _from_utf_16(name, data)
    if b"\0" in data:
        raise DocumentError(
            name, data[: data.index(b"\0")].count(b"\n") + 1, "this is a binary file, not Markdown"
        )
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise DocumentError(
            name,
            line,
            "the text is not UTF-8, but perhaps Windows-1252: save the file as UTF-8 and try again",
        ) from None
    if not text.strip():
        raise DocumentError(name, 1, "the file is empty")
    return SourceFile(name, text)


def _from_utf_16(name: str, data: bytes) -> bytes:
    try:
        return data.decode("utf-16").encode()
    except UnicodeError:
        raise DocumentError(
            name, 1, "the text begins as UTF-16 and is none: save the file as UTF-8 and try again"
        ) from None


def in_order(name: str) -> list[tuple[int, str]]:
    """A key that sorts names as people number them: "2-mend.md" before "10-rest.md"."""
    found = _DIGITS.split(name)
    return [(int(part), "") if at % 2 else (0, part.casefold()) for at, part in enumerate(found)]


@dataclass(slots=True)
class Budget:
    """What may still be read, over all files of a plan."""

    lines: int = MOST_LINES
    entries: int = MOST_ENTRIES


@dataclass(frozen=True, slots=True)
class Part:
    """A heading, if there is one, and what stands between it and the next: lines half-open, from 0."""

    heading: Block | None
    blocks: tuple[Block, ...]
    first: int
    last: int

    @property
    def line(self) -> int:
        """The line of the heading, or of the first text."""
        return self.heading.first if self.heading else self.first


@dataclass(slots=True)
class Source:
    """One file while it is read. Lines are counted from 0 here, and from 1 in what people see."""

    name: str
    budget: Budget
    front_matter: str
    lines: list[str]
    warnings: list[PlanWarning] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    weeks: tuple[int, int] | None = None

    def warn(self, line: int, message: str) -> None:
        """Keep a warning about a line."""
        self.warnings.append(PlanWarning(self.name, line + 1, message))

    def fail(self, line: int, message: str) -> NoReturn:
        """Refuse the file because of a line."""
        raise DocumentError(self.name, line + 1, message)

    def mark(
        self,
        line: int,
        kind: MarkKind,
        *,
        heading: Block | None = None,
        section: Section = "",
        read: Goal | Item | None = None,
    ) -> None:
        """Keep what was read at a line, in the phase that is open."""
        mark = Mark(self.name, line + 1, kind, section=section, read=read, weeks=self.weeks)
        if heading:
            lines = heading.last - heading.first
            mark = replace(mark, words=one_line(heading.text), depth=heading.depth, lines=lines)
        self.marks.append(mark)

    def mark_text(self, first: int, last: int) -> None:
        """Mark the lines, half-open, as kept text where they say anything."""
        if tidy(self.text(first, last)):
            line = next(at for at in range(first, last) if self.lines[at].strip())
            self.mark(line, "text")

    def spend(self, line: int) -> None:
        """Count one phase, goal, item or note."""
        self.budget.entries -= 1
        if self.budget.entries < 0:
            self.fail(
                line, f"a plan holds at most {MOST_ENTRIES} goals, items and notes, and this is one more"
            )

    def text(self, first: int, last: int) -> str:
        """The lines, half-open, as they were written."""
        return "\n".join(self.lines[first:last])

    def parts(self) -> list[Part]:
        """The file cut at its headings."""
        blocks = parse_blocks("\n".join(self.lines))
        cuts = [i for i, block in enumerate(blocks) if block.kind == "heading"]
        before = blocks[: cuts[0]] if cuts else blocks
        found = [Part(None, before, 0, self._line_of(blocks, len(before)))]
        found += [
            Part(blocks[cut], blocks[cut + 1 : end], blocks[cut].last, self._line_of(blocks, end))
            for cut, end in pairwise([*cuts, len(blocks)])
        ]
        return found

    def _line_of(self, blocks: tuple[Block, ...], at: int) -> int:
        return blocks[at].first if at < len(blocks) else len(self.lines)


def open_source(file: SourceFile, budget: Budget) -> Source:
    """A file ready to be read. Its front matter is blanked, so that line numbers stay."""
    lines = lines_of(file)
    budget.lines -= len(lines)
    if budget.lines < 0:
        raise DocumentError(
            file.name, len(lines) + budget.lines + 1, f"a plan has at most {MOST_LINES} lines"
        )
    end = _front_matter_end(lines)
    front_matter = "\n".join(lines[1:end]).strip("\n")
    lines[: end + 1] = [""] * (end + 1) if end else lines[:1]
    source = Source(file.name, budget, front_matter, lines)
    if front_matter:
        source.mark(0, "front_matter")
    return source


def lines_of(file: SourceFile) -> list[str]:
    """The lines of a file, however they end."""
    return file.text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")


def _front_matter_end(lines: list[str]) -> int:
    """The line of the closing "---", or 0 where the file does not begin with front matter."""
    if lines[0].rstrip() != "---":
        return 0
    end = next((i for i, line in enumerate(lines) if i and line.rstrip() == "---"), 0)
    said = [line for line in lines[1:end] if line.strip()]
    return end if said and _KEY_OR_COMMENT.match(said[0]) else 0
