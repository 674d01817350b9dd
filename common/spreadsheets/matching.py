"""Which column of a file is which of a kind. Pure."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from common.spreadsheets.sheet import Cell, Column, SheetRow

type Matching = Mapping[str, int]
"""`Column.name` to the place of the file's column, from 0; what is not there is not taken from the file."""


def guess(
    columns: Sequence[Column], headers: Sequence[str], remembered: Mapping[str, str] | None = None
) -> Matching:
    """By what was chosen last time (`Column.name` to the header, "" for none), else by name without case and blanks."""
    places = {plain(header): place for place, header in reversed(list(enumerate(headers))) if header}
    found: dict[str, int] = {}
    for column in columns:
        chosen = (remembered or {}).get(column.name)
        if chosen is not None and (not chosen or plain(chosen) in places):
            names = [plain(chosen)] if chosen else []
        else:
            names = [plain(each) for each in (column.name, column.title, *column.aliases)]
        place = next((places[name] for name in names if name in places), None)
        if place is not None and place not in found.values():
            found[column.name] = place
    return found


def plain(name: str) -> str:
    """ "E-mail address" is "emailaddress"."""
    return re.sub(r"[\W_]+", "", name).casefold()


def missing(columns: Sequence[Column], matching: Matching) -> list[Column]:
    """Those that the file must have."""
    return [column for column in columns if column.required and column.name not in matching]


def matched(rows: Iterable[tuple[int, Sequence[Cell]]], matching: Matching) -> Iterator[SheetRow]:
    """The rows of an opened file with the kind's names for their cells."""
    pairs = tuple(matching.items())
    for number, cells in rows:
        yield SheetRow(number, {name: cells[place] for name, place in pairs})
