"""The rows of the matrix in their order, by division, and a page of them at a time. No statement of its own."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from maturity import scoring
from maturity.matrix_address import BY_TEAM, MatrixAddress
from maturity.queries.matrix_cells import Cell
from maturity.queries.matrix_rows import Place

TEAMS_PER_PAGE = 500


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
    """A division's rows on this page; its figures are of all its rows, in the order of a row's cells.

    Nameless, and without figures of its own, where the rows are sorted by a column.
    """

    slug: str
    name: str
    figures: tuple[scoring.GroupFigure, ...]
    rows: tuple[Row, ...]


def groups_of(rows: list[Row], address: MatrixAddress, columns: Sequence[str]) -> tuple[Group, ...]:
    """The page's rows: by division, or in one group where one of the columns sorts them."""
    if address.column in columns:
        ordered = _by_column(rows, columns.index(address.column), address.largest_first)
        first = (address.page - 1) * TEAMS_PER_PAGE
        return (Group("", "", (), tuple(ordered[first : first + TEAMS_PER_PAGE])),)
    groups = []
    for members, pages in _divisions(rows):
        shown = [
            row for row, page in zip(_in_order(members, address), pages, strict=True) if page == address.page
        ]
        if shown:
            place = members[0].place
            groups.append(Group(place.division_slug, place.division, figures_of(members), tuple(shown)))
    return tuple(groups)


def page_names(rows: list[Row], address: MatrixAddress, columns: Sequence[str]) -> tuple[str, ...]:
    """What stands on each page: its first and its last division, or the places where one of the columns sorts."""
    if address.column in columns:
        starts = range(0, len(rows), TEAMS_PER_PAGE)
        return tuple(f"{start + 1}–{min(start + TEAMS_PER_PAGE, len(rows))}" for start in starts)
    divisions: dict[int, list[str]] = {}
    for members, pages in _divisions(rows):
        for page in dict.fromkeys(pages):
            divisions.setdefault(page, []).append(members[0].place.division)
    return tuple(names[0] if len(names) == 1 else f"{names[0]} – {names[-1]}" for names in divisions.values())


def figures_of(rows: Sequence[Row]) -> tuple[scoring.GroupFigure, ...]:
    """The group figure of each column."""
    return tuple(
        scoring.group_figure([cell.value for cell in column])
        for column in zip(*(row.cells for row in rows), strict=True)
    )


def pages_of(sizes: Sequence[int], most: int) -> list[list[int]]:
    """For groups of these sizes, the page of each member, from 1 on.

    A group stays together: one that does not fit begins a page, and only what is larger than a page goes over several.
    """
    page, used, pages = 1, 0, []
    for size in sizes:
        if used and used + size > most:
            page, used = page + 1, 0
        of_members = [page + (used + n) // most for n in range(size)]
        pages.append(of_members)
        page, used = page + (used + size) // most, (used + size) % most
    return pages


def _divisions(rows: list[Row]) -> Iterator[tuple[list[Row], list[int]]]:
    divisions = [list(members) for _, members in groupby(rows, key=lambda row: row.place.division_slug)]
    return zip(divisions, pages_of([len(members) for members in divisions], TEAMS_PER_PAGE), strict=True)


def _in_order(members: list[Row], address: MatrixAddress) -> list[Row]:
    """Divisions stay in their order; the names within each go from Z to A where that is asked for."""
    return members[::-1] if address.sort == f"-{BY_TEAM}" else members


def _by_column(rows: list[Row], column: int, largest_first: bool) -> list[Row]:
    """Teams without a value come last, whichever way the others go."""
    having = [row for row in rows if row.cells[column].value is not None]
    having.sort(key=lambda row: row.cells[column].value or 0, reverse=largest_first)
    return having + [row for row in rows if row.cells[column].value is None]
