"""Opening what somebody uploaded: which format it is, its header, and its rows within the limits."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from common.spreadsheets.files.csv_file import CsvFile
from common.spreadsheets.files.json_file import JsonFile
from common.spreadsheets.files.limits import (
    MOST_BYTES,
    MOST_CHARACTERS,
    MOST_COLUMNS,
    MOST_ROWS,
    BadFile,
    too_many_columns,
    too_many_rows,
)
from common.spreadsheets.files.xlsx_file import XlsxFile
from common.spreadsheets.sheet import Cell

_OLD_EXCEL = b"\xd0\xcf\x11\xe0"
_LISTS = re.compile(rb"\s*\[\s*[\]{]")
_OTHERS = (b"%PDF", b"\x89PNG", b"GIF8", b"\xff\xd8\xff", b"\x1f\x8b", b"{\\rtf")


class Format(Protocol):
    estimated_rows: int

    def rows(self) -> Iterator[tuple[int, Sequence[Cell]]]: ...


@dataclass(frozen=True, slots=True)
class OpenedFile:
    """`headers` are the file's own words, without blanks at their ends; "" over a column that has none.

    `estimated_rows` is how many rows there may be, for a bar that shows how far one is.
    """

    headers: Sequence[str]
    header_row: int
    estimated_rows: int
    _format: Format

    def rows(self) -> Iterator[tuple[int, Sequence[Cell]]]:
        """Number and cells of each row that is not blank, as wide as the header. `BadFile` names row and column."""
        width, count = len(self.headers), 0
        for number, cells in self._format.rows():
            if number <= self.header_row or not any(cell is not None for cell in cells):
                continue
            count += 1
            if count > MOST_ROWS:
                raise too_many_rows()
            wide = cells if len(cells) == width else _as_wide(cells, width, number)
            for place, cell in enumerate(wide):
                if isinstance(cell, str) and (len(cell) > MOST_CHARACTERS or "\0" in cell):
                    raise _bad_cell(cell, number, self.headers[place])
            yield number, wide


def open_file(name: str, content: bytes) -> OpenedFile:
    """`BadFile` says what to do about one that is too large, empty, of an unknown kind, or without a proper header."""
    if len(content) > MOST_BYTES:
        raise BadFile(f"The file is larger than {MOST_BYTES >> 20} MB. Split it.")
    if not content.strip(b" \r\n\t\xef\xbb\xbf\xff\xfe\0"):
        raise BadFile(
            "The file is empty. Put a header into its first row, and a row for each thing below it."
        )
    file = _format(name, content)
    for number, cells in file.rows():
        if any(cell is not None for cell in cells):
            return OpenedFile(_headers(cells, number), number, max(file.estimated_rows - 1, 1), file)
    raise BadFile("The file has no row with anything in it. Put a header into its first row.")


def _format(name: str, content: bytes) -> Format:
    if content.startswith(_OLD_EXCEL):
        raise BadFile(
            "This is a file of an old Excel, or one with a password. Save it as XLSX, without a password."
        )
    if content.startswith(_OTHERS):
        raise BadFile("This is not a spreadsheet. Choose a CSV, XLSX or JSON file.")
    if content.startswith(b"PK"):
        return XlsxFile(content)
    if name.lower().endswith(".json") or _LISTS.match(content):
        return JsonFile(content)
    return CsvFile(content)


def _headers(cells: Sequence[Cell], number: int) -> Sequence[str]:
    found = ["" if cell is None else str(cell).strip() for cell in cells]
    while found and not found[-1]:
        found.pop()
    if len(found) > MOST_COLUMNS:
        raise too_many_columns(number)
    places: dict[str, int] = {}
    for place, header in enumerate(found, start=1):
        if header and header.casefold() in places:
            first = places[header.casefold()]
            raise BadFile(
                f"Columns {first} and {place} are both called “{header[:60]}”. Give each a name of its own."
            )
        if header:
            places[header.casefold()] = place
    return tuple(found)


def _as_wide(cells: Sequence[Cell], width: int, number: int) -> Sequence[Cell]:
    if any(cell is not None for cell in cells[width:]):
        raise BadFile(
            f"Row {number} has {len(cells)} cells, and the header names {width}. "
            "Look for a separator in a text that has no quotes around it, or name the column."
        )
    return [*cells[:width], *(None for _ in range(width - len(cells)))]


def _bad_cell(cell: str, number: int, header: str) -> BadFile:
    where = f"Row {number}, column “{header[:60]}”"
    if "\0" in cell:
        return BadFile(f"{where}: it holds a character that is none. Remove it.")
    return BadFile(f"{where}: it has more than {MOST_CHARACTERS:,} characters. Shorten it.")
