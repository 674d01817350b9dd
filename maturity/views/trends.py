"""Trends: lines over time, of dimensions and of divisions."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe
from django_htmx.http import push_url

from common.days import organisation_day
from common.pages import HtmxRequest, render_page
from maturity.queries.matrix import UnknownInAddress
from maturity.queries.trend_lines import TrendLine
from maturity.queries.trends import Trend, TrendPage, trend_page
from maturity.trend_address import OVERALL
from maturity.trend_html import chart_html, choices, shown_lines, table_columns, table_html
from maturity.trend_points import day_in_words
from maturity.views.trend_form import asked_for, days_of, form_of, span_context, subject
from teams.signed_in import person

EVENTS_LISTED = 200
"""Of more, which only years of hundreds of teams have, the newest."""


@require_safe
def show_trends(request: HttpRequest) -> HttpResponse:
    return _show(request, "trends")


@require_safe
def show_division_trends(request: HttpRequest) -> HttpResponse:
    return _show(request, "trend_divisions")


def figure_of(
    trend: Trend, lines: Sequence[TrendLine], title: str, measure: str, *, of_team: bool
) -> dict[str, Any]:
    """For `maturity/trend_figure.html`: the chart, the table of the same numbers, and what happened."""
    return {
        "chart": chart_html(title, trend, lines, measure),
        "point": trend.span.step.capitalize(),
        "columns": table_columns(lines, of_team=of_team),
        "rows": table_html(trend, lines, measure, of_team=of_team),
        "events": trend.events[-EVENTS_LISTED:],
        "earlier": max(0, len(trend.events) - EVENTS_LISTED),
        "has_bars": any(trend.submissions),
        "has_signs": any(event.sign for event in trend.events),
        "of_team": of_team,
    }


def _show(request: HttpRequest, here: str) -> HttpResponse:
    try:
        asked, user = asked_for(request, here), person(request)
        page = trend_page(asked, organisation_day(), by=user, by_division=here == "trend_divisions")
    except UnknownInAddress as unknown:
        raise Http404(f"no team, division or dimension {unknown}") from unknown
    context = {"page": page, **(_context(page, here) if page else {})}
    response = render_page(request, "maturity/trends.html", context, partials=("trends",))
    if page and cast(HtmxRequest, request).htmx:
        push_url(response, f"{reverse(here)}{page.address.query}")
    return response


def _context(page: TrendPage, here: str) -> dict[str, Any]:
    address, around, trend = page.address, page.around, page.trend
    return {
        "address": address,
        "subject": subject(address, around),
        "form": form_of(address, around, here, page.wrong),
        "submitted": page.first,
        "first_day": day_in_words(page.first) if page.first else "",
        "figure": None,
        **(_drawn(page, trend, here) if trend and trend.has_data else {}),
    }


def _drawn(page: TrendPage, trend: Trend, here: str) -> dict[str, Any]:
    address = page.address
    lines = shown_lines(trend, address.lines)
    heading = _heading(page, here)
    title = f"{heading} of {subject(address, page.around)}, {days_of(trend.span)}"
    return {
        "heading": heading,
        "figure": figure_of(trend, lines, title, address.measure, of_team=bool(address.team)),
        "last": trend.span.points[-1],
        "choices": choices(trend, lines, address.measure, _ways(page, here)),
        "not_comparable": any(line.change and not line.change.comparable for line in trend.lines),
        "all_lines": address.but(lines=()).query if len(lines) < len(trend.lines) else None,
        **span_context(address, trend.span),
    }


def _heading(page: TrendPage, here: str) -> str:
    """ "Score by dimension"; of divisions, "Testing: score by division"."""
    measure = page.address.measured.title
    if here == "trends":
        return f"{measure} by dimension"
    return f"{page.around.dimensions[page.address.dimension_key]}: {measure.lower()} by division"


def _ways(page: TrendPage, here: str) -> Mapping[str, str]:
    """Where a line's figure comes from: of a team, its answers; of a group, its teams."""
    address = page.address
    if here == "trend_divisions":
        own = {
            slug: address.but(division=slug, lines=(), dimension=OVERALL) for slug in page.around.divisions
        }
        return {slug: reverse("trends") + of.query for slug, of in own.items()}
    keys = [key for key in page.around.dimensions if key]
    if address.team:
        return {key: reverse("matrix_cell", args=[address.team, key]) for key in keys}
    return {
        key: reverse("trend_teams") + address.but(dimension=key, lines=()).query for key in (*keys, OVERALL)
    }
