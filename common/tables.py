"""Tables to take away as CSV, XLSX or JSON: each says what it shows, and no cell of it is run as a formula."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.http import HttpResponse, JsonResponse
from django.utils.http import content_disposition_header
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from tablib import Databook, Dataset

from common.spreadsheets.files.formulas import marked

type Value = str | int | float | date | None

_SHEET_TITLE = 31  # characters that XLSX allows


@dataclass(frozen=True, slots=True)
class Table:
    """`about` says what the rows show (day, filters, …), as words by name; `name` is the file's, without an ending."""

    name: str
    title: str
    about: Mapping[str, str]
    columns: Sequence[str]
    rows: Sequence[Sequence[Value]]


def table_response(table: Table, kind: str) -> HttpResponse:
    """The table as a file to keep; `kind` is one of `KINDS`. KeyError for any other."""
    response = KINDS[kind](table)
    response["Content-Disposition"] = content_disposition_header(
        as_attachment=True, filename=f"{table.name}.{kind}"
    )
    return response


def _csv(table: Table) -> HttpResponse:
    """One rectangle, so that a program can read it: what the table is about stands behind each row's own columns."""
    about = tuple(map(_harmless, table.about.values()))
    data = Dataset(headers=[*table.columns, *table.about])
    for row in table.rows:
        data.append((*map(_harmless, row), *about))
    return HttpResponse(data.export("csv"), content_type="text/csv; charset=utf-8")


def _xlsx(table: Table) -> HttpResponse:
    """Two sheets: the rows, and what they are about."""
    data = Dataset(headers=list(table.columns), title=table.title[:_SHEET_TITLE])
    for row in table.rows:
        data.append(tuple(map(_harmless, row)))
    about = Dataset(*((name, _harmless(words)) for name, words in table.about.items()), title="About")
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return HttpResponse(Databook([data, about]).export("xlsx"), content_type=kind)


def _json(table: Table) -> HttpResponse:
    rows = [dict(zip(table.columns, row, strict=True)) for row in table.rows]
    return JsonResponse({"title": table.title, "about": dict(table.about), "rows": rows})


def _harmless(value: Value) -> Value:
    """Text that a spreadsheet would run is shown as text, by the quote that spreadsheets know for it.

    Control characters, which XLSX cannot hold, become a sign that something stood there.
    """
    if not isinstance(value, str):
        return value
    text: str = ILLEGAL_CHARACTERS_RE.sub("\N{REPLACEMENT CHARACTER}", value)
    return marked(text)


KINDS: Final[Mapping[str, Callable[[Table], HttpResponse]]] = {"csv": _csv, "xlsx": _xlsx, "json": _json}
