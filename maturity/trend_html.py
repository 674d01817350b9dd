"""Trends as HTML: the chart, the table of the same numbers, and the list of lines beside them.

Tables are joined here and not in a template, because a year by day has thousands of cells. All that a person wrote is
escaped here.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from maturity import scoring
from maturity.charts import Line, Mark, Scale, levels, look, percentages, trend_chart
from maturity.matrix_html import WORDS, change_html
from maturity.queries.trend_lines import TrendLine, Value
from maturity.queries.trends import Member, Trend
from maturity.trend_measures import MEASURES
from maturity.trend_points import axis_labels, day_in_words

LINES_SHOWN = 20
"""How many lines a chart has where nobody chose any: more cannot be told apart."""

_WORDS_SHOWN = 3  # of a sign's events, to whoever points at it

STATES = WORDS | {"archived": "archived", "no_vote": "no vote"}
"""What stands in the place of a figure."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A line in the list beside the chart: `look` is its class, `last` its figure at the last point, or why none.

    `way` leads to what is behind that figure, '' where the list says it already.
    """

    key: str
    name: str
    look: str
    chosen: bool
    last: str
    change: SafeString
    way: str


def shown_lines(trend: Trend, wanted: Sequence[str]) -> tuple[TrendLine, ...]:
    """The lines that the address asks for; where it names none, all, or as many as can be told apart."""
    chosen = tuple(line for line in trend.lines if line.key in wanted)
    if chosen or len(trend.lines) <= LINES_SHOWN:
        return chosen or trend.lines
    return (*trend.lines[: LINES_SHOWN - 1], trend.lines[-1])


def chart_html(title: str, trend: Trend, lines: Iterable[TrendLine], measure: str) -> SafeString:
    span = trend.span
    return trend_chart(
        title,
        axis_labels(span.step, span.points),
        [Line(line.name, line.medians, line.number, _last(line, measure)) for line in lines],
        scale_of(measure, trend.highest_level),
        marks=_marks(trend),
        counts=trend.submissions,
    )


def scale_of(measure: str, highest_level: int) -> Scale:
    return percentages() if MEASURES[measure].is_share else levels(highest_level)


def table_columns(lines: Sequence[TrendLine], *, of_team: bool) -> list[str]:
    """What stands above the columns of `table_html`, from the second on."""
    return [line.name for line in _overall_first(lines)] + ([] if of_team else ["Teams"]) + ["Submitted"]


def table_html(trend: Trend, lines: Sequence[TrendLine], measure: str, *, of_team: bool) -> SafeString:
    """The rows of the table: a row for each point, the newest first, a cell for each line."""
    ordered = _overall_first(lines)
    rows = []
    for n, point in reversed(list(enumerate(trend.span.points))):
        usual = ordered[0].values[n].figure
        cells = [
            team_cell(line.values[n], measure) if of_team else group_cell(line.values[n], measure, usual)
            for line in ordered
        ]
        teams = "" if of_team else f'<td class="num">{usual.n} of {usual.of}</td>'
        below = (
            f"<small>{day_in_words(point.first)}</small>"
            if point.first and trend.span.step == "cycle"
            else ""
        )
        rows.append(
            f'<tr><th scope="row">{escape(point.name)}{below}</th>{"".join(cells)}{teams}'
            f'<td class="num">{trend.submissions[n]}</td></tr>'
        )
    return mark_safe("".join(rows))  # noqa: S308  # figures, and names that are escaped


def _overall_first(lines: Sequence[TrendLine]) -> list[TrendLine]:
    return sorted(lines, key=lambda line: line.number is not None)


def choices(trend: Trend, shown: Sequence[TrendLine], measure: str, ways: Mapping[str, str]) -> list[Choice]:
    """Every line, the one that sums up the others first. `ways` are addresses by key of the line."""
    keys = {line.key for line in shown}
    return [
        Choice(
            key=line.key,
            name=line.name,
            look=look(line.number),
            chosen=line.key in keys,
            last=_last(line, measure) or STATES[line.last.state],
            change=changed(line.change, measure),
            way=ways.get(line.key, ""),
        )
        for line in _overall_first(trend.lines)
    ]


def team_options(members: Sequence[Member], chosen: str) -> SafeString:
    """Options of a choice of teams by division; one that is archived is offered only while it is chosen."""
    groups = []
    for division, teams in groupby(members, key=lambda member: member.division):
        options = "".join(
            [
                f'<option value="{team.slug}"{" selected" if team.slug == chosen else ""}>{escape(team.name)}</option>'
                for team in teams
                if team.archived_on is None or team.slug == chosen
            ]
        )
        groups.append(f'<optgroup label="{escape(division)}">{options}</optgroup>')
    return mark_safe("".join(groups))  # noqa: S308  # names are escaped, slugs need it not


def figure_text(value: int | None, measure: str) -> str:
    return scoring.percent(value) if MEASURES[measure].is_share else scoring.shown(value)


def changed(change: scoring.Change | None, measure: str) -> SafeString:
    """A change over the range: of levels, or of a share in points; nothing where there are no two figures."""
    if change is None:
        return mark_safe("")
    if change.value is None:
        return mark_safe('<span class="change unlike"><span class="sr">not comparable</span></span>')
    return _points_changed(change.value) if MEASURES[measure].is_share else change_html(change.value)


def _points_changed(value: int) -> SafeString:
    points = scoring.percent(abs(value)).removesuffix(" %")
    if points == "0":
        return change_html(0)
    direction = "up" if value > 0 else "down"
    unit = "point" if points == "1" else "points"
    return format_html(
        '<span class="change {}"><span class="sr">{} </span>{} {}</span>', direction, direction, points, unit
    )


def team_cell(value: Value, measure: str) -> str:
    if value.figure.median is None:
        return f'<td class="num muted">{STATES[value.state]}</td>'
    return f'<td class="num">{figure_text(value.figure.median, measure)}</td>'


def group_cell(value: Value, measure: str, usual: scoring.GroupFigure | None = None) -> str:
    """Median, smallest and largest; of how many teams only where that differs from what the row says already."""
    figure = value.figure
    of = (
        ""
        if usual and (figure.n, figure.of) == (usual.n, usual.of)
        else f"<small>{figure.n} of {figure.of}</small>"
    )
    if figure.median is None:
        return f'<td class="num muted">{STATES[value.state]}{of}</td>'
    low, high = figure_text(figure.smallest, measure), figure_text(figure.largest, measure)
    span = "" if low == high else f"<small>{low}–{high}</small>"
    return f'<td class="num"><b>{figure_text(figure.median, measure)}</b>{span}{of}</td>'


def _last(line: TrendLine, measure: str) -> str:
    return figure_text(line.last.figure.median, measure)


def _marks(trend: Trend) -> list[Mark]:
    signs: dict[tuple[int, str], list[str]] = {}
    for event in trend.events:
        if event.sign:
            signs.setdefault((event.position, event.sign), []).append(event.words)
    return [Mark(position, sign, _briefly(words)) for (position, sign), words in signs.items()]


def _briefly(words: Sequence[str]) -> str:
    more = len(words) - _WORDS_SHOWN
    return "; ".join(words[:_WORDS_SHOWN]) + (f"; and {more} more" if more > 0 else "")
