"""The rows of the matrix as HTML, joined here and not in a template: thousands of cells have to be quick.

All that a person wrote (names of teams and divisions) is escaped here; slugs and keys need no escape by their making.
"""

from collections.abc import Sequence
from datetime import date
from functools import lru_cache

from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from common.templatetags.page import day
from maturity import scoring
from maturity.matrix_address import OpenCell
from maturity.queries.matrix import Matrix
from maturity.queries.matrix_cells import Cell
from maturity.queries.matrix_groups import Group, Row

STEPS = 4
"""The colours of the style sheet go from lv0 to lv4, whatever the scale."""

WORDS = {
    "not_reported": "not reported",
    "no_data": "no data",
    "not_applicable": "not applicable",
    "no_target": "no target",
    "no_earlier": "no earlier score",
    "not_comparable": "not comparable",
    "no_vote": "no vote",
}
"""What a cell says instead of a number."""

_CLASSES = {"no_target": "unset", "no_earlier": "unset", "not_comparable": "unset", "no_vote": "unset"}
_IN_PERCENT = frozenset({"coverage", "confidence"})
_UNSURE = '<span class="sr">, confidence under half</span>'
_SIGNS = {"+": "up", "−": "down"}
_SPARK_STEP, _SPARK_TOP, _SPARK_HEIGHT, _SPARK_WIDTH = 13, 3, 18, 70


def rows_html(matrix: Matrix, opened: OpenCell | None = None) -> SafeString:
    """The table's bodies: a tbody for each group, its heading with the group's figures first. `opened` is marked."""
    writer = _Writer(matrix, opened)
    return mark_safe("".join([writer.group(group) for group in matrix.groups]))  # noqa: S308  # escaped piece by piece


def totals_html(matrix: Matrix) -> SafeString:
    """The cells of the last line: the group figures of all teams that the address asks for."""
    return mark_safe(figures_html(matrix.figures, matrix.address.measure))  # noqa: S308  # figures alone


def figures_html(figures: Sequence[scoring.GroupFigure], measure: str) -> str:
    """Group figures as cells, the overall one last: median, smallest and largest, and of how many teams.

    That stands in a dimension's cell only where it differs from the overall one, whose line names it already.
    """
    usual = figures[-1].n if figures else 0
    return "".join([f"<td>{_figure(figure, measure, usual)}</td>" for figure in figures])


def legend(measure: str, scale: Sequence[str]) -> list[tuple[str, str]]:
    """Looks of the cells and what they stand for."""
    if measure == "change":
        return [("up", "better"), ("same", "no change"), ("down", "worse")]
    if measure == "gap":
        return [("up", "target met"), ("same", "less than one level"), ("down", "one level or more")]
    if measure == "disagreement":
        return [("same", "less than one level"), ("down", "one level or more")]
    if measure in _IN_PERCENT:
        return [(f"lv{n}", f"{100 * n // STEPS} %") for n in range(STEPS + 1)]
    highest = len(scale) - 1
    named = {0: f"0 {scale[0].lower()}", highest: f"{highest} {scale[-1].lower()}"}
    return [(f"lv{step(n * scoring.UNIT, highest)}", named.get(n, str(n))) for n in range(highest + 1)]


class _Writer:
    """What all rows of a page share: the start and the end of every link, and cells that were written before."""

    def __init__(self, matrix: Matrix, opened: OpenCell | None) -> None:
        self.matrix = matrix
        self.measure = matrix.address.measure
        self.highest = matrix.moment.highest_level
        self.matrix_page, self.folded = reverse("matrix"), matrix.address.folded
        self.team, _ = reverse("team", args=["_"]).split("_/")
        self.cell, _ = reverse("matrix_cell", args=["_", "_"]).split("_/_/")
        query = escape(matrix.address.query)
        self.ends = [f'/{key}/{query}">' for key, _ in matrix.dimensions]
        self.opened = opened
        self.written: dict[Cell, tuple[str, str]] = {}
        self.draft_due = _due(matrix.moment.due, matrix.today)

    def group(self, group: Group) -> str:
        is_folded = bool(group.name) and group.slug in self.folded
        rows = "" if is_folded else "".join([self.row(row, not group.name) for row in group.rows])
        if not group.name:
            return f"<tbody>{rows}</tbody>"
        figures = figures_html(group.figures, self.measure)
        overall = group.figures[-1]
        return (
            f'<tbody><tr class="group"><th scope="rowgroup">{self.fold(group, is_folded)}'
            f' <span>{overall.n} of {overall.of}<span class="sr"> team{"" if overall.of == 1 else "s"}</span></span>'
            f"</th>{figures}"
            f'<td class="small">median</td></tr>{rows}</tbody>'
        )

    def fold(self, group: Group, is_folded: bool) -> str:
        """The division's name, as a link that folds its teams away or shows them again."""
        address = f"{self.matrix_page}{escape(self.matrix.address.folding(group.slug).query)}"
        return (
            f'<a class="fold-rows" id="fold-{group.slug}" href="{address}" hx-get="{address}" '
            f'aria-expanded="{"false" if is_folded else "true"}"><b>{escape(group.name)}</b></a>'
        )

    def row(self, row: Row, with_division: bool) -> str:
        place = row.place
        name = escape(place.name)
        start = f'" href="{self.cell}{place.slug}'
        ends = self.ends
        if self.opened and place.slug == self.opened.team:
            ends = self.marked(self.opened.dimension)
        cells = "".join(
            [
                f'<td><a class="cell {look}{start}{end}{inner}</a></td>'
                for (look, inner), end in zip(map(self.inside, row.cells), ends, strict=False)
            ]
        )
        below = f"{escape(place.division)}, " if with_division else ""
        return (
            f'<tr><th scope="row"><a href="{self.team}{place.slug}/">{name}</a>'
            f"<small>{below}{self.submitted(row)}</small></th>{cells}"
            f'<td class="overall">{self.overall(row.cells[-1])}</td>'
            f"<td>{spark_html(name, row.trend, self.highest)}</td></tr>"
        )

    def marked(self, dimension: str) -> list[str]:
        """The ends of a row in which the cell of that dimension is open."""
        return [
            end.replace('">', '" aria-current="true">') if key == dimension else end
            for (key, _), end in zip(self.matrix.dimensions, self.ends, strict=True)
        ]

    def inside(self, cell: Cell) -> tuple[str, str]:
        """Class and content of a cell; equal cells are written once."""
        found = self.written.get(cell)
        if found is None:
            found = self.written[cell] = (self.look(cell), self.content(cell))
        return found

    def look(self, cell: Cell) -> str:
        if cell.value is None:
            return _CLASSES.get(cell.state) or cell.state.replace("_", "-")
        return f"{self.colour(cell.value)} unsure" if cell.unsure else self.colour(cell.value)

    def colour(self, value: int) -> str:
        if self.measure == "change":
            return _direction(value)
        if self.measure == "gap":
            return _gap_look(value)
        if self.measure == "disagreement":
            return "down" if value >= scoring.UNIT else "same"
        highest = 1 if self.measure in _IN_PERCENT else self.highest
        lone = "" if self.measure == "score" and self.matrix.earlier else " lone"
        return f"lv{step(value, highest)}{lone}"

    def content(self, cell: Cell) -> str:
        if cell.value is None:
            return WORDS[cell.state]
        unsure = _UNSURE if cell.unsure else ""
        if self.measure == "change":
            return f"<b>{change_html(cell.value)}</b>{unsure}"
        return f"<b>{_text(cell.value, self.measure)}</b>{self.beside(cell)}{unsure}"

    def beside(self, cell: Cell) -> str:
        if self.measure != "score" or self.matrix.earlier is None:
            return ""
        if not cell.comparable:
            return ' <span class="change unlike"><span class="sr">not comparable</span></span>'
        if cell.change is None:
            return ' <span class="change"><span class="sr">no earlier score</span></span>'
        return f" {change_html(cell.change)}"

    def overall(self, cell: Cell) -> str:
        if cell.value is None:
            return f'<span class="small muted">{WORDS[cell.state]}</span>'
        if self.measure == "change":
            return change_html(cell.value)
        return f"{_text(cell.value, self.measure)}{self.beside(cell)}"

    def submitted(self, row: Row) -> str:
        if row.place.submitted:
            return f"submitted {_day(row.place.submitted)}"
        if row.drafted is not None:
            return f"{row.drafted} of {len(self.matrix.dimensions)} dimensions confirmed, {self.draft_due}"
        return f"not submitted, last {_day(row.place.last)}" if row.place.last else "not submitted"


def change_html(value: int) -> SafeString:
    """A change: its arrow is the style sheet's, its word is for those who listen."""
    return _change(scoring.signed(value))


@lru_cache(maxsize=1024)
def _change(signed: str) -> SafeString:
    """By its text and not by its figure: to one decimal there are only some dozens of different changes."""
    direction = _SIGNS.get(signed[0], "same")
    words = (
        '<span class="sr">no change</span>'
        if direction == "same"
        else f'<span class="sr">{direction} </span>{signed[1:]}'
    )
    return mark_safe(f'<span class="change {direction}">{words}</span>')  # noqa: S308  # figures alone


def step(value: int, highest_level: int) -> int:
    """The colour of a figure: the nearest of the steps between 0 and the highest level, half-up."""
    return (2 * STEPS * value + highest_level * scoring.UNIT) // (2 * highest_level * scoring.UNIT)


def spark_html(name: str, trend: Sequence[int | None], highest_level: int) -> str:
    """A score over the last cycles; the line is broken where there is no data. `name` is escaped."""
    points = [
        (
            2 + _SPARK_STEP * n,
            _SPARK_TOP + _SPARK_HEIGHT - _SPARK_HEIGHT * value // (highest_level * scoring.UNIT),
        )
        if value is not None
        else None
        for n, value in enumerate(trend)
    ]
    known = [value for value in trend if value is not None]
    if not known:
        return '<span class="sr">no trend</span>'
    # A lone point is drawn as a line of no length, which its round ends make a dot.
    path = "".join(
        [
            (f"L{here[0]} {here[1]}" if n and points[n - 1] else f"M{here[0]} {here[1]}h0")
            for n, here in enumerate(points)
            if here
        ]
    )
    x, y = next(point for point in reversed(points) if point)
    width = max(_SPARK_WIDTH, 5 + _SPARK_STEP * (len(trend) - 1))
    return (
        f'<svg class="spark" viewBox="0 0 {width} 24" role="img" aria-label="{name}: {scoring.shown(known[0])} to '
        f'{scoring.shown(known[-1])} over {len(trend)} cycles"><path d="{path}"/>'
        f'<circle cx="{x}" cy="{y}" r="2.5"/></svg>'
    )


def _figure(figure: scoring.GroupFigure, measure: str, usual: int) -> str:
    if figure.median is None:
        return '<span class="sr">no data</span>'
    median, low, high = (_text(value, measure) for value in (figure.median, figure.smallest, figure.largest))
    of = (
        f'<small>{figure.n} of {figure.of}<span class="sr"> teams</span></small>' if figure.n != usual else ""
    )
    # Signs need the word between them; other figures are read as a range, and stand closer.
    span = "" if low == high else f"<small>{low}{' to ' if measure == 'change' else '–'}{high}</small>"
    return f'<span class="sr">median </span><b>{median}</b>{span}{of}'


def _text(value: int | None, measure: str) -> str:
    if measure in _IN_PERCENT:
        return scoring.percent(value)
    return scoring.signed(value) if measure == "change" else scoring.shown(value)


def _direction(value: int) -> str:
    return _SIGNS.get(scoring.signed(value)[0], "same")


def _gap_look(value: int) -> str:
    if scoring.shown(value) == "0.0":
        return "up"
    return "down" if value >= scoring.UNIT else "same"


@lru_cache(maxsize=1024)
def _day(value: date) -> str:
    return f'<time datetime="{value.isoformat()}" title="{value:%-d %B %Y}">{day(value)}</time>'


def _due(due: date, today: date) -> str:
    days = (due - today).days
    if days == 0:
        return "due today"
    plural = "day" if abs(days) == 1 else "days"
    return f"due in {days} {plural}" if days > 0 else f"{-days} {plural} late"
