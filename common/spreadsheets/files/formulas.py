"""Text that a spreadsheet would run is marked on the way out, and the mark is taken off on the way in. Pure."""

import re
from typing import overload

_MARKED = re.compile(r"'+[=+\-@\t\r]")
_RUNS = re.compile(r"'*[=+\-@\t\r]")


@overload
def marked(value: str) -> str: ...
@overload
def marked[T](value: T) -> T: ...
def marked(value: object) -> object:
    """Text that begins a formula gets the quote by which spreadsheets know plain text; so does one that has it already.

    Anything else, and any other value, is as it was.
    """
    return f"'{value}" if isinstance(value, str) and _RUNS.match(value) else value


def unmarked(text: str) -> str:
    """What `marked` was given."""
    return text[1:] if text[:1] == "'" and _MARKED.match(text) else text
