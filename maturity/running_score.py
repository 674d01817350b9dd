"""A team's score while its answers change one by one. Pure.

The same figures as `maturity.scoring` computes from all answers at once (a property test holds them equal), kept as
sums, so that the thousands of single changes of an organisation cost an addition each.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final, Literal

from maturity.scoring import UNIT, ratio

NOT_APPLICABLE: Final = "not applicable"

type Said = int | Literal["not applicable"] | None
"""What a team said of a practice: its level, that it does not apply, or None for nothing."""


@dataclass(frozen=True, slots=True)
class AskedDimension:
    """A dimension of an edition: its weight, and its practices' weights by key, in their order."""

    key: str
    weight: int
    practices: Mapping[str, int]


@dataclass(frozen=True)
class Edition:
    """What a version of a model asks. `version` and `model` tell it apart, `levels` is the length of its scale."""

    version: int
    model: int
    levels: int
    dimensions: tuple[AskedDimension, ...]

    def only(self, dimension: str) -> "Edition":
        """The part of it that one dimension is; all of it for ''."""
        if not dimension:
            return self
        kept = tuple(each for each in self.dimensions if each.key == dimension)
        return Edition(self.version, self.model, self.levels, kept)

    @cached_property
    def places(self) -> Mapping[str, tuple[int, int]]:
        """Of each practice the place of its dimension, and its weight; in the order of the model."""
        return {
            key: (place, weight)
            for place, dimension in enumerate(self.dimensions)
            for key, weight in dimension.practices.items()
        }


class RunningScore:
    """The overall score under `edition` (or, where that is one dimension, the dimension's). Begins with no answer."""

    def __init__(self, edition: Edition) -> None:
        self.edition = edition
        self._places = edition.places
        self._weights = [dimension.weight for dimension in edition.dimensions]
        self._levels = [0] * len(self._weights)
        self._answered = [0] * len(self._weights)
        self._total = self._weight = 0

    @property
    def score(self) -> int | None:
        """In ten-thousandths; None where nothing is answered."""
        return ratio(self._total, UNIT * self._weight) if self._weight else None

    def put(self, practice: str, before: Said, after: Said) -> None:
        """What is said of the practice changes from `before` to `after`."""
        place, weight = self._places[practice]
        self._add(place, -1)
        if isinstance(before, int):
            self._levels[place] -= weight * before
            self._answered[place] -= weight
        if isinstance(after, int):
            self._levels[place] += weight * after
            self._answered[place] += weight
        self._add(place, 1)

    def _add(self, place: int, sign: int) -> None:
        """The dimension's score, where it has one, to the sums of the overall one, or away from them."""
        if answered := self._answered[place]:
            weight = self._weights[place]
            self._total += sign * weight * ratio(self._levels[place], answered)
            self._weight += sign * weight


def running(edition: Edition, said: Mapping[str, Said]) -> RunningScore:
    """The score of these answers; of practices that the edition asks alone."""
    score = RunningScore(edition)
    for practice in edition.places:
        score.put(practice, None, said.get(practice))
    return score
