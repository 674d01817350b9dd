"""What people mean by the cell of a spreadsheet. Each takes what any of the formats gives, and None for an empty cell.

`BadCell` says what is wrong and how to mend it, in words for the person who has the file.
"""

import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from math import isfinite

_YES = frozenset({"yes", "y", "true", "1", "x", "on", "active"})
_NO = frozenset({"no", "n", "false", "0", "off", "inactive"})
_FIRST_DAY = date(1899, 12, 30)  # on which spreadsheets begin to count days
_LAST_NUMBER = 2_958_465  # which they show as 9999-12-31
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]\d{1,2}:\d{2}.*)?")
_DOTTED = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})")
_THOUSANDS = re.compile(r"[-+]?\d{1,3},\d{3}")
_NUMBER = re.compile(r"[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?", re.IGNORECASE)


class BadCell(ValueError):
    """Its text is a sentence for the person who has the file."""


def text(cell: object) -> str:
    """Without blanks at its ends; a number as one writes it (3, not 3.0), a day as 2026-11-14; "" for an empty cell."""
    match cell:
        case None:
            return ""
        case bool():
            return "yes" if cell else "no"
        case float() if cell.is_integer() and abs(cell) < 1e15:
            return str(int(cell))
        case datetime():
            return cell.date().isoformat() if cell.time() == datetime.min.time() else cell.isoformat(" ")
        case date():
            return cell.isoformat()
        case _:
            return str(cell).strip()


def number(cell: object) -> float | None:
    """Also with a decimal comma. "1,234" is refused: it is read one way here and another there."""
    match cell:
        case bool():
            raise BadCell("This is no number. Write digits.")
        case int() | float() if isfinite(cell):
            return float(cell)
    words = text(cell).replace("\N{NO-BREAK SPACE}", "").replace("\N{NARROW NO-BREAK SPACE}", "")
    if not words:
        return None
    if _THOUSANDS.fullmatch(words):
        ways = f"{words.replace(',', '')} or {words.replace(',', '.')}"
        raise BadCell(f"“{words}” can be read in two ways. Write {ways}.")
    plain = _with_point(words.replace(" ", ""))
    if not _NUMBER.fullmatch(plain) or not isfinite(float(plain)):
        raise BadCell(f"“{words[:40]}” is no number. Write digits, as in 3 or 2.5.")
    return float(plain)


def whole(cell: object) -> int | None:
    """Also 3.0 and "3,0"."""
    found = number(cell)
    if found is not None and not found.is_integer():
        raise BadCell(f"“{text(cell)}” is no whole number. Write one without decimals.")
    return None if found is None else int(found)


def day(cell: object) -> date | None:
    """A date, 2026-11-14, 14.11.2026, or the number by which spreadsheets count days."""
    match cell:
        case datetime():
            return cell.date()
        case date():
            return cell
        case int() | float():
            return _numbered_day(cell)
    words = text(cell)
    if not words:
        return None
    if re.fullmatch(r"\d{5}(\.\d+)?", words):
        return _numbered_day(float(words))
    return _written_day(words)


def yes_no(cell: object) -> bool | None:
    """Yes or no, true or false, 1 or 0, in any case."""
    words = text(cell).lower()
    if not words:
        return None
    if words in _YES:
        return True
    if words in _NO:
        return False
    raise BadCell(f"“{words[:40]}” is neither yes nor no. Write one of them.")


def one_of(cell: object, choices: Mapping[str, str]) -> str | None:
    """The value among `choices` (value to label) that the cell names, by either, without regard to case."""
    words = text(cell).casefold()
    if not words:
        return None
    for value, label in choices.items():
        if words in {value.casefold(), label.casefold()}:
            return value
    raise BadCell(f"“{text(cell)[:40]}” is not known here. Write one of: {', '.join(choices)}.")


def _with_point(words: str) -> str:
    """The decimal sign is the one that stands last; the other groups thousands."""
    if words.rfind(",") > words.rfind("."):
        return words.replace(".", "").replace(",", ".") if words.count(",") == 1 else words
    return words.replace(",", "") if words.count(".") == 1 else words


def _numbered_day(found: float) -> date:
    if not 1 <= found <= _LAST_NUMBER:
        raise BadCell(f"{found:g} is no date. Write it as 2026-11-14.")
    return _FIRST_DAY + timedelta(days=int(found))


def _written_day(words: str) -> date:
    iso, dotted = _ISO.fullmatch(words), _DOTTED.fullmatch(words)
    parts = iso.groups() if iso else dotted.groups()[::-1] if dotted else None
    try:
        if parts:
            return date(*map(int, parts))
    except ValueError:
        raise BadCell(f"There is no day {words}. Write one of the calendar, as 2026-11-14.") from None
    raise BadCell(f"“{words[:40]}” is no date, or can be read as several. Write it as 2026-11-14.")
