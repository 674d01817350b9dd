"""Rows for a kind of spreadsheet, as the engine gives them."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction

from common.spreadsheets.files.opening import open_file
from common.spreadsheets.files.writing import file_response
from common.spreadsheets.matching import guess, matched
from common.spreadsheets.reading import Reading
from common.spreadsheets.sheet import Sheet, SheetRow
from teams.models import User
from tests import build


def rows(columns: str, *lines: Sequence[object]) -> list[SheetRow]:
    """`columns` are names with blanks between them; the first line is row 2."""
    names = columns.split()
    return [SheetRow(n, dict(zip(names, line, strict=True))) for n, line in enumerate(lines, start=2)]


def read(sheet: Sheet, given: Iterable[SheetRow], by: User, now: datetime = build.NOW) -> Reading:
    return sheet.read(given, by=by, now=now)


def write(sheet: Sheet, given: Iterable[SheetRow], by: User, now: datetime = build.NOW) -> Reading:
    with transaction.atomic():
        return sheet.write(given, by=by, now=now, progress=[].append)


def exported(sheet: Sheet, user: User, kind: str) -> list[SheetRow]:
    """What this person takes away, read as what somebody uploads."""
    names = [column.name for column in sheet.columns]
    content = b"".join(file_response("x", kind, names, sheet.export(user)))
    opened = open_file(f"x.{kind}", content)
    return list(matched(opened.rows(), guess(sheet.columns, opened.headers)))


def counts(reading: Reading) -> tuple[int, int, int, int]:
    """New, changed, unchanged, faults."""
    return reading.new, reading.changed, reading.unchanged, reading.fault_count
