"""Rows as a file, streamed: what `opening` reads from it is what was written."""

import csv
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from functools import partial
from io import StringIO
from tempfile import TemporaryFile
from typing import IO, Final

from django.http import StreamingHttpResponse
from django.utils.http import content_disposition_header
from openpyxl import Workbook

from common.decisions import DomainError
from common.spreadsheets.files.formulas import marked
from common.spreadsheets.sheet import Cell, Column

type Rows = Iterable[Sequence[Cell]]

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_LONGEST_XLSX = 32_767  # characters that a cell of XLSX holds
_TO_ESCAPE = re.compile(r"[\x00-\x08\x0b-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
_BATCH = 500
_CHUNK = 1 << 16


def file_response(name: str, kind: str, columns: Sequence[str], rows: Rows) -> StreamingHttpResponse:
    """A file to keep; `kind` is one of `FORMATS`. KeyError for any other. CSV and JSON leave as they are made."""
    _, write = FORMATS[kind]
    return _response(name, kind, write(columns, rows))


def template_response(name: str, kind: str, columns: Sequence[Column]) -> StreamingHttpResponse:
    """A file to fill in: its header, a row as an example, and in XLSX a second sheet about its columns."""
    names, example = [column.name for column in columns], tuple(column.example for column in columns)
    if kind == "xlsx":
        help_of = [(column.name, "needed" if column.required else "", column.help) for column in columns]
        return _response(
            name, kind, written_xlsx(names, [example], [("Column", "", "What stands in it"), *help_of])
        )
    return file_response(name, kind, names, [example])


def _response(name: str, kind: str, pieces: Iterator[bytes]) -> StreamingHttpResponse:
    response = StreamingHttpResponse(pieces, content_type=FORMATS[kind][0])
    response["Content-Disposition"] = content_disposition_header(
        as_attachment=True, filename=f"{name}.{kind}"
    )
    return response


def written_csv(columns: Sequence[str], rows: Rows) -> Iterator[bytes]:
    """UTF-8 with the mark by which Excel knows it."""
    buffer = StringIO(newline="")
    writer = csv.writer(buffer)
    buffer.write("\N{BYTE ORDER MARK}")
    writer.writerow(columns)
    for count, row in enumerate(rows, start=1):
        writer.writerow([marked(_plain(cell)) for cell in row])
        if count % _BATCH == 0:
            yield _taken(buffer)
    yield _taken(buffer)


def written_xlsx(columns: Sequence[str], rows: Rows, about: Rows = ()) -> Iterator[bytes]:
    """Made whole before the first piece leaves: a text that no cell holds is a DomainError, not half a file.

    What there is `about` the columns goes onto a second sheet, which nobody reads in again.
    """
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Rows")
    sheet.freeze_panes = "A2"
    sheet.append(list(columns))
    for row in rows:
        sheet.append([_xlsx_cell(cell) for cell in row])
    if about:
        _add_sheet_about(book, about)
    file = TemporaryFile()  # noqa: SIM115  # `_pieces` closes it
    book.save(file)
    file.seek(0)
    return _pieces(file)


def _add_sheet_about(book: Workbook, about: Rows) -> None:
    sheet = book.create_sheet("Columns")
    sheet.column_dimensions["A"].width, sheet.column_dimensions["C"].width = 26, 120
    for row in about:
        sheet.append([_xlsx_cell(cell) for cell in row])


def written_json(columns: Sequence[str], rows: Rows) -> Iterator[bytes]:
    """A list of objects, one a line."""
    before = "[\n"
    for row in rows:
        yield f"{before}{json.dumps(dict(zip(columns, map(_plain, row), strict=True)), ensure_ascii=False)}".encode()
        before = ",\n"
    yield b"[]\n" if before == "[\n" else b"\n]\n"


FORMATS: Final[Mapping[str, tuple[str, Callable[[Sequence[str], Rows], Iterator[bytes]]]]] = {
    "csv": ("text/csv; charset=utf-8", written_csv),
    "xlsx": (_XLSX, written_xlsx),
    "json": ("application/json", written_json),
}


def _plain(cell: Cell) -> str | int | float | None:
    """Yes and no, and days, as `values` reads them."""
    match cell:
        case bool():
            return "yes" if cell else "no"
        case date():
            return cell.isoformat()
        case _:
            return cell


def _xlsx_cell(cell: Cell) -> str | int | float | date | None:
    if isinstance(cell, date) and not isinstance(cell, datetime):
        return cell
    plain = _plain(cell)
    if not isinstance(plain, str):
        return plain
    escaped = _TO_ESCAPE.sub(lambda found: f"_x{ord(found[0]):04X}_", marked(plain))
    if len(escaped) > _LONGEST_XLSX:
        raise DomainError("A text is longer than a cell of XLSX can hold. Take CSV or JSON instead.")
    return escaped


def _taken(buffer: StringIO) -> bytes:
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text.encode()


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        yield from iter(partial(file.read, _CHUNK), b"")
