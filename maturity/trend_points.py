"""The points of a trend by month or day: which days each stands for, and what is written below it. Pure."""

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

STEPS: Final = {"cycle": "By cycle", "month": "By month", "day": "By day"}
FEWEST_POINTS: Final = 8
"""Eight quarters can be asked for, however many teams there are."""
MOST_POINTS: Final = 400
"""A year by day."""
MOST_ROWS: Final = 250_000
"""Rows of snapshots that one page may read: about half a second on a small machine, on either database."""

_LINES = 12  # a usual model's dimensions and the overall figure, which is what a team has of rows on a day
_LABELS = 12  # below an axis, before they touch
_MONTHS_APART = (1, 2, 3, 6, 12, 24, 60)
_DAYS_APART = (1, 7, 14, 28, 56)  # from Monday to Monday


@dataclass(frozen=True, slots=True)
class Point:
    """Its figures are those of the newest day from `first` to `last` that has some, of the teams that exist on `last`.

    `first` is None where it is known already that there is no such day. `key` is "2026-q4", "2026-11" or "2026-11-19",
    `name` the same in words.
    """

    key: str
    name: str
    first: date | None
    last: date


def most_points(teams: int) -> int:
    """How many points a trend over so many teams may have."""
    return max(FEWEST_POINTS, min(MOST_POINTS, MOST_ROWS // (_LINES * max(teams, 1))))


def month_points(since: date, until: date, most: int) -> list[Point]:
    """A point for each month of the range, oldest first; of more than `most` the newest."""
    first, last = _month_number(since), _month_number(until)
    return [_month(number, since, until) for number in range(max(first, last - most + 1), last + 1)]


def day_points(since: date, until: date, most: int) -> list[Point]:
    """A point for each day of the range, oldest first; of more than `most` the newest."""
    count = min((until - since).days + 1, most)
    days = [until - timedelta(days=back) for back in range(count - 1, -1, -1)]
    return [Point(day.isoformat(), day_in_words(day), day, day) for day in days]


def axis_labels(step: str, points: Sequence[Point]) -> list[str]:
    """What stands below each point: '' for most of them where there are too many to write."""
    if step == "month":
        return _month_labels(points)
    if step == "day":
        return _day_labels(points)
    apart = -(-len(points) // _LABELS)
    return [point.name if (len(points) - 1 - n) % apart == 0 else "" for n, point in enumerate(points)]


def day_in_words(day: date) -> str:
    """ "Thu 19 Nov 2026": trends go over years, so that a day needs its own."""
    return f"{day:%a} {day.day} {day:%b} {day.year}"


def _month_number(day: date) -> int:
    return 12 * day.year + day.month - 1


def _month(number: int, since: date, until: date) -> Point:
    first = date(number // 12, number % 12 + 1, 1)
    last = first.replace(day=monthrange(first.year, first.month)[1])
    return Point(f"{first:%Y-%m}", f"{first:%B} {first.year}", max(first, since), min(last, until))


def _month_labels(points: Sequence[Point]) -> list[str]:
    apart = _apart(len(points), _MONTHS_APART)
    shown = [point.last if _month_number(point.last) % apart == 0 else None for point in points]
    return _with_years([f"{day:%b}" if day else "" for day in shown], shown)


def _day_labels(points: Sequence[Point]) -> list[str]:
    apart = _apart(len(points), _DAYS_APART)
    shown = [point.last if apart == 1 or point.last.toordinal() % apart == 1 else None for point in points]
    return _with_years([f"{day.day} {day:%b}" if day else "" for day in shown], shown)


def _apart(count: int, choices: Sequence[int]) -> int:
    return next((choice for choice in choices if count <= choice * _LABELS), choices[-1])


def _with_years(labels: Sequence[str], shown: Sequence[date | None]) -> list[str]:
    """The first label of each year says which."""
    seen: set[int] = set()
    said = []
    for label, day in zip(labels, shown, strict=True):
        new = day is not None and day.year not in seen
        said.append(f"{label} {day.year}" if day and new else label)
        seen.update({day.year} if day else ())
    return said
