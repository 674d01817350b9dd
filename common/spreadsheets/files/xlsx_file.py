"""XLSX, a row at a time. What it declares is looked at before it is unpacked, and what comes out is counted."""

import re
import zlib
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from io import BytesIO
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile, ZipFile

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from common.spreadsheets.files.formulas import unmarked
from common.spreadsheets.files.limits import MOST_COLUMNS, MOST_ROWS, BadFile, too_many_columns
from common.spreadsheets.sheet import Cell

MOST_PARTS = 2_000
MOST_UNPACKED = 300 * 1024 * 1024
MOST_UNPACKED_PART = 32 * 1024 * 1024
"""Of a part that is not a sheet: it is kept whole while the file is read."""
_LAST_ROW = 2 * MOST_ROWS  # empty ones count here: somebody gave them a format
_MOST_CELLS = 25_000_000  # filled or not, in rows that reach far to the right
_CHUNK = 1 << 18
_OVERLAP = 512  # characters that a cell's beginning may be away from its end
_UNCOUNTED = re.compile(
    rb'<(?:\w+:)?c r="([A-Z]+\d+)"(?![^>]*t="str")[^>]*>'  # a formula may well come to an empty text
    rb"<(?:\w+:)?f\b(?:[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f>)(?:<v */>|<v></v>)?</(?:\w+:)?c>"
)
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_ERRORS = frozenset({"#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A"})
DAMAGED = (
    "This XLSX file is damaged or protected by a password. Open it in a spreadsheet program and save it anew."
)
TOO_FAR = "The sheet has far too many rows or columns, most of them empty. Copy its rows into a new file and save that."
TOO_LARGE = "Unpacked, this XLSX file is far larger than a sheet of rows. Copy the rows into a new file and save that."


class XlsxFile:
    """The first sheet of the file. Of formulas, the values count that the program saved with them."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        try:
            with ZipFile(BytesIO(content)) as unzipped:
                _require_modest(unzipped)
                self.estimated_rows = sum(_looked_through(unzipped, name) for name in _sheets(unzipped))
        except (BadZipFile, zlib.error, NotImplementedError, RuntimeError, OSError, EOFError) as error:
            raise BadFile(DAMAGED) from error

    def rows(self) -> Iterator[tuple[int, Sequence[Cell]]]:
        try:
            yield from self._rows()
        except (
            KeyError,
            ValueError,
            TypeError,
            IndexError,
            AttributeError,
            OverflowError,
            EOFError,
        ) as error:
            raise BadFile(DAMAGED) from error
        except (BadZipFile, zlib.error, ParseError, InvalidFileException, OSError) as error:
            raise BadFile(DAMAGED) from error

    def _rows(self) -> Iterator[tuple[int, Sequence[Cell]]]:
        book = load_workbook(BytesIO(self._content), read_only=True, data_only=True, keep_links=False)
        try:
            if not book.worksheets:
                raise BadFile("This XLSX file has no sheet of cells. Put the rows into its first sheet.")
            sheet, visited = book.worksheets[0], 0
            sheet.reset_dimensions()  # what they declare is not always so
            for number, cells in enumerate(sheet.iter_rows(values_only=True), start=1):
                visited += len(cells)
                if number > _LAST_ROW or visited > _MOST_CELLS:
                    raise BadFile(TOO_FAR)
                yield number, _kept(cells, number)
        finally:
            book.close()


def _require_modest(unzipped: ZipFile) -> None:
    parts = unzipped.infolist()
    names = {part.filename for part in parts}
    if "xl/workbook.xml" not in names and "mimetype" in names:
        raise BadFile("This is a file of another program. Save it there as XLSX or as CSV.")
    sheets = set(_sheets(unzipped))
    small = (part.file_size for part in parts if part.filename not in sheets)
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise BadFile(TOO_LARGE)
    if max(small, default=0) > MOST_UNPACKED_PART:
        raise BadFile(TOO_LARGE)


def _sheets(unzipped: ZipFile) -> list[str]:
    return [name for name in unzipped.namelist() if re.fullmatch(r"xl/worksheets/[^/]+\.xml", name)]


def _looked_through(unzipped: ZipFile, name: str) -> int:
    """How many rows a sheet has, about. `BadFile` names a formula whose value nobody saved: it would read as none."""
    count, before = 0, b""
    with unzipped.open(name) as part:
        while piece := part.read(_CHUNK):
            count += piece.count(b"<row") + piece.count(b":row ")
            seen = before + piece
            # Most files have no formula, and looking for one well takes as long as unpacking.
            found = _UNCOUNTED.search(seen) if b"<f" in seen or b":f" in seen else None
            if found:
                raise BadFile(
                    f"Cell {found[1].decode()} is a formula without a value. Open the file in a spreadsheet "
                    "program and save it there, or paste the values in place of the formulas."
                )
            before = piece[-_OVERLAP:]
    return count


def _kept(cells: Sequence[object], number: int) -> Sequence[Cell]:
    if len(cells) > MOST_COLUMNS:
        if any(cell not in {None, ""} for cell in cells[MOST_COLUMNS:]):
            raise too_many_columns(number)
        cells = cells[:MOST_COLUMNS]
    return [_cell(cell, number) for cell in cells]


def _cell(value: object, number: int) -> Cell:
    match value:
        case None | "":
            return None
        case str():
            if value in _ERRORS:
                raise BadFile(
                    f"Row {number} has a cell that shows the error {value}. Mend the formula, or empty it."
                )
            return unmarked(_ESCAPED.sub(_character, value) if "_x" in value else value)
        case int() | float() | datetime() | date():
            return value
        case time() | timedelta():
            return str(value)
    raise BadFile(f"Row {number} has a cell that is neither text, number nor date. Replace it by its value.")


def _character(found: re.Match[str]) -> str:
    return chr(int(found[1], 16))
