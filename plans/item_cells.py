"""What the cells of an item of a plan say. Pure.

A column that the file does not have says nothing, and is not in what is `stated`. An empty cell empties.
"""

from collections.abc import Callable, Mapping
from typing import Any

from common.spreadsheets import values
from common.spreadsheets.values import BadCell
from maturity.hidden_characters import refused_for
from plans.document.amounts import parse_count, parse_effort
from plans.document.model import Due
from plans.document.text import one_line
from plans.document.values import parse_due, parse_owners

type Said = dict[str, Any]
"""By column, as the readers below give it."""

HIGHEST_LEVEL = 9
_TEXT = 20_000
_LONGEST = {"title": 1000, "reason": 500, "blocked_by": 200, "effort": 200, "count": 200}
"""Characters, as in the forms."""
NO_DUE = "“{}” is no due date. Write a day as 2026-11-14, “week 3” or “working day 5”."


def stated(
    cells: Mapping[str, object], kinds: Mapping[str, str], states: Mapping[str, str]
) -> tuple[Said, list[tuple[str, str]]]:
    """What the cells say, and what is wrong with them, by column. `kinds` and `states` are value to label."""
    readers: Mapping[str, Callable[[object], Any]] = {
        **_READERS,
        "kind": lambda cell: values.one_of(cell, kinds),
        "state": lambda cell: values.one_of(cell, states),
    }
    said: Said = {}
    wrong = []
    for column, cell in cells.items():
        try:
            said[column] = readers[column](cell)
        except BadCell as bad:
            wrong.append((column, str(bad)))
    return said, wrong


def misfit(column: str, words: str) -> str:
    """Why a new text cannot be kept, and what to do; empty where it can. What is there already is not asked."""
    longest = _LONGEST.get(column, _TEXT)
    if len(words) > longest:
        return f"It has {len(words):,} characters; {longest:,} are kept. Write it shorter."
    return refused_for(words, lines=True)


def _text(cell: object) -> str:
    return values.text(cell).replace("\r\n", "\n").replace("\r", "\n")


def line_in(cell: object) -> str:
    return one_line(_text(cell))


def number_in(cell: object) -> int | None:
    found = values.whole(cell)
    if found is not None and found < 1:
        raise BadCell("Numbers of items begin with 1. Leave it empty for a new item.")
    return found


def _level(cell: object) -> int | None:
    found = values.whole(cell)
    if found is not None and not 0 <= found <= HIGHEST_LEVEL:
        raise BadCell(f"{found} is no level. Write a number from 0 to {HIGHEST_LEVEL}.")
    return found


def due_in(cell: object) -> Due | None:
    words = values.text(cell)
    if not words:
        return None
    if isinstance(cell, str) and (due := parse_due(words)):
        return due
    try:
        return Due("pinned", day=values.day(cell))
    except BadCell:
        raise BadCell(NO_DUE.format(words[:40])) from None


def _owners(cell: object) -> tuple[tuple[str, ...], bool]:
    """Names in their order, the accountable one first, and whether it is everyone's as well."""
    names, everyone = parse_owners(line_in(cell).replace(";", ","))
    return names, bool(everyone)


def _amount[Range](parse: Callable[[str], Range | None], unsaid: str) -> Callable[[object], Range | None]:
    """`unsaid` is what a cell with words does not say, and how to say it."""

    def read(cell: object) -> Range | None:
        words = line_in(cell)
        found = parse(words)
        if words and found is None:
            raise BadCell(f"“{words[:40]}” does not say {unsaid}.")
        return found

    return read


_READERS: Mapping[str, Callable[[object], Any]] = {
    "title": line_in,
    "why": _text,
    "description": _text,
    "owners": _owners,
    "attendees": _text,
    "outcome_expected": _text,
    "outcome": _text,
    "due": due_in,
    "effort": _amount(parse_effort, "how long it takes. Write it as “2-4 hours”"),
    "count": _amount(parse_count, "how many. Write it as “6-8 engineers”"),
    "practice": line_in,
    "target_level": _level,
    "reason": _text,
    "blocked_by": _text,
    "done_on": values.day,
}
