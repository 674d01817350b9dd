"""Small multiples as HTML, joined here and not in a template: hundreds of small charts have to be quick.

All that a person wrote is escaped here.
"""

from collections.abc import Sequence

from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from maturity.queries.team_trends import DivisionTrend, TeamTrend, TeamTrends
from maturity.queries.trend_lines import TrendLine, Value
from maturity.trend_address import OVERALL, TrendAddress
from maturity.trend_html import STATES, changed, figure_text, group_cell, scale_of, team_cell

_WIDTH, _HEIGHT, _EDGE = 320, 130, 8  # user units; whole ones, so that addresses of points stay short


def divisions_html(trends: TeamTrends, address: TrendAddress) -> SafeString:
    """A section for each division: its group figure, and a small chart for each of its teams."""
    writer = _Writer(trends, address)
    return mark_safe("".join([writer.division(each) for each in trends.divisions]))  # noqa: S308  # escaped


def rows_html(trends: TeamTrends, measure: str) -> SafeString:
    """The same numbers as the bodies of a table, a row for each team."""
    return mark_safe("".join([_body(division, measure) for division in trends.divisions]))  # noqa: S308


class _Writer:
    """What all small charts of a page share: the scale, and both ends of every link."""

    def __init__(self, trends: TeamTrends, address: TrendAddress) -> None:
        self.measure = address.measure
        self.points = trends.span.points
        self.highest = scale_of(address.measure, trends.highest_level).highest
        self.apart = (_WIDTH - 2 * _EDGE) / max(len(self.points) - 1, 1)
        self.team, _ = reverse("team", args=["_"]).split("_/")
        own = address.but(division="", team="_", dimension=OVERALL, look="chart")
        self.trend, _, self.kept = escape(reverse("trends") + own.query).partition("_")

    def division(self, division: DivisionTrend) -> str:
        group = self.path(division.line.medians)
        charts = "".join([self.small(team, group) for team in division.teams])
        return (
            f"<section><h3>{escape(division.name)} <small>{self.median(division.line)}</small></h3>"
            f'<ul class="multiples">{charts}</ul></section>'
        )

    def median(self, line: TrendLine) -> str:
        figure = line.last.figure
        of = f"{figure.n} of {figure.of} teams"
        if figure.median is None:
            return f"{STATES[line.last.state]}, {of}"
        return f"median {figure_text(figure.median, self.measure)} {changed(line.change, self.measure)} {of}"

    def small(self, team: TeamTrend, group: str) -> str:
        slug, name = team.member.slug, escape(team.member.name)
        return (
            f'<li><a href="{self.team}{slug}/">{name}</a>'
            f'<a href="{self.trend}{slug}{self.kept}">{self.chart(name, team.line, group)}</a>'
            f"<p>{_figure(team.line.last, self.measure)} {changed(team.line.change, self.measure)}</p></li>"
        )

    def chart(self, name: str, line: TrendLine, group: str) -> str:
        """The line of its division lies behind the team's own. `name` is escaped."""
        medians = line.medians
        return (
            f'<svg viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" aria-label="{self.words(name, line)}">'
            f'<path class="edge" d="M0 {_EDGE}H{_WIDTH}M0 {_HEIGHT - _EDGE}H{_WIDTH}"/>'
            f'<path class="group" d="{group}"/><path class="own" d="{self.path(medians)}"/>{self.dot(medians)}</svg>'
        )

    def words(self, name: str, line: TrendLine) -> str:
        known = [median for median in line.medians if median is not None]
        if not known:
            return f"{name}: {STATES[line.last.state]}"
        first, last = (figure_text(median, self.measure) for median in (known[0], known[-1]))
        return f"{name}: {first} to {last} over {len(self.points)} points"

    def path(self, medians: Sequence[int | None]) -> str:
        """Broken where there is no data; a lone point is a line of no length, which its round ends make a dot."""
        return "".join(
            [
                (
                    f"L{self.place(n, here)}"
                    if n and medians[n - 1] is not None
                    else f"M{self.place(n, here)}h0"
                )
                for n, here in enumerate(medians)
                if here is not None
            ]
        )

    def dot(self, medians: Sequence[int | None]) -> str:
        if not medians or medians[-1] is None:
            return ""
        x, y = self.place(len(medians) - 1, medians[-1]).split()
        return f'<circle cx="{x}" cy="{y}" r="7"/>'

    def place(self, n: int, value: int) -> str:
        high = _HEIGHT - 2 * _EDGE
        return f"{_EDGE + round(self.apart * n)} {_HEIGHT - _EDGE - high * value // self.highest}"


def _figure(value: Value, measure: str) -> str:
    if value.figure.median is None:
        return f'<span class="muted">{STATES[value.state]}</span>'
    return f"<b>{figure_text(value.figure.median, measure)}</b>"


def _body(division: DivisionTrend, measure: str) -> str:
    rows = "".join(
        [
            f'<tr><th scope="row">{escape(team.member.name)}</th>'
            f"{''.join([team_cell(value, measure) for value in team.line.values])}"
            f'<td class="num">{changed(team.line.change, measure)}</td></tr>'
            for team in division.teams
        ]
    )
    medians = "".join([group_cell(value, measure) for value in division.line.values])
    return (
        f'<tbody><tr class="group"><th scope="rowgroup">{escape(division.name)}<small>median</small></th>{medians}'
        f'<td class="num">{changed(division.line.change, measure)}</td></tr>{rows}</tbody>'
    )
