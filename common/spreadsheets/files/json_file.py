"""JSON: a list of objects, each a row. They are decoded one at a time, so that only the text is kept whole."""

import json
import re
from collections.abc import Iterator, Sequence

from common.spreadsheets.files.encodings import encoding_of
from common.spreadsheets.files.limits import MOST_COLUMNS, MOST_ROWS, BadFile, too_many_columns, too_many_rows
from common.spreadsheets.sheet import Cell

_BLANK = re.compile(r"[\s]*")
_LIST = 'This JSON is not a list of objects. Write [{"name": "…"}, …], an object for each row.'


class JsonFile:
    """Its header is every key of its objects, in the order in which they first come; it counts as row 1."""

    def __init__(self, content: bytes) -> None:
        self._text = content.decode(encoding_of(content)).strip()
        if self._text[:1] != "[":
            raise BadFile(_LIST)
        self._headers = self._keys()
        self.estimated_rows = self._text.count("{")

    def rows(self) -> Iterator[tuple[int, Sequence[Cell]]]:
        yield 1, tuple(self._headers)
        for number, found in self._objects():
            yield number, [_cell(found.get(key), key, number) for key in self._headers]

    def _keys(self) -> Sequence[str]:
        keys: dict[str, None] = {}
        for number, found in self._objects():
            keys.update(dict.fromkeys(found))
            if len(keys) > MOST_COLUMNS:
                raise too_many_columns(number)
        return tuple(keys)

    def _objects(self) -> Iterator[tuple[int, dict[str, object]]]:
        decode, text, number = json.JSONDecoder().raw_decode, self._text, 1
        place = _past_blanks(text, 1)
        while text[place : place + 1] != "]":
            number += 1
            if number > MOST_ROWS + 1:
                raise too_many_rows()
            try:
                found, place = decode(text, place)
            except (ValueError, RecursionError) as error:
                raise BadFile(
                    f"Row {number} (the object number {number - 1}) is not JSON. Look there."
                ) from error
            if not isinstance(found, dict):
                raise BadFile(_LIST)
            yield number, found
            place = _after_comma(text, _past_blanks(text, place), number)
        if place != len(text) - 1:
            raise BadFile("Something stands behind the end of the list. Remove it.")


def _past_blanks(text: str, place: int) -> int:
    found = _BLANK.match(text, place)
    return found.end() if found else place


def _after_comma(text: str, place: int, number: int) -> int:
    match text[place : place + 1]:
        case ",":
            return _past_blanks(text, place + 1)
        case "]":
            return place
    raise BadFile(
        f"Behind row {number} (the object number {number - 1}) a comma or the end of the list is missing."
    )


def _cell(value: object, key: str, number: int) -> Cell:
    match value:
        case None | "":
            return None
        case bool() | int() | float():
            return value
        case str():
            return _whole_text(value, key, number)
    raise BadFile(
        f"Row {number}, “{key}”: a list or an object stands there. Write a text, a number, or null."
    )


def _whole_text(value: str, key: str, number: int) -> str:
    """No half of a pair of UTF-16, which JSON can write and no database can hold."""
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise BadFile(f"Row {number}, “{key}”: it holds a character that is none. Remove it.") from error
    return value
