"""What the address of "Why did it change" says: whose figure it is about, and between which moments."""

from dataclasses import dataclass, replace

from common.page_address import PageAddress
from maturity.matrix_address import OVERALL, MatrixAddress


@dataclass(frozen=True, slots=True)
class WhyAddress(PageAddress):
    """The query of an address; '' stands for the default: the newest moment, the one before, everybody, overall.

    `cycle` and `compare` are those of the matrix. With a `team` there is no `division`.
    """

    cycle: str = ""
    compare: str = ""
    division: str = ""
    team: str = ""
    dimension: str = ""

    def sensible(self) -> "WhyAddress":
        return replace(
            self,
            division="" if self.team else self.division,
            dimension="" if self.dimension == OVERALL else self.dimension,
        )

    @property
    def moments(self) -> MatrixAddress:
        """What the matrix calls the two moments."""
        return MatrixAddress(cycle=self.cycle, compare=self.compare)

    def of(self, *, division: str = "", team: str = "") -> "WhyAddress":
        """Of somebody else, everybody where nobody is named; between the same moments."""
        return replace(self, division=division, team=team)

    def in_dimension(self, dimension: str) -> "WhyAddress":
        return replace(self, dimension=dimension)


def why_address(address: MatrixAddress, *, team: str = "", dimension: str = "") -> WhyAddress:
    """Why what the matrix shows is another figure than the one it is compared with."""
    division = "" if team else address.division
    return WhyAddress(address.cycle, address.compare, division, team, dimension or address.dimension)
