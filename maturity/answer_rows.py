"""What a row of a spreadsheet says about a practice, and what that comes to beside what is there. Pure.

A column that the file does not have says nothing (`KEPT`): what is there stays. An empty cell empties.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from enum import Enum
from functools import lru_cache
from operator import attrgetter
from typing import NamedTuple, cast

from common.spreadsheets import values
from common.spreadsheets.values import BadCell
from maturity.answering import NOT_APPLICABLE_BECAUSE, AnswerContent
from maturity.quarters import Quarter

NOT_APPLICABLE = "not applicable"
NO_REASON = "The spreadsheet gives no reason."
OTHER = "other"
MAX_TITLE = 200
_DOES_NOT_APPLY = (NOT_APPLICABLE, "not_applicable", "n/a", "na", "n.a.", "does not apply")
_YEAR_FIRST = re.compile(r"(\d{4})[-\s/]*q([1-4])")
_QUARTER_FIRST = re.compile(r"q([1-4])[-\s/]*(\d{4})")


class Kept(Enum):
    """In the place of a value: the file says nothing of it."""

    KEPT = ""


KEPT = Kept.KEPT


class Link(NamedTuple):
    """Evidence."""

    dated: date
    url: str
    title: str


class Mention(NamedTuple):
    """Evidence as a cell has it, with or without a day."""

    dated: date | None
    url: str
    title: str


class Stated(NamedTuple):
    """The cells of a row, understood. `level` is a level, `NOT_APPLICABLE`, or None for unanswered."""

    level: int | str | Kept | None = KEPT
    because: str | Kept = KEPT
    reason: str | Kept = KEPT
    note: str | Kept = KEPT
    target: int | Kept | None = KEPT
    target_by: str | Kept = KEPT
    evidence: tuple[Mention, ...] | Kept = KEPT
    answered_on: date | None = None
    submitted_on: date | None = None


COLUMNS = (
    "level", "not_applicable_because", "not_applicable_reason", "note", "target", "target_by", "evidence",
    "answered_on", "submitted_on",
)  # fmt: skip
"""The columns of `Stated`, in its order."""


class Scale:
    """How cells may name the levels of a model version: by number or by name."""

    def __init__(self, names: Sequence[str]) -> None:
        self.highest = len(names) - 1
        self._targets: dict[str, int | str | None] = {"": None}
        for level, name in enumerate(names):
            self._targets |= {name.casefold(): level, f"{level} · {name}".casefold(): level}
        self._targets |= {str(level): level for level in range(len(names))}
        self._levels = self._targets | dict.fromkeys(_DOES_NOT_APPLY, NOT_APPLICABLE)
        self._words = f"a number from 0 to {self.highest}, or a name ({', '.join(names)})"
        readers = (self.level, _because, values.text, _note, self.target, _target_by, links_in)
        self.readers = tuple(zip(COLUMNS, (*readers, values.day, values.day), strict=True))
        """Each column of `Stated` with what reads its cell."""

    def level(self, cell: object) -> int | str | None:
        return self._found(cell, self._levels, f"{self._words}, or “{NOT_APPLICABLE}”")

    def target(self, cell: object) -> int | str | None:
        return self._found(cell, self._targets, self._words)

    def _found(self, cell: object, known: Mapping[str, int | str | None], wanted: str) -> int | str | None:
        if isinstance(cell, str) and cell in known:  # the usual case, at once
            return known[cell]
        words = values.text(cell).casefold()
        if words in known:
            return known[words]
        whole = re.sub(r"[.,]0+$", "", words)
        if whole.isdecimal() and whole in known:
            return known[whole]
        raise BadCell(f"“{values.text(cell)[:40]}” is no level of this model. Write {wanted}.")


def stated(cells: Mapping[str, object], scale: Scale) -> tuple[Stated, list[tuple[str, str]]]:
    """What the cells say, and what is wrong with them, by column."""
    found: list[object] = []
    wrong = []
    for (column, read), nothing, empty in zip(scale.readers, _NOTHING, _EMPTY, strict=True):
        cell = cells.get(column, nothing)
        value: object = nothing
        if cell is None or cell == "":  # most cells are, and are not looked at any closer
            value = empty
        elif cell is not nothing:
            try:
                value = read(cell)
            except BadCell as bad:
                wrong.append((column, str(bad)))
        found.append(value)
    return Stated(*found), wrong  # type: ignore[arg-type]  # each as its column's reader gives it


def merged(said: Stated, before: AnswerContent, following: str) -> AnswerContent:
    """The answer that comes of it; `following` is the quarter by which a new target is meant unless the row says one.

    Where something newly does not apply and the row gives no reason, the answer says so.
    """
    level = _level_of(before) if said.level is KEPT else said.level
    target = before.target if isinstance(said.target, Kept) else said.target
    because = reason = target_by = ""
    if level == NOT_APPLICABLE:
        was = before.not_applicable
        because = _given(said.because, before.not_applicable_because if was else OTHER)
        reason = _given(said.reason, before.not_applicable_reason if was else NO_REASON)
    if target is not None:
        target_by = _given(said.target_by, before.target_by if target == before.target else following)
    return AnswerContent(
        level=None if level == NOT_APPLICABLE else cast("int | None", level),
        not_applicable=level == NOT_APPLICABLE,
        not_applicable_because=because,
        not_applicable_reason=reason,
        note=before.note if isinstance(said.note, Kept) else said.note,
        target=target,
        target_by=target_by,
    )


def _given(said: str | Kept, otherwise: str) -> str:
    return otherwise if isinstance(said, Kept) or not said else said


def dated_links(mentions: Sequence[Mention], day: date) -> tuple[Link, ...]:
    """With `day` where one has none, the newest first, as submissions keep them."""
    if not mentions:  # the usual case, at once
        return ()
    links = (Link(each.dated or day, each.url, each.title) for each in mentions)
    return tuple(sorted(links, key=attrgetter("dated"), reverse=True))


def link_lines(links: Sequence[Link]) -> str:
    """A cell that `links_in` reads again."""
    return "\n".join(f"{link.dated} {link.url} {link.title}" for link in links)


def links_in(cell: object) -> tuple[Mention, ...]:
    """A line for each link: its day, its address, its title. Day and title may be left out."""
    lines = (line.strip() for line in _note(cell).split("\n"))
    return tuple(_link(line) for line in lines if line)


def _link(line: str) -> Mention:
    first, _, rest = line.partition(" ")
    dated = None
    if "://" not in first and rest:
        dated, line = values.day(first), rest.lstrip()
    url, _, title = line.partition(" ")
    if "://" not in url:
        raise BadCell(
            f"“{line[:40]}” is no link. Write day, address and title: 2026-11-14 https://… Runbook."
        )
    return Mention(dated, url, title.strip() or url.partition("://")[2][:MAX_TITLE])


@lru_cache(maxsize=1000)
def quarter_in(words: str) -> Quarter | None:
    """The quarter that is written as 2026-q4, 2026 Q4 or Q4 2026; None for anything else."""
    words = words.strip().lower()
    if found := _YEAR_FIRST.fullmatch(words):
        year, number = found.groups()
    elif found := _QUARTER_FIRST.fullmatch(words):
        number, year = found.groups()
    else:
        return None
    return Quarter(int(year), int(number)) if int(year) else None


def _target_by(cell: object) -> str:
    words = values.text(cell)
    if not words:
        return ""
    if (quarter := quarter_in(words)) is None:
        raise BadCell(f"“{words[:40]}” is no quarter. Write it like 2027-q1.")
    return quarter.slug


def _because(cell: object) -> str:
    return values.one_of(cell, NOT_APPLICABLE_BECAUSE) or ""


def _note(cell: object) -> str:
    return values.text(cell).replace("\r\n", "\n").replace("\r", "\n")


def _level_of(content: AnswerContent) -> int | str | None:
    return NOT_APPLICABLE if content.not_applicable else content.level


_NOTHING = Stated()
_EMPTY = Stated(None, "", "", "", None, "", ())
