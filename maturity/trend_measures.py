"""What a trend can show: which figures of a snapshot, and how they read. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Measure:
    """`is_share` says that its unit is 100 % and not a level.

    `missing` is the state of a team that answered and has no such figure all the same; '' where that cannot be.
    """

    title: str
    is_share: bool = False
    less_is_better: bool = False
    missing: str = ""


MEASURES: Final[Mapping[str, Measure]] = {
    "score": Measure("Score"),
    "gap": Measure("Gap to target", less_is_better=True, missing="no_target"),
    "target": Measure("Target", missing="no_target"),
    "coverage": Measure("Coverage", is_share=True),
    "confidence": Measure("Confidence", is_share=True),
    "disagreement": Measure("Disagreement", less_is_better=True, missing="no_vote"),
}
"""By the column of the snapshot."""
