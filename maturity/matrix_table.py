"""The matrix as a table to take away: what is on the screen, figures to four decimals, words where it has words.

A team's row comes first, then those of its division: median, smallest, largest and the number of teams with data.
"""

from collections.abc import Iterator, Sequence

from common.tables import Table, Value
from maturity import scoring
from maturity.matrix_address import MEASURES
from maturity.matrix_html import WORDS
from maturity.matrix_words import filters_in_words
from maturity.queries.matrix import Matrix
from maturity.queries.matrix_cells import Cell
from maturity.queries.matrix_groups import Group, Row

_GROUP_FIGURES = ("median", "smallest", "largest")


def matrix_table(matrix: Matrix) -> Table:
    """One column for each dimension and the overall figure; a measure of scores has its change beside it."""
    titles = _unique([title for _, title in matrix.dimensions])
    columns = [*titles, "Overall"]
    with_change = matrix.address.measure == "score" and matrix.earlier is not None
    return Table(
        name=f"matrix-{matrix.moment.slug}-{matrix.address.measure}",
        title="Maturity matrix",
        about=_about(matrix),
        columns=("row", "division", "team", "submitted", *_with_changes(columns, with_change)),
        rows=[*_rows(matrix, with_change), *_group_rows("all teams", "", matrix.figures, with_change)],
    )


def _about(matrix: Matrix) -> dict[str, str]:
    moment, earlier = matrix.moment, matrix.earlier
    return {
        "measure": MEASURES[matrix.address.measure],
        "as of": moment.name,
        "day": moment.day.isoformat() if moment.day else "",
        "compared with": earlier.name if earlier else "",
        "compared with day": earlier.day.isoformat() if earlier and earlier.day else "",
        "model version": str(moment.version_number),
        "figures": _reading(matrix),
        **filters_in_words(matrix.address, matrix.divisions, matrix.all_dimensions),
        "page": f"{matrix.address.page} of {max(len(matrix.pages), 1)}",
        "address": matrix.address.query,
    }


def _reading(matrix: Matrix) -> str:
    if matrix.address.is_restated:
        return f"restated under version {matrix.moment.version_number} of the model"
    return "as reported"


def _rows(matrix: Matrix, with_change: bool) -> Iterator[Sequence[Value]]:
    for group in matrix.groups:
        yield from (_row(row, with_change) for row in group.rows)
        yield from _of_group(group, with_change)


def _row(row: Row, with_change: bool) -> Sequence[Value]:
    place = row.place
    shown = [value for cell in row.cells for value in _values(cell, with_change)]
    return ("team", place.division, place.name, place.submitted or "not submitted", *shown)


def _values(cell: Cell, with_change: bool) -> tuple[Value, ...]:
    value = WORDS[cell.state] if cell.value is None else _exact(cell.value)
    return (value, _change(cell)) if with_change else (value,)


def _change(cell: Cell) -> Value:
    if cell.change is not None:
        return _exact(cell.change)
    return "" if cell.value is None else WORDS["no_earlier" if cell.comparable else "not_comparable"]


def _of_group(group: Group, with_change: bool) -> Iterator[Sequence[Value]]:
    if group.name:
        yield from _group_rows("division", group.name, group.figures, with_change)


def _group_rows(
    row: str, name: str, figures: Sequence[scoring.GroupFigure], with_change: bool
) -> Iterator[Sequence[Value]]:
    beside: tuple[Value, ...] = ("",) if with_change else ()
    for figure in _GROUP_FIGURES:
        values = (getattr(each, figure) for each in figures)
        shown = [v for value in values for v in ("" if value is None else _exact(value), *beside)]
        yield (f"{row}, {figure}", name, "", "", *shown)
    counts = [v for each in figures for v in (f"{each.n} of {each.of}", *beside)]
    yield (f"{row}, teams with data", name, "", "", *counts)


def _exact(value: int) -> float:
    """Levels, or shares of 1, as they are kept: to four decimals."""
    return value / scoring.UNIT


def _with_changes(columns: Sequence[str], with_change: bool) -> list[str]:
    beside = (lambda title: (title, f"{title}, change")) if with_change else (lambda title: (title,))
    return [name for title in columns for name in beside(title)]


def _unique(titles: Sequence[str]) -> list[str]:
    """Two dimensions of the same title are told apart by a number, so that each names one column."""
    return [
        title if title not in titles[:n] else f"{title} ({titles[: n + 1].count(title)})"
        for n, title in enumerate(titles)
    ]
