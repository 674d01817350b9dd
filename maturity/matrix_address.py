"""What the matrix's address says: it holds the whole state of the page, so that a link shows what was seen."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Final, NamedTuple
from urllib.parse import urlencode

from common.page_address import PageAddress

MEASURES: Final = {
    "score": "Score",
    "change": "Change",
    "gap": "Gap to target",
    "attained": "Attained level",
    "coverage": "Coverage",
    "confidence": "Confidence",
    "disagreement": "Disagreement",
}
BY_TEAM: Final = "team"
OVERALL: Final = "overall"


RESTATED: Final = "restated"
SUBMITTED: Final = {"yes": "Submitted", "no": "Not submitted"}
GAP_OVER_ONE: Final = "1"


@dataclass(frozen=True, slots=True)
class MatrixAddress(PageAddress):
    """The query of an address. '' stands for the default: newest cycle, the cycle before it, every division and team.

    `cycle` and `compare` name a cycle, or a day: "2026-11-03". `q` is part of a team's name, `dimension` the one
    column beside the overall one, `submitted` "yes" or "no", `gap` "1" for teams with a gap of more than one level.
    `reading` is "" for the figures as they were reported, or "restated".
    `fold` has the slugs of the divisions of which only the figures are shown, with "." between them. `sort` is "team",
    "overall" or a dimension's key, with "-" before it for the largest first.
    """

    cycle: str = ""
    compare: str = ""
    division: str = ""
    q: str = ""
    dimension: str = ""
    submitted: str = ""
    gap: str = ""
    reading: str = ""
    measure: str = "score"
    sort: str = BY_TEAM
    fold: str = ""
    page: int = 1

    CHOICES = {"measure": MEASURES, "submitted": SUBMITTED, "gap": (GAP_OVER_ONE,), "reading": (RESTATED,)}
    LISTS = ("fold",)

    @property
    def column(self) -> str:
        """What the rows are sorted by, without the direction."""
        return self.sort.removeprefix("-")

    @property
    def largest_first(self) -> bool:
        return self.sort.startswith("-")

    @property
    def days(self) -> list[date]:
        """The days, not cycles, that it names."""
        return [day for name in (self.cycle, self.compare) if (day := as_day(name))]

    @property
    def filters(self) -> int:
        """How many filters there are beside the division."""
        return sum(map(bool, (self.q, self.dimension, self.submitted, self.gap)))

    @property
    def chooses_teams(self) -> bool:
        """Whether the group figures are of some teams alone, beside the division."""
        return bool(self.q or self.submitted or self.gap)

    @property
    def folded(self) -> frozenset[str]:
        return frozenset(self.fold.split(".")) - {""}

    def kept_beside(self, *asked: str) -> dict[str, str | int]:
        """What a form that asks for these has to carry along. What it shows begins at the first page."""
        return {name: value for name, value in self.said.items() if name not in (*asked, "page")}

    @property
    def is_restated(self) -> bool:
        return self.reading == RESTATED

    def reading_as(self, reading: str) -> "MatrixAddress":
        return replace(self, reading=reading)

    @property
    def place(self) -> "MatrixAddress":
        """Its moments and its division: what other views of the same figures share."""
        return MatrixAddress(cycle=self.cycle, compare=self.compare, division=self.division)

    def showing(self, measure: str) -> "MatrixAddress":
        return replace(self, measure=measure)

    def on_page(self, page: int) -> "MatrixAddress":
        return replace(self, page=page)

    def unfiltered(self) -> "MatrixAddress":
        return replace(self, q="", dimension="", submitted="", gap="", page=1)

    def folding(self, slug: str) -> "MatrixAddress":
        """With this division folded, or unfolded where it is."""
        return replace(self, fold=".".join(sorted(self.folded ^ {slug})))

    def folding_all(self, slugs: Iterable[str]) -> "MatrixAddress":
        return replace(self, fold=".".join(sorted(slugs)))

    def sorted_by(self, column: str) -> "MatrixAddress":
        """By this column, smallest first; the other way round where it is so already. Begins at the first page."""
        turned = self.sort == column
        return replace(self, sort=f"-{column}" if turned else column, page=1)


class OpenCell(NamedTuple):
    """The cell that is open beside the matrix: "fraud.testing" in its address, of which it is no part elsewhere. Where
    links of the page lead, no cell is open.
    """

    team: str
    dimension: str

    @classmethod
    def read(cls, query: Mapping[str, str]) -> "OpenCell | None":
        """None where no cell is named."""
        found = re.fullmatch(r"([-\w]+)\.([-\w]+)", query.get("open", ""), re.ASCII)
        return cls(*found.groups()) if found else None

    def query(self, address: MatrixAddress) -> str:
        """That of the matrix, with this cell open."""
        return f"?{urlencode({**address.said, 'open': '.'.join(self)})}"


def as_day(name: str) -> date | None:
    """ "2026-11-03" is a day, "2026-q4" is none."""
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", name):
        return None
    try:
        return date.fromisoformat(name)
    except ValueError:
        return None
