"""What the address of the shared gaps says."""

from dataclasses import dataclass, replace
from typing import Final

from common.page_address import PageAddress
from maturity.matrix_address import MatrixAddress

ALL: Final = "all"


@dataclass(frozen=True, slots=True)
class GapsAddress(PageAddress):
    """The query of an address; '' stands for the newest cycle, every division, no practice unfolded, the largest gaps.

    `show` is "all" where every practice with a gap is asked for.
    """

    cycle: str = ""
    division: str = ""
    practice: str = ""
    show: str = ""

    def unfolding(self, practice: str) -> "GapsAddress":
        """With this practice unfolded, or folded again where it is."""
        return replace(self, practice="" if practice == self.practice else practice)

    @property
    def shows_all(self) -> bool:
        return self.show == ALL

    def showing_all(self) -> "GapsAddress":
        return replace(self, show=ALL)

    def worst_first(self, dimension: str) -> MatrixAddress:
        """The matrix of the same moment and division, with the largest gaps in a dimension first."""
        return replace(self.matrix, measure="gap", sort=f"-{dimension}")

    @property
    def matrix(self) -> MatrixAddress:
        """The same moment and division of the matrix."""
        return MatrixAddress(cycle=self.cycle, division=self.division)
