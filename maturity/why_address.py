"""What the address of "Why did it change" says: whose figure it is about, and between which moments."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from urllib.parse import urlencode

from maturity.matrix_address import OVERALL, MatrixAddress


@dataclass(frozen=True, slots=True)
class WhyAddress:
    """The query of an address; '' stands for the default: the newest moment, the one before, everybody, overall.

    `cycle` and `compare` are those of the matrix. With a `team` there is no `division`.
    """

    cycle: str = ""
    compare: str = ""
    division: str = ""
    team: str = ""
    dimension: str = ""

    @classmethod
    def read(cls, query: Mapping[str, str]) -> "WhyAddress":
        said = {field.name: query.get(field.name, "").strip() for field in fields(cls)}
        if said["team"]:
            said["division"] = ""
        if said["dimension"] == OVERALL:
            said["dimension"] = ""
        return cls(**said)

    @property
    def moments(self) -> MatrixAddress:
        """What the matrix calls the two moments."""
        return MatrixAddress(cycle=self.cycle, compare=self.compare)

    @property
    def query(self) -> str:
        """ "?team=checkout&dimension=testing": only what differs from the default; '' where nothing does."""
        said = [(field.name, getattr(self, field.name)) for field in fields(self)]
        words = urlencode([pair for pair in said if pair[1]])
        return f"?{words}" if words else ""

    def of(self, *, division: str = "", team: str = "") -> "WhyAddress":
        """Of somebody else, everybody where nobody is named; between the same moments."""
        return replace(self, division=division, team=team)

    def in_dimension(self, dimension: str) -> "WhyAddress":
        return replace(self, dimension=dimension)


def why_address(address: MatrixAddress, *, team: str = "", dimension: str = "") -> WhyAddress:
    """Why what the matrix shows is another figure than the one it is compared with."""
    division = "" if team else address.division
    return WhyAddress(address.cycle, address.compare, division, team, dimension or address.dimension)
