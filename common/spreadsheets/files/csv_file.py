"""CSV as people have it: with commas, semicolons or tabs, in the encodings that programs save in."""

import csv
from collections.abc import Iterator, Sequence
from io import BytesIO, TextIOWrapper
from itertools import islice

from common.spreadsheets.files.encodings import encoding_of
from common.spreadsheets.files.formulas import unmarked
from common.spreadsheets.files.limits import MOST_CHARACTERS, BadFile
from common.spreadsheets.sheet import Cell

SEPARATORS = (",", ";", "\t")
_LOOKED_AT = 8192  # characters, in which the header is looked for


class CsvFile:
    def __init__(self, content: bytes) -> None:
        self._content = content
        self._encoding = encoding_of(content)
        head = self._text().read(_LOOKED_AT)
        self._told = head[:4].lower() == "sep="  # a line for Excel, which is no row
        self._separator = head[4:5] if self._told else _separator_of(head)
        self.estimated_rows = content.count(b"\n") or content.count(b"\r")

    def rows(self) -> Iterator[tuple[int, Sequence[Cell]]]:
        """Number and cells of each row, of the header too; blank cells are None."""
        text = self._text()
        if self._told:
            text.readline()
        reader = csv.reader(text, delimiter=self._separator, strict=True)
        number = 0
        try:
            for number, cells in enumerate(reader, start=1):
                yield number, [unmarked(cell) or None for cell in cells]
        except csv.Error as error:
            raise BadFile(_said(error, number + 1)) from error

    def _text(self) -> TextIOWrapper:
        return TextIOWrapper(BytesIO(self._content), self._encoding, newline="")


def _separator_of(head: str) -> str:
    """The one that stands most often in the first line with words in it, outside of quotes."""
    for cells in islice(head.splitlines(), 100):
        if cells.strip():
            outside = "".join(cells.split('"')[::2])
            return max(SEPARATORS, key=outside.count)
    return ","


def _said(error: csv.Error, row: int) -> str:
    if "field limit" in str(error):
        return f"Row {row} has a cell of more than {MOST_CHARACTERS:,} characters. Shorten it, or close its quotes."
    return (
        f'Row {row} cannot be read: its quotes do not match. Look for a " that is not closed or not doubled.'
    )
