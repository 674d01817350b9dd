"""Columns of tables: which field a header names, and how an item stands in the cells of a row."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from plans.document.amounts import count_in, effort_in, parse_count, parse_effort
from plans.document.model import KIND_OF, Due, Item, Section
from plans.document.text import one_line, plain
from plans.document.values import (
    ALL,
    DONE,
    format_due,
    format_owners,
    format_practice,
    parse_done,
    parse_due,
    parse_owners,
    parse_practice,
)

# The fields in the order in which the export writes them, with the header that it uses.
DEFAULT_WORDS: dict[str, str] = {
    "title": "",
    "owners": "Owner",
    "why": "Why",
    "who": "Who",
    "outcome": "Outcome",
    "effort": "Effort",
    "count": "Count",
    "due": "Due",
    "practice": "Practice",
    "done": "Done",
}
_TITLE_WORDS: dict[Section, str] = {
    "goals": "Goal",
    "activities": "Activity",
    "quick_wins": "Quick win",
    "deliverables": "Deliverable",
    "meetings": "Meeting",
}
_HEADERS: dict[str, str] = {
    "title": "title name what item activity task action quick-win win fix goal objective deliverable output artefact "
    "artifact meeting ceremony session",
    "owners": "owner owners owner(s) role roles role(s) responsible accountable",
    "why": "why reason rationale purpose because",
    "who": "attendees participants with",
    "outcome": "outcome expected-outcome result expected-result",
    "effort": "effort estimate time-needed",
    "count": "count how-many",
    "due": "due when by deadline due-date target target-date",
    "practice": "practice maturity-practice",
    "done": "done done?",
}
_FIELDS = {word.replace("-", " "): field for field, words in _HEADERS.items() for word in words.split()}
NO_AMOUNT = "none"
# Words inside of cells that a plan may have its own for: those for everybody, for what is done and what is not.
_USUAL_CELLS = {"everyone": ALL, "yes": DONE, "no": ""}
CELL_WORDS = frozenset(_USUAL_CELLS)


def default_words(section: Section, field: str) -> str:
    """The header that an export writes where the plan brought no word of its own."""
    if field in CELL_WORDS:
        return _USUAL_CELLS[field]
    if field == "who" and section != "meetings":
        return "Attendees"
    return DEFAULT_WORDS[field] or _TITLE_WORDS[section]


def field_of(section: Section, header: str) -> str:
    """The field that a header names, or "" for one that is not known. "Who" is a meeting's, else the owner."""
    words = plain(header).casefold()
    if words == "who":
        return "who" if section == "meetings" else "owners"
    return _FIELDS.get(words, "")


def fields_of(section: Section, headers: Sequence[str], *, titled: bool = True) -> tuple[str, ...]:
    """A field for each header, none twice, "" for extras; `titled` makes the first unknown one the title."""
    fields: list[str] = []
    for header in headers:
        field = field_of(section, header)
        fields.append(field if field not in fields else "")
    if titled and "title" not in fields and "" in fields:
        fields[fields.index("")] = "title"
    return tuple(fields)


def item_of_words(section: Section, title: str, body: str = "") -> Item:
    """An item with what its own words already say: the count in its title, the effort in its body."""
    return Item(
        KIND_OF.get(section, "activity"), title, body=body, effort=effort_in(body), count=count_in(title)
    )


def with_cells(
    item: Item,
    headers: Sequence[str],
    fields: Sequence[str],
    cells: Sequence[str],
    warn: Callable[[str], None],
) -> Item:
    """The item with what one row says; a cell that its field cannot take becomes an extra, with a warning."""
    extras: dict[str, str] = {}
    for header, field, cell in zip(headers, fields, cells, strict=False):
        value = one_line(cell)
        changed = _with_field(item, field, value) if value else item
        if changed is None or (changed == item and _is_nothing(field, value)):
            name = plain(header)
            extras[name] = f"{extras[name]}; {value}" if name in extras else value
            if field and changed is None:
                warn(f'"{value}" is not understood in the column "{name}"; it is kept as it stands')
        item = changed or item
    return replace(item, extras=tuple(sorted(extras.items())))


def _with_field(item: Item, field: str, value: str) -> Item | None:
    """The item with one field set, or None where the value cannot be."""
    if field == "title":
        return item
    changes = _CHANGES[field](value) if field else None
    return replace(item, **changes) if changes else None


def _is_nothing(field: str, value: str) -> bool:
    """Whether a cell says in words that there is nobody, or no amount; an export would leave it empty."""
    return field in ("owners", "effort", "count") and any(map(str.isalnum, value))


def _owners(value: str) -> dict[str, Any]:
    owners, everyone = parse_owners(value)
    return {"owners": owners, "everyone": bool(everyone)}


def _practice(value: str) -> dict[str, Any] | None:
    found = parse_practice(value)
    return {"practice_key": found[0], "target_level": found[1]} if found else None


def _parsed(field: str, parse: Callable[[str], object]) -> Callable[[str], dict[str, Any] | None]:
    def change(value: str) -> dict[str, Any] | None:
        found = parse(value)
        return None if found is None else {field: found}

    return change


def _amount_or_none(field: str, parse: Callable[[str], object]) -> Callable[[str], dict[str, Any] | None]:
    def change(value: str) -> dict[str, Any] | None:
        found = parse(value)
        return {field: found} if found or value.casefold() == NO_AMOUNT else None

    return change


_CHANGES: dict[str, Callable[[str], dict[str, Any] | None]] = {
    "owners": _owners,
    "why": _parsed("why", str),
    "who": _parsed("who", str),
    "outcome": _parsed("outcome", str),
    "effort": _amount_or_none("effort", parse_effort),
    "count": _amount_or_none("count", parse_count),
    "due": _parsed("due", parse_due),
    "practice": _practice,
    "done": _parsed("done", parse_done),
}


def cells_of(
    item: Item, end: Due, section_due: Due | None, word: Callable[[str], str] = _USUAL_CELLS.__getitem__
) -> dict[str, str]:
    """What a row has to say about an item, by field; fields that say nothing are not in it.

    `end` is the end of the phase, `section_due` what the section's heading says instead, `word` how the plan says
    "everyone", "yes" and "no" in cells.
    """
    values = {
        "title": item.title,
        "owners": format_owners(item.owners, word("everyone") if item.everyone else ""),
        "why": item.why,
        "who": item.who,
        "outcome": item.outcome,
        "effort": _amount(item.effort, effort_in(item.body)),
        "count": _amount(item.count, count_in(item.title)),
        "due": "" if (item.due or end) == (section_due or end) else format_due(item.due or end),
        "practice": format_practice(item.practice_key, item.target_level),
        "done": word("yes" if item.done else "no"),
    }
    return {field: value for field, value in values.items() if value}


def _amount[A](amount: A, read_anyway: A) -> str:
    if amount == read_anyway:
        return ""
    return NO_AMOUNT if amount is None else str(getattr(amount, "words", ""))
