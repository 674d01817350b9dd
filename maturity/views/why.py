"""Why did it change: the steps from the figure then to the figure now."""

from typing import Any, cast

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe
from django_htmx.http import push_url

from common.days import organisation_day
from common.pages import HtmxRequest, render_page
from common.tables import KINDS, table_response
from maturity.queries.matrix import UnknownInAddress
from maturity.queries.moments import Moment
from maturity.queries.why import Why, why
from maturity.trend_points import day_in_words
from maturity.views.why_steps import crumbs, listed_steps
from maturity.waterfall_html import waterfall_html
from maturity.why_address import WhyAddress
from maturity.why_table import why_table
from maturity.why_words import headline


@require_safe
def show_why(request: HttpRequest) -> HttpResponse:
    found = _found(request)
    context = {"why": found, **(_context(found) if found else {})}
    response = render_page(request, "maturity/why.html", context, partials=("why",))
    if found and cast(HtmxRequest, request).htmx:
        push_url(response, reverse("why") + found.address.query)
    return response


@require_safe
def export_why(request: HttpRequest, kind: str) -> HttpResponse:
    """What the address asks for, as a file of one of `KINDS`."""
    found = _found(request)
    if found is None or found.steps is None or kind not in KINDS:
        raise Http404("nothing to export")
    return table_response(why_table(found, found.steps), kind)


def _found(request: HttpRequest) -> Why | None:
    try:
        return why(WhyAddress.read(request.GET), organisation_day())
    except UnknownInAddress as unknown:
        raise Http404(f"no moment, division, team or dimension {unknown}") from unknown


def _context(found: Why) -> dict[str, Any]:
    address = found.address
    return {
        "crumbs": crumbs(found),
        "matrix_query": address.moments.query,
        "subject": f"{found.whose.name}, {found.dimension}" if found.dimension else found.whose.name,
        "dimensions": [("", "Overall"), *found.dimensions.items()],
        "cell": _cell(found),
        "at_moment": _at(found.moment),
        "at_earlier": _at(found.earlier) if found.earlier else "",
        **_steps(found),
    }


def _steps(found: Why) -> dict[str, Any]:
    steps, earlier, now = found.steps, found.earlier, found.moment
    if steps is None or earlier is None or steps.change is None:
        return {"headline": ""}
    return {
        "headline": headline(steps, found.whose.name, earlier.name, found.dimension),
        "days": [day_in_words(day) for day in (earlier.day, now.day) if day],
        "waterfall": waterfall_html(steps, earlier.name, now.name),
        "steps": listed_steps(found),
        "exports": [
            (kind.upper(), reverse("why_export", args=[kind]) + found.address.query) for kind in KINDS
        ],
    }


def _at(moment: Moment) -> str:
    return f"{'in' if moment.is_cycle else 'on'} {moment.name}"


def _cell(found: Why) -> str:
    """To the answers behind a team's figure."""
    team, address = found.whose.team, found.address
    if team is None:
        return ""
    if address.dimension:
        return reverse("matrix_cell", args=[team.slug, address.dimension]) + address.moments.query
    return reverse("team", args=[team.slug])
