"""Bringing rows of a spreadsheet in as the engine does: a reading, then the writing, all or nothing."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from common.spreadsheets.reading import Reading
from common.spreadsheets.sheet import Cell, Sheet, SheetRow
from teams.models import User


def as_rows(cells: Sequence[Mapping[str, Cell]]) -> list[SheetRow]:
    """Numbered as in a file with a header."""
    return [SheetRow(number, row) for number, row in enumerate(cells, start=2)]


def exported(sheet: Sheet, user: User) -> list[dict[str, Cell]]:
    names = [column.name for column in sheet.columns]
    return [dict(zip(names, cells, strict=True)) for cells in sheet.export(user)]


def read(sheet: Sheet, cells: Sequence[Mapping[str, Cell]], *, by: User, now: datetime) -> Reading:
    return sheet.read(iter(as_rows(cells)), by=by, now=now)


def bring_in(
    sheet: Sheet, cells: Sequence[Mapping[str, Cell]], *, by: User, now: datetime, **further: Any
) -> Reading:
    """What the preview says is what is done; where something is wrong, nothing is."""
    preview = read(sheet, cells, by=by, now=now)
    with transaction.atomic():
        done = sheet.write(
            iter(as_rows(cells)), by=by, now=now, progress=further.get("progress", lambda _: None)
        )
        transaction.set_rollback(bool(done.fault_count))
    assert (done.new, done.changed, done.unchanged, done.faults) == (
        preview.new,
        preview.changed,
        preview.unchanged,
        preview.faults,
    )
    assert done.mark == preview.mark
    return done
