"""The numbers of a trend to take away: a row for each figure, with why there is none where there is none."""

from collections.abc import Mapping
from typing import Final

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from common.days import organisation_day
from common.decisions import DomainError
from common.tables import KINDS, Table, Value, table_response
from maturity.queries import trend_lines
from maturity.queries.matrix import UnknownInAddress
from maturity.queries.team_trends import TeamTrends, team_trends
from maturity.queries.trend_span import Span
from maturity.queries.trends import Surroundings, Trend, trend_page
from maturity.scoring import UNIT
from maturity.trend_address import BadRange, TrendAddress
from maturity.trend_html import STATES, shown_lines
from maturity.trend_points import STEPS
from maturity.views.trend_form import PAGES, asked_for, subject

_OF_GROUP: Final = ("median", "smallest", "largest", "teams with data", "teams")

type Row = tuple[Value, ...]


@require_safe
def export(request: HttpRequest, lines: str, kind: str) -> HttpResponse:
    here = lines if lines == "trends" else f"trend_{lines}"
    if kind not in KINDS or here not in PAGES:
        raise Http404(f"no {lines} as {kind}")
    asked = asked_for(request, here)
    try:
        table = _teams(asked) if lines == "teams" else _lines(asked, by_division=lines == "divisions")
    except UnknownInAddress as unknown:
        raise Http404(f"no team, division or dimension {unknown}") from unknown
    return table_response(table, kind)


def _lines(asked: TrendAddress, *, by_division: bool) -> Table:
    page = trend_page(asked, organisation_day(), by_division=by_division)
    if page is None:
        raise Http404("no cycle has begun")
    trend = _drawable(page.trend, page.wrong)
    address, of_team = page.address, bool(page.address.team)
    names = ("division",) if by_division else ("dimension",)
    return Table(
        name=_name(address, page.around),
        title=f"Trend of {subject(address, page.around)}",
        about=_about(address, page.around, trend.span, dimension=by_division),
        columns=("point", "as of", *names, *(("figure",) if of_team else _OF_GROUP), "why no figure"),
        rows=[
            (point.name, point.last, line.name, *_figure(value, of_team=of_team))
            for line in shown_lines(trend, address.lines)
            for point, value in zip(trend.span.points, line.values, strict=True)
        ],
    )


def _teams(asked: TrendAddress) -> Table:
    """Every page of them."""
    page = team_trends(asked, organisation_day(), all_pages=True)
    if page is None:
        raise Http404("no cycle has begun")
    trends = _drawable(page.trends, page.wrong)
    return Table(
        name=_name(page.address, page.around),
        title=f"Teams of {subject(page.address, page.around)}",
        about=_about(page.address, page.around, trends.span, dimension=True),
        columns=("point", "as of", "division", "team", "figure", "why no figure"),
        rows=[
            (point.name, point.last, division.name, team.member.name, *_figure(value, of_team=True))
            for division in trends.divisions
            for team in division.teams
            for point, value in zip(trends.span.points, team.line.values, strict=True)
        ],
    )


def _drawable[T: (Trend, TeamTrends)](found: T | None, wrong: BadRange | None) -> T:
    if found is None:
        raise DomainError(wrong.words if wrong else "The address names no range.")
    return found


def _figure(value: trend_lines.Value, *, of_team: bool) -> Row:
    """In levels, or as a share of 1; why there is none, empty where there is one."""
    figure = value.figure
    why = "" if figure.median is not None else STATES[value.state]
    if of_team:
        return (_exact(figure.median), why)
    return (*map(_exact, (figure.median, figure.smallest, figure.largest)), figure.n, figure.of, why)


def _exact(figure: int | None) -> float | None:
    return None if figure is None else figure / UNIT


def _about(address: TrendAddress, around: Surroundings, span: Span, *, dimension: bool) -> Mapping[str, str]:
    of_dimension = {"dimension of all": around.dimensions[address.dimension_key]} if dimension else {}
    return {
        "trend of": subject(address, around),
        "measure": address.measured.title,
        "unit": "share, 1 is 100 %" if address.measured.is_share else "levels",
        "step": STEPS[address.step],
        "from": span.since.isoformat(),
        "to": span.until.isoformat(),
        **of_dimension,
    }


def _name(address: TrendAddress, around: Surroundings) -> str:
    return slugify(f"trend {subject(address, around)} {address.measure}")
