"""The biggest rises and falls, and what they come from: docs/definitions.md ("Movers") in code. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from maturity.scoring import shown
from maturity.waterfall import Kind, Waterfall
from maturity.why_words import NAMES, counted, move_in_words, share

NAMED: Final = 3
"""How many causes are named one by one."""


class Moved(NamedTuple):
    """A change of a team's overall figure (''), or of a dimension's, in ten-thousandths."""

    team: int
    dimension: str
    change: int


def moves(change: int) -> bool:
    """Whether a reader sees it: what rounds to 0.0 has not moved."""
    return shown(change) != "0.0"


def rises(found: Iterable[Moved]) -> list[Moved]:
    """The largest first; equal ones stay in their order."""
    return sorted((each for each in found if each.change > 0 and moves(each.change)), key=lambda m: -m.change)


def falls(found: Iterable[Moved]) -> list[Moved]:
    return sorted((each for each in found if each.change < 0 and moves(each.change)), key=lambda m: m.change)


@dataclass(frozen=True, slots=True)
class Cause:
    """A practice, or several that are not named one by one; `practice` is then '', as it is for a whole step.

    `share` is what it adds to the figure, `move` what became of the answer, or how many practices there are.
    """

    kind: Kind
    practice: str
    move: str
    share: int

    def said(self, titles: Mapping[str, str]) -> str:
        """ "Raised: Alerts lead to action 1 → 3, +0.25"; "Lowered: 2 more practices, −0.10"."""
        title = titles.get(self.practice, self.practice)
        what = " ".join(word for word in (title, self.move) if word)
        return f"{NAMES[self.kind]}{f': {what}' if what else ''}, {share(self.share)}"


def causes(found: Waterfall) -> tuple[Cause, ...]:
    """Of one team's change: the largest shares first, the others by kind. They add up to the change."""
    each = sorted(_each(found), key=lambda cause: -abs(cause.share))
    others = [_summed([other for other in each[NAMED:] if other.kind == kind]) for kind in Kind]
    return (*each[:NAMED], *(other for other in others if other))


def _summed(others: Sequence[Cause]) -> Cause | None:
    if len(others) < 2:
        return others[0] if others else None
    return Cause(
        others[0].kind, "", counted(len(others), "more practice"), sum(other.share for other in others)
    )


def _each(found: Waterfall) -> Iterator[Cause]:
    for step in found.steps:
        if all(part.share is None for part in step.parts):
            yield Cause(step.kind, "", "", step.share)
            continue
        for part in step.parts:
            said = "; ".join(move_in_words(move) for move in part.moves)
            yield Cause(step.kind, part.practice, said, part.share or 0)
