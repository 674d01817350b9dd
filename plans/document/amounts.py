"""Efforts ("2-4 hours") and counts ("6-8 engineers"), in cells and in sentences."""

import re

from plans.document.model import CountRange, EffortRange, Unit
from plans.document.text import one_line

_NUMBERS = r"(?P<low>\d{1,4})(?:\s?(?:-|–|—|to)\s?(?P<high>\d{1,4}))?"
_UNIT = r"(?P<unit>min(?:ute)?s?|h(?:(?:ou)?rs?)?|days?|weeks?)\b"
_EFFORT = re.compile(rf"{_NUMBERS}[\s-]?{_UNIT}", re.IGNORECASE)
# In prose only a sentence that begins with an amount of time states an effort: "fails after 6 hours" does not.
_EFFORT_SENTENCE = re.compile(
    r"(?:^|(?<=[.!?])\s+|(?<=\n))(?:(?:probably|about|roughly|around|approximately|effort:|estimate:|takes)\s+)?"
    rf"(?P<words>{_NUMBERS}\s?{_UNIT}(?: of work)?(?: \+ \w+)?)",
    re.IGNORECASE,
)
_CODE = re.compile(r"^( {0,3})(`{3,}|~{3,}).*?(?:^ {0,3}\2[`~]*[ \t]*$|\Z)", re.MULTILINE | re.DOTALL)
_COUNT = re.compile(rf"{_NUMBERS}(?![\d:.%])(?:\s+\S.*)?", re.IGNORECASE)
_NOT_COUNTED = r"min(?:ute)?s?|h(?:ou)?rs?|days?|weeks?|months?|quarters?|years?|percent|times"
_COUNT_IN_TITLE = re.compile(
    r"(?<![\w$€£.,:-])(?P<low>\d{1,3})\s?(?:-|–|—|to)\s?(?P<high>\d{1,3})(?![\d%.,:-])"
    rf"\s+(?!(?:{_NOT_COUNTED})\b)(?P<noun>(?:[a-z][\w-]*\s+){{0,2}}?[a-z][\w-]*[^s\W]s)\b",
    re.IGNORECASE,
)
_NUMBERED = re.compile(
    r"\b(?:weeks?|days?|months?|phases?|levels?|sev|severity|priority|tiers?|sections?|chapters?|versions?|steps?)\s*$",
    re.IGNORECASE,
)


def parse_effort(text: str) -> EffortRange | None:
    """The effort that a cell states, with all of its words, or None."""
    text = one_line(text)
    found = _EFFORT.match(text)
    return _effort(found, text) if found else None


def effort_in(body: str) -> EffortRange | None:
    """The first effort that a sentence of the body begins with, outside its code blocks."""
    found = _EFFORT_SENTENCE.search(_CODE.sub("", body))
    return _effort(found, one_line(found["words"])) if found else None


def _effort(found: re.Match[str], words: str) -> EffortRange | None:
    low = int(found["low"])
    high = int(found["high"] or low)
    return EffortRange(low, high, _unit(found["unit"]), words) if low <= high else None


def _unit(word: str) -> Unit:
    units: dict[str, Unit] = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
    return units[word[0].lower()]


def parse_count(text: str) -> CountRange | None:
    """The count that a cell states, with all of its words, or None."""
    text = one_line(text)
    found = _COUNT.fullmatch(text)
    low, high = (int(found["low"]), int(found["high"] or found["low"])) if found else (0, -1)
    return CountRange(low, high, text) if low <= high else None


def count_in(title: str) -> CountRange | None:
    """The range of things that a title asks for; weeks, levels, money, shares and times are not things."""
    for found in _COUNT_IN_TITLE.finditer(title):
        low, high = int(found["low"]), int(found["high"])
        if low < high and not _NUMBERED.search(title[max(0, found.start() - 20) : found.start()]):
            return CountRange(low, high, one_line(found[0]))
    return None
