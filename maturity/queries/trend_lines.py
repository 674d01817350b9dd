"""A trend's figures as lines: what each shows at each point, why where it shows nothing, and what it changed by."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from maturity import scoring
from maturity.queries.matrix_rows import Keys
from maturity.queries.trend_figures import Behind, Place
from maturity.trend_points import Point


class Value(NamedTuple):
    """A group figure, in ten-thousandths; `state` says why there is none.

    States are those of `scoring.state_of` and of `maturity.trend_measures`, and "archived": a group without any team.
    """

    state: str
    figure: scoring.GroupFigure


@dataclass(frozen=True, slots=True)
class TrendLine:
    """`number` is its place among the colours, None for the line that sums up the others.

    `change` is from its first figure to that of the last point, None where there are no two of them.
    """

    key: str
    name: str
    number: int | None
    values: tuple[Value, ...]
    change: scoring.Change | None

    @property
    def last(self) -> Value:
        return self.values[-1]

    @property
    def reported(self) -> bool:
        """Whether any team of the group had handed in anything at any point."""
        return any(value.state not in {"not_reported", "archived"} for value in self.values)

    @property
    def medians(self) -> tuple[int | None, ...]:
        return tuple(value.figure.median for value in self.values)


@dataclass(frozen=True, slots=True)
class Lines:
    """Makes the lines of one page from what the database answered.

    `seen` are the versions of the model that anybody answered, which decide what can be compared. `missing` is the
    state of a team that answered and has no figure.
    """

    points: Sequence[Point]
    figures: Mapping[Place, Behind]
    keys: Keys
    seen: Collection[int]
    missing: str

    def line(
        self, key: str, name: str, number: int | None, at: tuple[str, str], existing: Sequence[int]
    ) -> TrendLine:
        """`at` is the group and the dimension; `existing` says how many teams the group has at each point."""
        group, dimension = at
        positions = range(len(self.points))
        behind = [self.figures.get((n, group, dimension)) for n in positions]
        values = tuple(self.value(behind[n], (n, group, "") in self.figures, existing[n]) for n in positions)
        return TrendLine(key, name, number, values, self.change(dimension, behind))

    def value(self, behind: Behind | None, reported: bool, existing: int) -> Value:
        figure = scoring.GroupFigure(None, None, None, 0, existing)
        if behind is None:
            return Value("archived" if not existing else "no_data" if reported else "not_reported", figure)
        if behind.median is None:
            return Value(self.without_figure(behind), figure)
        return Value(
            "scored",
            scoring.GroupFigure(behind.median, behind.smallest, behind.largest, behind.known, existing),
        )

    def without_figure(self, behind: Behind) -> str:
        if behind.answered and self.missing:
            return self.missing
        return "not_applicable" if behind.not_applicable and not behind.applicable else "no_data"

    def change(self, dimension: str, behind: Sequence[Behind | None]) -> scoring.Change | None:
        known = [each for each in behind if each and each.median is not None]
        if len(known) < 2 or known[-1] is not behind[-1]:
            return None
        then, now = known[0], known[-1]
        versions = self.versions(then, now)
        same_keys = all(self.keys.same(version, versions[-1], dimension) for version in versions)
        return scoring.change(now.median, then.median, same_version=len(versions) == 1, same_keys=same_keys)

    def versions(self, then: Behind, now: Behind) -> list[int]:
        """Those of the model that are behind two figures; where one is mixed, all that may be in the mixture."""
        named = {then.oldest_version, then.newest_version, now.oldest_version, now.newest_version}
        mixed = then.oldest_version != then.newest_version or now.oldest_version != now.newest_version
        between = (
            {version for version in self.seen if min(named) <= version <= max(named)} if mixed else set()
        )
        return sorted(named | between)
