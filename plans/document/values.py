"""Owners, due dates, practices and check marks: cells read into values, and values written as cells."""

import re
from datetime import date

from plans.document.headings import LAST_WEEK, phase_heading
from plans.document.model import Due, DueKind
from plans.document.text import one_line, plain

ALL = "All"
DONE = "[x]"
_EVERYONE = frozenset({"all", "everyone", "everybody", "team", "the team", "whole team", "the whole team"})
_NOBODY = frozenset({"", "-", "–", "—", "none", "n/a"})
_BETWEEN_NAMES = re.compile(r",|(?:^|(?<=\s))(?:\+|&|and)(?=\s|$)", re.IGNORECASE)
_NOT_IN_A_NAME = re.compile(r"[:;?!|]|\.\s|\.$")
_DUE = (
    ("week_end", re.compile(r"(?:end of )?week (\d{1,4})", re.IGNORECASE)),
    ("working_day", re.compile(r"working day (\d{1,4})", re.IGNORECASE)),
)
_PRACTICE = re.compile(r"([a-z0-9]+(?:-[a-z0-9]+)*)(?:\s*(?:→|->)\s*(\d))?")
_DONE = {
    "x": True,
    "[x]": True,
    "yes": True,
    "done": True,
    "": False,
    "[ ]": False,
    "no": False,
    "open": False,
}
LAST_WORKING_DAY = 5 * LAST_WEEK


def parse_owners(text: str) -> tuple[tuple[str, ...], str]:
    """Names in order, each once, and the word that stood for everyone ("" where none did)."""
    names = [plain(name) for name in _BETWEEN_NAMES.split(one_line(text))]
    everyone = next((name for name in names if name.casefold() in _EVERYONE), "")
    people = (name for name in names if name.casefold() not in _EVERYONE | _NOBODY)
    return tuple(dict.fromkeys(people)), everyone


def format_owners(owners: tuple[str, ...], everyone: str) -> str:
    """The names as `parse_owners` reads them; `everyone` is the word for all, or ""."""
    return " + ".join((*owners, everyone) if everyone else owners)


def is_role_name(text: str) -> bool:
    """Whether an owner of this name comes back as one name from an export."""
    return parse_owners(text) == ((text,), "")


def is_owner_heading(text: str) -> bool:
    """Whether a heading under "Activities" reads as owners, and not as a topic or a week."""
    owners, everyone = parse_owners(text)
    short = len(text) <= 80 and all(len(name.split()) <= 5 for name in owners)
    if not short or _NOT_IN_A_NAME.search(text) or not (owners or everyone):
        return False
    return not re.search(r"\b(weeks?|months?|days?|phase|first)\s*\d", text, re.IGNORECASE)


def opens_phase(text: str) -> bool:
    """Whether a heading gives weeks, even impossible ones."""
    try:
        return phase_heading(text) is not None
    except ValueError:
        return True


def parse_due(text: str) -> Due | None:
    """A due date of a cell, or None where it is none: "End of week 1", "Working day 3", "2026-10-05"."""
    text = one_line(text)
    for kind, pattern in _DUE:
        found = pattern.fullmatch(text)
        if found is not None:
            return _numbered(kind, int(found[1]))
    try:
        return Due("pinned", day=date.fromisoformat(text)) if re.fullmatch(r"\d{4}-\d\d-\d\d", text) else None
    except ValueError:
        return None


def _numbered(kind: str, n: int) -> Due | None:
    last: tuple[DueKind, int] = (
        ("week_end", LAST_WEEK) if kind == "week_end" else ("working_day", LAST_WORKING_DAY)
    )
    return Due(last[0], n) if 1 <= n <= last[1] else None


def format_due(due: Due) -> str:
    """The due date as `parse_due` reads it."""
    if due.kind == "pinned" and due.day is not None:
        return due.day.isoformat()
    return f"End of week {due.n}" if due.kind == "week_end" else f"Working day {due.n}"


def parse_practice(text: str) -> tuple[str, int | None] | None:
    """A practice's key and the level aimed at: "alerts-lead-to-action → 3"; None where it is neither."""
    found = _PRACTICE.fullmatch(one_line(text).replace("`", ""))
    return (found[1], int(found[2]) if found[2] else None) if found else None


def format_practice(key: str, level: int | None) -> str:
    """The practice as `parse_practice` reads it; "" without a key."""
    return key if level is None or not key else f"{key} → {level}"


def done_word(text: str) -> str:
    """How a cell or a box says that something is done, or is not; "" where it says so without a word."""
    words = plain(text)
    return DONE if words.casefold() in ("x", DONE) else words if any(map(str.isalnum, words)) else ""


def parse_done(text: str) -> bool | None:
    """The state of a "Done" cell, or None where it is not one."""
    return _DONE.get(plain(text).casefold())
