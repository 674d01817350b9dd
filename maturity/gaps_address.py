"""What the address of the shared gaps says."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import urlencode

from maturity.matrix_address import MatrixAddress

ALL: Final = "all"


@dataclass(frozen=True, slots=True)
class GapsAddress:
    """The query of an address; '' stands for the newest cycle, every division, no practice unfolded, the largest gaps.

    `show` is "all" where every practice with a gap is asked for.
    """

    cycle: str = ""
    division: str = ""
    practice: str = ""
    show: str = ""

    @classmethod
    def read(cls, query: Mapping[str, str]) -> "GapsAddress":
        return cls(*(query.get(name, "") for name in cls.__slots__))

    @property
    def query(self) -> str:
        """ "?division=payments"; '' where nothing differs from the default."""
        said = {name: value for name in self.__slots__ if (value := getattr(self, name))}
        return f"?{urlencode(said)}" if said else ""

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
