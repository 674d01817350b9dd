"""What the matrix's address says: it holds the whole state of the page, so that a link shows what was seen."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import urlencode

MEASURES: Final = {"score": "Score", "change": "Change", "gap": "Gap to target", "coverage": "Coverage"}
BY_TEAM: Final = "team"
OVERALL: Final = "overall"


@dataclass(frozen=True, slots=True)
class MatrixAddress:
    """The query of an address. '' stands for the default: newest cycle, the cycle before it, every division.

    `sort` is "team", "overall" or a dimension's key, with "-" before it for the largest first.
    """

    cycle: str = ""
    compare: str = ""
    division: str = ""
    measure: str = "score"
    sort: str = BY_TEAM
    page: int = 1

    @classmethod
    def read(cls, query: Mapping[str, str]) -> "MatrixAddress":
        """From a request's query; what makes no sense in `measure`, `sort` or `page` counts as not said."""
        measure, page = query.get("measure", ""), query.get("page", "")
        return cls(
            cycle=query.get("cycle", ""),
            compare=query.get("compare", ""),
            division=query.get("division", ""),
            measure=measure if measure in MEASURES else "score",
            sort=query.get("sort", "") or BY_TEAM,
            page=int(page) if re.fullmatch(r"[1-9][0-9]{0,5}", page) else 1,
        )

    @property
    def column(self) -> str:
        """What the rows are sorted by, without the direction."""
        return self.sort.removeprefix("-")

    @property
    def largest_first(self) -> bool:
        return self.sort.startswith("-")

    @property
    def query(self) -> str:
        """ "?cycle=2026-q4&sort=-testing": only what differs from the default; '' where nothing does."""
        default = MatrixAddress()
        said = {
            name: getattr(self, name)
            for name in self.__slots__
            if getattr(self, name) != getattr(default, name)
        }
        return f"?{urlencode(said)}" if said else ""

    def showing(self, measure: str) -> "MatrixAddress":
        return replace(self, measure=measure)

    def on_page(self, page: int) -> "MatrixAddress":
        return replace(self, page=page)

    def sorted_by(self, column: str) -> "MatrixAddress":
        """By this column, smallest first; the other way round where it is so already. Begins at the first page."""
        turned = self.sort == column
        return replace(self, sort=f"-{column}" if turned else column, page=1)
