"""The matrix: where every team stands in every dimension at one moment, compared with another.

Read from snapshot rows alone, in a number of statements that does not depend on the number of teams.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from maturity import scoring
from maturity.matrix_address import BY_TEAM, OVERALL, MatrixAddress
from maturity.queries.matrix_cells import Cell, Judge
from maturity.queries.matrix_rows import (
    Place,
    drafted_dimensions,
    places,
    practice_keys,
    standings,
)
from maturity.queries.moments import Moment, before, moments

TEAMS_PER_PAGE = 500
TREND_CYCLES = 6


class UnknownInAddress(LookupError):
    """The address names a cycle or a division that does not exist."""


@dataclass(frozen=True, slots=True)
class Row:
    """A team: `cells` in the order of the dimensions, the overall one last; `trend` is its overall score, oldest first.

    `drafted` is the number of dimensions that its draft answers in full, None where it has not begun one.
    """

    place: Place
    cells: tuple[Cell, ...]
    trend: tuple[int | None, ...]
    drafted: int | None


@dataclass(frozen=True, slots=True)
class Group:
    """A division's rows on this page; its figures are of all its teams, in the order of a row's cells.

    Nameless, and without figures of its own, where the rows are sorted by a column.
    """

    name: str
    figures: tuple[scoring.GroupFigure, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Matrix:
    """One page of it. `figures`, `teams` and `submitted` are of all teams that the address asks for.

    `cycles` is the length of a row's trend. The last two say what a reader has to know about changes.
    """

    address: MatrixAddress
    today: date
    moment: Moment
    earlier: Moment | None
    moments: tuple[Moment, ...]
    divisions: tuple[tuple[str, str], ...]
    dimensions: tuple[tuple[str, str], ...]
    groups: tuple[Group, ...]
    figures: tuple[scoring.GroupFigure, ...]
    teams: int
    submitted: int
    cycles: int
    pages: int
    across_versions: bool
    not_comparable: bool


def matrix(address: MatrixAddress, today: date) -> Matrix | None:
    """What the address asks for; None where no cycle has begun. Raises UnknownInAddress."""
    known = moments(today)
    if not known:
        return None
    moment = _chosen(known, address.cycle)
    earlier = _earlier(known, moment, address.compare)
    everyone = places(moment)
    trend = [m.day for m in reversed(known) if m.opens <= moment.opens][-TREND_CYCLES:]
    found = standings(moment.day, earlier.day if earlier else None, trend, address.division)
    keys = practice_keys({moment.version_id, *found.versions})
    dimensions = keys.dimensions(moment.version_id)
    drafts = drafted_dimensions(moment, keys) if moment.is_open else {}
    judge = Judge(address.measure, keys, [key for key, _ in dimensions])
    rows = [
        Row(
            place,
            judge.cells(found.now.get(place.id), found.then.get(place.id, {})),
            tuple([found.overall.get((place.id, day)) if day else None for day in trend]),
            drafts.get(place.id),
        )
        for place in _of_division(everyone, address.division)
    ]
    return Matrix(
        address=address,
        today=today,
        moment=moment,
        earlier=earlier,
        moments=tuple(known),
        divisions=tuple(dict.fromkeys((place.division_slug, place.division) for place in everyone)),
        dimensions=tuple(dimensions),
        groups=_groups(rows, address, [*(key for key, _ in dimensions), OVERALL]),
        figures=_figures(rows),
        teams=len(rows),
        submitted=sum(row.place.submitted is not None for row in rows),
        cycles=len(trend),
        pages=-(-len(rows) // TEAMS_PER_PAGE),
        across_versions=judge.across_versions,
        not_comparable=judge.not_comparable,
    )


def chosen_moments(address: MatrixAddress, today: date) -> tuple[Moment | None, Moment | None]:
    """The moment that the address asks for, and the one to compare it with. Raises UnknownInAddress."""
    known = moments(today)
    if not known:
        return None, None
    moment = _chosen(known, address.cycle)
    return moment, _earlier(known, moment, address.compare)


def _chosen(known: Sequence[Moment], slug: str) -> Moment:
    for moment in known:
        if slug in ("", moment.slug):
            return moment
    raise UnknownInAddress(slug)


def _earlier(known: list[Moment], moment: Moment, slug: str) -> Moment | None:
    """The cycle to compare with: the one asked for where that is an earlier one, else the one before.

    Where the same day's figures stand for both, there is nothing to compare with.
    """
    other = _chosen(known, slug) if slug else before(known, moment)
    if other is not None and other.opens >= moment.opens:
        other = before(known, moment)
    return None if other is None or other.day == moment.day else other


def _of_division(everyone: Sequence[Place], slug: str) -> Sequence[Place]:
    teams = [place for place in everyone if slug in ("", place.division_slug)]
    if slug and not teams:
        raise UnknownInAddress(slug)
    return teams


def _groups(rows: list[Row], address: MatrixAddress, columns: Sequence[str]) -> tuple[Group, ...]:
    """This page's rows: by division, or in one group where a column sorts them."""
    first = (address.page - 1) * TEAMS_PER_PAGE
    if address.column in columns:
        ordered = _by_column(rows, columns.index(address.column), address.largest_first)
        return (Group("", (), tuple(ordered[first : first + TEAMS_PER_PAGE])),)
    if address.sort == f"-{BY_TEAM}":
        rows = _by_name_backwards(rows)
    on_page = set(range(first, first + TEAMS_PER_PAGE))
    groups = []
    for name, numbered in groupby(enumerate(rows), key=lambda pair: pair[1].place.division):
        members = list(numbered)
        shown = tuple(row for number, row in members if number in on_page)
        if shown:
            groups.append(Group(name, _figures([row for _, row in members]), shown))
    return tuple(groups)


def _by_column(rows: list[Row], column: int, largest_first: bool) -> list[Row]:
    """Teams without a value come last, whichever way the others go."""
    having = [row for row in rows if row.cells[column].value is not None]
    having.sort(key=lambda row: row.cells[column].value or 0, reverse=largest_first)
    return having + [row for row in rows if row.cells[column].value is None]


def _by_name_backwards(rows: list[Row]) -> list[Row]:
    """Divisions stay in their order; the names within each go from Z to A."""
    return [
        row
        for _, members in groupby(rows, key=lambda row: row.place.division)
        for row in reversed(list(members))
    ]


def _figures(rows: Sequence[Row]) -> tuple[scoring.GroupFigure, ...]:
    """The group figure of each column."""
    return tuple(
        scoring.group_figure([cell.value for cell in column])
        for column in zip(*(row.cells for row in rows), strict=True)
    )
