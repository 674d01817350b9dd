"""The kinds of spreadsheets that there are. Apps bring them in `AppConfig.ready`."""

from collections.abc import Sequence

from common.spreadsheets.sheet import Sheet

_sheets: dict[str, Sheet] = {}


def register(*sheets: Sheet) -> None:
    """In the order in which they are listed, which is the order in which one brings them in. Doing it again is well."""
    _sheets.update({sheet.slug: sheet for sheet in sheets})


def all_sheets() -> Sequence[Sheet]:
    return tuple(_sheets.values())


def sheet_named(slug: str) -> Sheet | None:
    return _sheets.get(slug)
