"""What a closing review asks of a goal, and how many goals a plan met."""

from collections.abc import Iterable
from dataclasses import dataclass

MET = "met"
NEEDS_WHY = ("partly", "not_met")


def lacks(outcome: str, why: str) -> str:
    """What is missing before the plan can be finished, as a sentence; empty where nothing is."""
    if not outcome:
        return "Say whether it was met."
    if outcome in NEEDS_WHY and not why.strip():
        return "Say why it was not met in full."
    return ""


@dataclass(frozen=True, slots=True)
class GoalsMet:
    """Of a plan's goals: how many there are, were met, and were not spoken about."""

    total: int
    met: int
    unsaid: int

    @property
    def words(self) -> str:
        """ "6 of 8 goals met", for a list of plans."""
        if not self.total:
            return "no goals"
        if self.unsaid == self.total:
            return "goals not reviewed"
        return f"{self.met} of {self.total} goal{'' if self.total == 1 else 's'} met"


def goals_met(outcomes: Iterable[str]) -> GoalsMet:
    said = list(outcomes)
    return GoalsMet(len(said), sum(each == MET for each in said), sum(not each for each in said))
