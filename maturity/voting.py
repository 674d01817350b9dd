"""What a team's vote shows: counts, and never a person's own level. docs/definitions.md ("Votes") in code."""

from collections import Counter
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any

from maturity.scoring import UNIT

FEWEST = 3
"""Levels are shown of three voters together, and of no fewer."""

type Ballots = Mapping[int, int | None]
"""Voter to level; None is "I don't know"."""


@dataclass(frozen=True, slots=True)
class Tally:
    """A vote after its reveal: `levels` counts the voters of each level of the scale, `unknown` those who don't know.

    A tally that may not be shown has the number of its voters and no counts, so that nothing can leak from it.
    """

    voters: int
    levels: tuple[int, ...] = ()
    unknown: int = 0

    def __post_init__(self) -> None:
        if self.is_shown and (self.voters < FEWEST or sum(self.levels) + self.unknown != self.voters):
            raise ValueError("a tally counts each of three voters or more once")
        if not self.is_shown and self.unknown:
            raise ValueError("a tally that is not shown has no counts")

    @property
    def is_shown(self) -> bool:
        return bool(self.levels)

    @property
    def given(self) -> list[int]:
        """The levels that voters gave, one for each who gave one, the lowest first."""
        return [level for level, count in enumerate(self.levels) for _ in range(count)]

    @property
    def spread(self) -> int | None:
        """The highest minus the lowest level; None where fewer than two voters gave one."""
        given = self.given
        return given[-1] - given[0] if len(given) > 1 else None

    @property
    def median(self) -> int | None:
        """In ten-thousandths; between the two middle levels of an even number lies their mean."""
        given = self.given
        if not given:
            return None
        return UNIT * (given[(len(given) - 1) // 2] + given[len(given) // 2]) // 2

    def dissent(self, level: int | None) -> int | None:
        """How many voters gave another level than the one recorded; None where none is recorded or nothing shown."""
        if level is None or not self.is_shown:
            return None
        return sum(self.levels) - (self.levels[level] if level < len(self.levels) else 0)

    def to_json(self) -> dict[str, Any]:
        """As a submitted answer keeps it."""
        if not self.is_shown:
            return {"voters": self.voters}
        return {"voters": self.voters, "levels": list(self.levels), "unknown": self.unknown}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> "Tally":
        return cls(stored["voters"], tuple(stored.get("levels", ())), stored.get("unknown", 0))


def newest_tally(rounds: Sequence[Ballots], highest_level: int) -> Tally | None:
    """What the last of a practice's revealed votes shows; `rounds` has them all, the oldest first.

    One in which nobody voted says nothing; None where that is all there was.
    """
    said = [ballots for ballots in rounds if ballots]
    if not said:
        return None
    *earlier, last = said
    if not would_show([ballots.keys() for ballots in earlier], last.keys()):
        return Tally(len(last))
    counts = Counter(last.values())
    return Tally(len(last), tuple(counts[level] for level in range(highest_level + 1)), counts[None])


def would_show(earlier: Sequence[AbstractSet[int]], voters: AbstractSet[int]) -> bool:
    """Whether a vote of these voters is shown after the earlier ones, the oldest first, on the same practice.

    It is withheld where it could be taken from one that was shown, so that one or two voters remain.
    """
    shown: list[AbstractSet[int]] = []
    for each in (*earlier, voters):
        is_shown = keeps_voters_together([*shown, each]) and bool(each)
        shown += [each] if is_shown else []
    return bool(shown) and shown[-1] is voters


def keeps_voters_together(shown: Sequence[AbstractSet[int]]) -> bool:
    """Whether counts over these sets of voters, added and subtracted at will, tell of no fewer than three together.

    Voters who took part in the same votes cannot be told apart by any such sum; each group of them must be three.
    """
    everybody = frozenset[int]().union(*shown)
    together = Counter(tuple(voter in voters for voters in shown) for voter in everybody)
    return bool(together) and min(together.values()) >= FEWEST


def in_words(tally: Tally, level: int | None) -> str:
    """ "5 voters, spread 2, 2 of 5 saw another level"; `level` is the one on record, if any."""
    if not tally.is_shown:
        return f"{tally.voters} voted: {_why_withheld(tally.voters)}"
    said = [f"{tally.voters} voters"]
    if tally.spread is not None:
        said.append(f"spread {tally.spread}")
    if tally.unknown:
        said.append(f"{tally.unknown} did not know")
    if (dissent := tally.dissent(level)) is not None:
        said.append(f"{dissent or 'none'} of {tally.voters} saw another level")
    return ", ".join(said)


def _why_withheld(voters: int) -> str:
    return "too few to show" if voters < FEWEST else "too close to the vote before to show"
