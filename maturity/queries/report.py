"""The quarter report: what matrix, movers, waterfall and gaps say of one cycle. No arithmetic of its own."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from maturity.gaps_address import GapsAddress
from maturity.matrix_address import MatrixAddress, as_day
from maturity.models import ClosedFigures
from maturity.movers_address import MoversAddress
from maturity.queries.matrix import Matrix, UnknownInAddress, matrix
from maturity.queries.matrix_cells import Cell
from maturity.queries.matrix_rows import Place, places
from maturity.queries.moments import Moment
from maturity.queries.movers import Movers, movers
from maturity.queries.practice_gaps import Asked, TeamGap, teams_in
from maturity.queries.shared_gaps import SharedGaps, shared_gaps
from maturity.queries.why import Why, why
from maturity.scoring import GroupFigure
from maturity.why_address import WhyAddress

MEASURES: Final = ("score", "change", "gap", "confidence")
"""What the standing shows of each dimension."""


@dataclass(frozen=True, slots=True)
class Line:
    """A dimension, or the overall figure: the group's figure for each of MEASURES, or a team's cells."""

    title: str
    figures: tuple[GroupFigure, ...]
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """Of everybody, of a division or of a team, which `why.whose` names.

    `missing` have not submitted in the cycle, of `teams`. Of a team there are no movers; its `own_gaps` are the largest
    first. `frozen` is None until the cycle is closed and its day is over.
    """

    moment: Moment
    earlier: Moment | None
    lines: tuple[Line, ...]
    teams: int
    missing: tuple[Place, ...]
    movers: Movers | None
    why: Why
    gaps: SharedGaps
    own_gaps: tuple[tuple[Asked, TeamGap], ...]
    frozen: ClosedFigures | None

    @property
    def submitted(self) -> int:
        return self.teams - len(self.missing)


def report(cycle: str, today: date, *, division: str = "", team: str = "") -> Report:
    """A number of statements that depends on nothing. Raises UnknownInAddress."""
    steps = why(WhyAddress(cycle=cycle, division=division, team=team), today)
    if steps is None or as_day(cycle):
        raise UnknownInAddress(cycle)
    of = steps.whose.team.division.slug if steps.whose.team else division
    shown = [_shown(MatrixAddress(cycle=cycle, division=of), measure, today) for measure in MEASURES]
    moment, everyone = steps.moment, places(steps.moment)
    concerned = [
        place for place in everyone if place.slug == team or (not team and of in ("", place.division_slug))
    ]
    gaps = shared_gaps(GapsAddress(cycle=cycle, division=of), today)
    if gaps is None:
        raise UnknownInAddress(cycle)
    return Report(
        moment=moment,
        earlier=steps.earlier,
        lines=_lines(shown, team),
        teams=len(concerned),
        missing=tuple(place for place in concerned if place.submitted is None),
        movers=None if team else movers(MoversAddress(cycle=cycle, division=division), today),
        why=steps,
        gaps=gaps,
        own_gaps=_own(gaps, moment, team, of) if team else (),
        frozen=ClosedFigures.objects.filter(cycle=moment.cycle_id).first(),
    )


def _shown(address: MatrixAddress, measure: str, today: date) -> Matrix:
    found = matrix(address.showing(measure), today)
    if found is None:
        raise UnknownInAddress(address.cycle)
    return found


def _lines(shown: Sequence[Matrix], team: str) -> tuple[Line, ...]:
    titles = [*(title for _, title in shown[0].dimensions), "Overall"]
    figures = [each.figures or _nothing(titles) for each in shown]
    cells = [_row(each, team) for each in shown] if team else []
    return tuple(
        Line(title, tuple(of[n] for of in figures), tuple(of[n] for of in cells if of))
        for n, title in enumerate(titles)
    )


def _nothing(titles: Sequence[str]) -> tuple[GroupFigure, ...]:
    return tuple(GroupFigure(median=None, smallest=None, largest=None, n=0, of=0) for _ in titles)


def _row(shown: Matrix, team: str) -> tuple[Cell, ...]:
    """The team's; of a team that did not exist at the moment, nothing."""
    for group in shown.groups:
        for row in group.rows:
            if row.place.slug == team:
                return row.cells
    return ()


def _own(gaps: SharedGaps, moment: Moment, team: str, division: str) -> tuple[tuple[Asked, TeamGap], ...]:
    by_practice = teams_in(moment, division)
    found = [
        (gap.asked, each)
        for gap in gaps.gaps
        for each in by_practice.get((gap.asked.model, gap.asked.key), ())
        if each.slug == team and each.missing
    ]
    return tuple(sorted(found, key=lambda pair: -pair[1].missing))
