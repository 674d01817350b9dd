"""Files as programs and people make them."""

import json
from collections.abc import Iterable, Sequence
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook

from common.spreadsheets.files.opening import open_file


def read(name: str, content: bytes) -> tuple[Sequence[str], list[tuple[int, list[object]]]]:
    """The header and all rows of a file."""
    opened = open_file(name, content)
    return opened.headers, [(number, list(cells)) for number, cells in opened.rows()]


def xlsx(rows: Iterable[Sequence[object]]) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(list(row))
    return saved(book)


def saved(book: Workbook) -> bytes:
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def json_of(rows: object) -> bytes:
    return json.dumps(rows).encode()


def with_part(content: bytes, name: str, part: bytes) -> bytes:
    """An XLSX with one part replaced or added."""
    made = BytesIO()
    with ZipFile(BytesIO(content)) as old, ZipFile(made, "w", ZIP_DEFLATED) as new:
        for each in old.namelist():
            if each != name:
                new.writestr(each, old.read(each))
        new.writestr(name, part)
    return made.getvalue()
