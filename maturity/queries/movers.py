"""The biggest rises and falls between two moments, by the rules of the matrix, with what they come from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from maturity import movers as rules
from maturity.movers_address import MoversAddress
from maturity.queries.matrix import UnknownInAddress, moments_to_choose
from maturity.queries.matrix_cells import Cell, Judge
from maturity.queries.matrix_pairs import reported
from maturity.queries.matrix_rows import Place, places, practice_keys
from maturity.queries.moments import Moment
from maturity.queries.team_courses import team_courses
from maturity.waterfall import Waterfall, waterfall

PER_PAGE: Final = 10
"""Rises, and as many falls."""


@dataclass(frozen=True, slots=True)
class Mover:
    """`dimension` is '' for the overall figure; `change` is the matrix's, which the steps add up to."""

    place: Place
    dimension: str
    title: str
    change: int
    steps: Waterfall


@dataclass(frozen=True, slots=True)
class Movers:
    """`rises` and `falls` are those of the page, of `rising` and `falling` in all. `unlike` cannot be compared."""

    address: MoversAddress
    moment: Moment
    earlier: Moment | None
    moments: tuple[Moment, ...]
    divisions: Mapping[str, str]
    rises: tuple[Mover, ...]
    falls: tuple[Mover, ...]
    rising: int
    falling: int
    unlike: int
    practices: Mapping[str, str]

    @property
    def pages(self) -> int:
        return -(-max(self.rising, self.falling) // PER_PAGE)


@dataclass(frozen=True, slots=True)
class _Changes:
    """Cells by team and column, and titles of dimensions and practices: of these as the newest version words them."""

    columns: tuple[str, ...]
    cells: Mapping[int, Sequence[Cell]]
    titles: Mapping[str, str]
    practices: Mapping[str, str]


def movers(address: MoversAddress, today: date, *, all_pages: bool = False) -> Movers | None:
    """None where no cycle has begun. Nine statements at most, whatever the size. Raises UnknownInAddress."""
    known, moment, earlier = moments_to_choose(address.matrix, today)
    if moment is None:
        return None
    everyone = places(moment)
    divisions = {place.division_slug: place.division for place in everyone}
    if address.division and address.division not in divisions:
        raise UnknownInAddress(address.division)
    changes = _changes(moment, earlier, address.division)
    there = {place.id: place for place in everyone}
    found, unlike = _moved(there, changes, address.of)
    rises, falls = rules.rises(found), rules.falls(found)
    shown = slice(None) if all_pages else slice(PER_PAGE * (address.page - 1), PER_PAGE * address.page)
    made = _made([*rises[shown], *falls[shown]], there, changes.titles, earlier, moment)
    return Movers(
        address=address,
        moment=moment,
        earlier=earlier,
        moments=tuple(known),
        divisions=divisions,
        rises=tuple(each for each in made if each.change > 0),
        falls=tuple(each for each in made if each.change < 0),
        rising=len(rises),
        falling=len(falls),
        unlike=unlike,
        practices=changes.practices,
    )


def _changes(moment: Moment, earlier: Moment | None, division: str) -> _Changes:
    """As the matrix shows them."""
    if moment.day is None or earlier is None:
        return _Changes((), {}, {}, {})
    read = reported(moment.day, earlier.day, [], "change", division)
    versions = {moment.version_id, *read.answered}
    keys = practice_keys(versions)
    titles = dict(keys.dimensions(moment.version_id))
    practices = {key: title for of in sorted(versions) for key, title in keys.titles(of).items()}
    judge = Judge("change", keys, list(titles))
    return _Changes(judge.columns, judge.rows(read.pairs), titles, practices)


def _moved(there: Mapping[int, Place], changes: _Changes, of: str) -> tuple[list[rules.Moved], int]:
    """What has a change, in the order of the matrix; and how many cannot be compared."""
    asked = [
        (team, column, cell)
        for team in there
        for column, cell in zip(changes.columns, changes.cells.get(team, ()), strict=False)
        if (column == "") == (of == "teams")
    ]
    found = [rules.Moved(team, column, cell.value) for team, column, cell in asked if cell.value is not None]
    return found, sum(cell.state == "not_comparable" for _, _, cell in asked)


def _made(
    shown: Sequence[rules.Moved],
    there: Mapping[int, Place],
    titles: Mapping[str, str],
    earlier: Moment | None,
    moment: Moment,
) -> list[Mover]:
    """With the steps of each: of what the same teams said then and say now."""
    if not shown or earlier is None:
        return []
    courses = team_courses(earlier, moment, teams={each.team for each in shown})
    by_team = {course.team: course for course in courses}
    return [
        Mover(
            place=there[each.team],
            dimension=each.dimension,
            title=titles.get(each.dimension, ""),
            change=each.change,
            steps=waterfall([by_team[each.team]], each.dimension),
        )
        for each in shown
    ]
