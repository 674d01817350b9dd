"""What a heading means: a phase with its weeks, a section by its words, a due week."""

import re
from dataclasses import dataclass

from plans.document.model import Due, Section
from plans.document.text import one_line, plain

LAST_WEEK = 104
_DASH = r"(?:-|–|—|&|to|and|through)"
_RANGE = (
    rf"(?P<unit>weeks?|months?|days?)\s*(?P<first>\d{{1,4}})"
    rf"(?:\s*{_DASH}\s*(?:weeks?\s*|months?\s*|days?\s*)?(?P<last>\d{{1,4}})(?!\d))?"
)
_RANGE_ALONE = re.compile(_RANGE, re.IGNORECASE)
_FIRST_DAYS = r"first\s+(?P<until>\d{1,3})\s+days"
_LEADING = re.compile(
    rf"^(?P<label>(?:phase\s*\d+\s*[:.,–—-]\s*)?(?:{_RANGE}|{_FIRST_DAYS}))(?!\w)(?P<rest>.*)$", re.IGNORECASE
)
_PHASE_FIRST = re.compile(
    rf"^(?P<label>phase\s*\d+\s*\(\s*(?:{_RANGE}|{_FIRST_DAYS})\s*\))(?P<rest>.*)$", re.IGNORECASE
)
_TRAILING = re.compile(
    rf"^(?:(?P<phase>phase\s*\d+)\s*[:.,–—-]\s*)?(?P<title>.*\S)\s*\(\s*(?P<range>{_RANGE}|{_FIRST_DAYS})\s*\)$",
    re.IGNORECASE,
)
# "60 days" beside "30 days" is the second of three months, and "Phase 3" without weeks the third of the usual four.
_THIRTY = re.compile(r"^(?P<label>(?P<days>30|60|90)\s+days)(?!\w)(?P<rest>.*)$", re.IGNORECASE)
_NUMBERED = re.compile(r"^(?P<label>phase\s*(?P<n>\d{1,2}))(?!\w)(?P<rest>.*)$", re.IGNORECASE)
_USUAL_WEEKS = ((1, 2), (3, 4), (5, 8), (9, 13))
_SEPARATOR = re.compile(r"^\s*[:.,|–—-]\s*")
_WEEKS_ANYWHERE = re.compile(
    rf"\bweeks?\s*(\d{{1,4}})(?:\s*{_DASH}\s*(?:weeks?\s*)?(\d{{1,4}}))?(?!\w)", re.IGNORECASE
)
_SECTION_WORDS: tuple[tuple[Section, re.Pattern[str]], ...] = (
    ("quick_wins", re.compile(r"\bquick[\s-]wins?\b")),
    ("goals", re.compile(r"^(?:the |our |key |main )*(?:goals?|objectives?|aims?)\b")),
    ("activities", re.compile(r"^(?:the |our |key |main )*(?:activit(?:y|ies)|actions?|tasks?|to-?dos?)\b")),
    (
        "deliverables",
        re.compile(r"^(?:the |our |key |main |expected )*(?:deliverables?|outputs?|artefacts?|artifacts?)\b"),
    ),
    ("meetings", re.compile(r"^(?:the |our |key |main |regular |important )*(?:meetings?|ceremonies)\b")),
)


@dataclass(frozen=True, slots=True)
class PhaseHeading:
    """A heading that opens a phase: `label` is the words that give the weeks, `title` is the rest.

    `assumed` is true where the words only number the phase, and its weeks are the usual ones.
    """

    label: str
    title: str
    first_week: int
    last_week: int
    assumed: bool = False


def phase_heading(text: str) -> PhaseHeading | None:
    """The phase that a heading opens, or None. ValueError where it names weeks that cannot be."""
    text = one_line(text)
    found = _LEADING.match(text) or _PHASE_FIRST.match(text)
    if found is not None:
        return _leading(found)
    found = _TRAILING.match(text)
    if found is None or section_kind(text):
        return _without_weeks(text)
    label = f"{found['phase']} ({found['range']})" if found["phase"] else found["range"]
    return PhaseHeading(label, found["title"], *_weeks(found))


def _leading(found: re.Match[str]) -> PhaseHeading | None:
    if found["until"] is None and found["unit"].lower().startswith("day") and found["last"] is None:
        return None
    title = _title(found["rest"])
    return None if title is None else PhaseHeading(found["label"], title, *_weeks(found))


def _title(rest: str) -> str | None:
    """The title after the label; None where the words go on as a sentence would."""
    rest = rest.strip()
    separator = _SEPARATOR.match(rest)
    if rest and separator is None and not rest.startswith("("):
        return None
    return rest[separator.end() :] if separator else rest


def _without_weeks(text: str) -> PhaseHeading | None:
    found = _THIRTY.match(text) or _NUMBERED.match(text)
    title = _title(found["rest"]) if found else None
    if found is None or title is None:
        return None
    if found.re is _THIRTY:
        month = int(found["days"]) // 30
        return PhaseHeading(found["label"], title, *_month_weeks(month, month))
    usual = _usual_weeks(int(found["n"])) if title else None
    return PhaseHeading(found["label"], title, *usual, assumed=True) if usual else None


def _usual_weeks(n: int) -> tuple[int, int]:
    """The weeks of phase `n` of a plan that only numbers its phases; after the fourth, four weeks each."""
    if n < 1:
        raise ValueError("a plan begins with phase 1, not with phase 0")
    if n <= len(_USUAL_WEEKS):
        return _USUAL_WEEKS[n - 1]
    last = _USUAL_WEEKS[-1][1] + 4 * (n - len(_USUAL_WEEKS))
    if last > LAST_WEEK:
        raise ValueError(f"a plan ends by week {LAST_WEEK}, not in week {last}")
    return last - 3, last


def _weeks(found: re.Match[str]) -> tuple[int, int]:
    first, last = (1, int(found["until"])) if found["until"] else _numbers(found["first"], found["last"])
    unit = "day" if found["until"] else found["unit"].lower().rstrip("s")
    if first < 1:
        raise ValueError(f"a plan begins with {unit} 1, not with {unit} {first}")
    if first > last:
        raise ValueError(f"{unit} {first} comes after {unit} {last}: write the earlier one first")
    weeks = {"week": (first, last), "month": _month_weeks(first, last), "day": _day_weeks(first, last)}[unit]
    if weeks[1] > LAST_WEEK:
        raise ValueError(f"a plan ends by week {LAST_WEEK}, not in week {weeks[1]}")
    return weeks


def _numbers(first: str, last: str | None) -> tuple[int, int]:
    return int(first), int(last or first)


def _month_weeks(first: int, last: int) -> tuple[int, int]:
    """A month is four weeks, and the third ends with week 13, on day 90 (docs/definitions.md)."""
    return _month_end(first - 1) + 1, _month_end(last)


def _month_end(month: int) -> int:
    return 4 * month + (1 if month >= 3 else 0)


def _day_weeks(first: int, last: int) -> tuple[int, int]:
    """Weeks of a run of calendar days; a week belongs to it with at least its five first days."""
    begin = (first - 1) // 7 + 1 + (1 if (first - 1) % 7 >= 5 else 0)
    end = last // 7 + (1 if last % 7 >= 5 else 0)
    return begin, max(begin, end)


def default_label(first_week: int, last_week: int) -> str:
    """The label of a phase that never had words of its own."""
    return f"Week {first_week}" if first_week == last_week else f"Weeks {first_week}–{last_week}"


def section_kind(text: str) -> Section:
    """The section that a heading opens inside a phase, or "" for one that is kept as a note."""
    words = re.sub(r"^[^a-z]+", "", plain(text).casefold())
    return next((section for section, pattern in _SECTION_WORDS if pattern.search(words)), "")


def due_in_heading(text: str) -> Due | None:
    """The week end that a section's heading names: "Deliverables by end of week 2"."""
    found = _WEEKS_ANYWHERE.search(text)
    week = int(found[2] or found[1]) if found else 0
    return Due("week_end", week) if 1 <= week <= LAST_WEEK else None
