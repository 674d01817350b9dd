"""Gaps that many teams have in one practice: docs/definitions.md ("Shared gap") in code. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from maturity.scoring import UNIT, group_figure

FEWEST_TEAMS = 3
"""With a target; of fewer there is nothing to share."""


@dataclass(frozen=True, slots=True)
class Gap:
    """Of the teams with a level and a target (`teams`), how many are below it, and by how many levels together.

    `median` is that of the missing levels of the teams below, in ten-thousandths; None where there is none.
    """

    teams: int
    below: int
    missing: int
    median: int | None

    @property
    def is_shared(self) -> bool:
        return self.teams >= FEWEST_TEAMS and 2 * self.below > self.teams


def gap(teams: Mapping[int, int]) -> Gap:
    """From how many teams miss how many levels of their target; 0 of those that reached it."""
    below = {missing: count for missing, count in teams.items() if missing > 0 and count}
    each = (UNIT * missing for missing, count in below.items() for _ in range(count))
    return Gap(
        teams=sum(teams.values()),
        below=sum(below.values()),
        missing=sum(missing * count for missing, count in below.items()),
        median=group_figure(each).median,
    )
