"""Calendar quarters: their names, their days, and when a round of self-assessments in one is due. Pure."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Self

_SLUG = re.compile(r"([1-9]\d{3})-q([1-4])")


@dataclass(frozen=True, order=True, slots=True)
class Quarter:
    """`number` is 1 to 4. Quarters sort by time."""

    year: int
    number: int

    def __post_init__(self) -> None:
        if not (1 <= self.number <= 4 and date.min.year <= self.year <= date.max.year):
            raise ValueError(f"there is no quarter {self.number} of {self.year}")

    @classmethod
    def of(cls, day: date) -> Self:
        return cls(day.year, (day.month + 2) // 3)

    @classmethod
    def parse(cls, slug: str) -> Self:
        """The quarter that a slug such as "2026-q4" names; ValueError for anything else."""
        if found := _SLUG.fullmatch(slug.lower()):
            return cls(int(found[1]), int(found[2]))
        raise ValueError(f'"{slug}" is no quarter; write it like 2026-q4')

    @property
    def slug(self) -> str:
        return f"{self.year}-q{self.number}"

    @property
    def name(self) -> str:
        return f"{self.year} Q{self.number}"

    @property
    def first_day(self) -> date:
        return date(self.year, 3 * self.number - 2, 1)

    @property
    def last_day(self) -> date:
        return _last_day(self.year, 3 * self.number)

    @property
    def next(self) -> Self:
        return self.shifted(1)

    @property
    def previous(self) -> Self:
        return self.shifted(-1)

    def shifted(self, by: int) -> Self:
        """The quarter that is `by` quarters later, or earlier where `by` is negative."""
        year, number = divmod(4 * self.year + self.number - 1 + by, 4)
        return type(self)(year, number + 1)

    def due_day(self, opened_on: date | None = None) -> date:
        """When self-assessments are due unless somebody says otherwise.

        The last day of the second month leaves a month to talk about the answers; a round that opens after it
        is due at the end of the quarter.
        """
        usual = _last_day(self.year, 3 * self.number - 1)
        return usual if opened_on is None or opened_on <= usual else self.last_day


@dataclass(frozen=True, slots=True)
class TargetQuarter:
    """A quarter by which a target may be meant. `slug` is empty where a cycle is named after no quarter."""

    slug: str
    name: str


_AHEAD = 4


def target_quarters(cycle: str, kept: str = "") -> tuple[TargetQuarter, ...]:
    """The four after the cycle's, which is given by its slug; before them the one that a target has already."""
    asked = _parsed(cycle)
    ahead = [asked.shifted(by) for by in range(1, _AHEAD + 1)] if asked else []
    offered = tuple(TargetQuarter(each.slug, each.name) for each in ahead)
    if not kept or kept in {each.slug for each in offered}:
        return offered
    return TargetQuarter(kept, target_quarter_name(kept, cycle)), *offered


@lru_cache(maxsize=1000)  # a file of answers asks it for each of its rows
def following_quarter(cycle: str) -> str:
    """The slug of the quarter after the cycle's, by which targets are meant; empty where its slug is no quarter."""
    try:
        return Quarter.parse(cycle).next.slug
    except ValueError:
        return ""


def target_quarter_name(slug: str, cycle: str) -> str:
    """ "2027 Q1"; "2026 Q3, passed" where the cycle is of a later quarter; empty without one."""
    quarter, asked = _parsed(slug), _parsed(cycle)
    if quarter is None:
        return ""
    return f"{quarter.name}, passed" if asked and quarter < asked else quarter.name


def _parsed(slug: str) -> Quarter | None:
    try:
        return Quarter.parse(slug)
    except ValueError:
        return None


def _last_day(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])
