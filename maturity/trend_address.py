"""What the address of a trend says: it holds the whole state of the page, so that a link shows what was seen. Pure."""

import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from typing import Final, Protocol
from urllib.parse import urlencode

from maturity.trend_measures import MEASURES, Measure
from maturity.trend_points import STEPS, day_in_words

OVERALL: Final = "overall"
"""Stands in an address for the line that sums up the dimensions, whose key is empty."""


class Query(Protocol):
    """What a request's query can do."""

    def get(self, name: str, default: str, /) -> str | None: ...

    def getlist(self, name: str, /) -> Sequence[str]: ...


class BadRange(ValueError):
    """The days of an address make no range. `field` is "from" or "to"; the words say what to do."""

    def __init__(self, field: str, words: str) -> None:
        super().__init__(words)
        self.field, self.words = field, words


@dataclass(frozen=True, slots=True)
class TrendAddress:
    """The query of an address; '' stands for the default.

    `begins` and `ends` are the days as they were typed. `lines` are the keys of those to draw, none for all.
    `dimension` is what trends by division and team are about, `look` whether a chart or a table is in front.
    """

    division: str = ""
    team: str = ""
    measure: str = "score"
    step: str = "cycle"
    begins: str = ""
    ends: str = ""
    dimension: str = OVERALL
    lines: tuple[str, ...] = ()
    look: str = "chart"
    page: int = 1

    @classmethod
    def read(cls, query: Query) -> "TrendAddress":
        """From a request's query; what makes no sense in `measure`, `step` or `page` counts as not said."""
        measure, step = query.get("measure", "") or "", query.get("step", "") or ""
        page = query.get("page", "") or ""
        return cls(
            division=query.get("division", "") or "",
            team=query.get("team", "") or "",
            measure=measure if measure in MEASURES else "score",
            step=step if step in STEPS else "cycle",
            begins=(query.get("from", "") or "").strip(),
            ends=(query.get("to", "") or "").strip(),
            dimension=query.get("dimension", "") or OVERALL,
            lines=tuple(dict.fromkeys(query.getlist("line"))),
            look="table" if query.get("as", "") == "table" else "chart",
            page=int(page) if re.fullmatch(r"[1-9][0-9]{0,5}", page) else 1,
        )

    @property
    def query(self) -> str:
        """ "?step=month&from=2026-01-01": only what differs from the default; '' where nothing does."""
        said = [(name, value) for name, value in self.words.items() if value != _DEFAULT[name]]
        said += [("line", line) for line in self.lines]
        return f"?{urlencode(said)}" if said else ""

    @property
    def measured(self) -> Measure:
        return MEASURES[self.measure]

    @property
    def dimension_key(self) -> str:
        """As snapshots have it."""
        return "" if self.dimension == OVERALL else self.dimension

    def days(self, today: date) -> tuple[date | None, date]:
        """The first day, None where the address leaves it open, and the last, today at the latest. Raises BadRange."""
        begins, ends = _day("from", self.begins), _day("to", self.ends)
        if begins and ends and begins > ends:
            words = f"The range begins after it ends, on {day_in_words(ends)}. Choose an earlier first day."
            raise BadRange("from", words)
        if begins and begins > today:
            raise BadRange("from", "This day is still to come. Choose today or an earlier day.")
        return begins, min(ends or today, today)

    def but(self, **changes: str | int | tuple[str, ...]) -> "TrendAddress":
        """With something else asked for, from the first page on."""
        return replace(self, **({"page": 1} | changes))  # type: ignore[arg-type]

    @property
    def words(self) -> Mapping[str, str]:
        """Every word that may stand once, by its name in the query."""
        return {
            "division": self.division,
            "team": self.team,
            "measure": self.measure,
            "step": self.step,
            "from": self.begins,
            "to": self.ends,
            "dimension": self.dimension,
            "as": self.look,
            "page": str(self.page),
        }


_DEFAULT = TrendAddress().words


def _day(field: str, typed: str) -> date | None:
    if not typed:
        return None
    with suppress(ValueError):
        if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", typed):
            return date.fromisoformat(typed)
    raise BadRange(field, f"“{typed[:40]}” is no day. Write it like 2026-11-19.")
