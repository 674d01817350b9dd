"""Small multiples: a small chart for every team, all drawn to the same scale."""

from typing import Any, cast

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe
from django_htmx.http import push_url

from common.days import organisation_day
from common.pages import HtmxRequest, render_page
from maturity.queries.matrix import UnknownInAddress
from maturity.queries.team_trends import TeamTrends, TeamTrendsPage, team_trends
from maturity.team_trend_html import divisions_html, rows_html
from maturity.trend_address import TrendAddress
from maturity.trend_html import scale_of
from maturity.views.trend_form import asked_for, form_of, span_context, subject

HERE = "trend_teams"


@require_safe
def show_team_trends(request: HttpRequest) -> HttpResponse:
    try:
        page = team_trends(asked_for(request, HERE), organisation_day())
    except UnknownInAddress as unknown:
        raise Http404(f"no division or dimension {unknown}") from unknown
    context = {"page": page, **(_context(page) if page else {})}
    response = render_page(request, "maturity/trends.html", context, partials=("trends",))
    if page and cast(HtmxRequest, request).htmx:
        push_url(response, reverse(HERE) + page.address.query)
    return response


def _context(page: TeamTrendsPage) -> dict[str, Any]:
    address, trends = page.address, page.trends
    return {
        "address": address,
        "subject": subject(address, page.around),
        "heading": f"{page.around.dimensions[address.dimension_key]}: {address.measured.title.lower()} by team",
        "form": form_of(address, page.around, HERE, page.wrong),
        "submitted": page.submitted,
        "first_day": "",
        "trends": None,
        **(_drawn(address, trends) if trends and trends.has_data else {}),
    }


def _drawn(address: TrendAddress, trends: TeamTrends) -> dict[str, Any]:
    return {
        "trends": trends,
        "divisions": divisions_html(trends, address),
        "top": scale_of(address.measure, trends.highest_level).ticks[-1][1],
        "rows": rows_html(trends, address.measure),
        "pages": [(n, address.but(page=n).query) for n in range(1, trends.pages + 1)],
        **span_context(address, trends.span),
    }
