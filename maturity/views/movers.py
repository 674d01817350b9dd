"""The biggest rises and falls between two moments."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from common.days import organisation_day
from common.pages import render_page
from common.tables import KINDS, table_response
from maturity import scoring
from maturity.matrix_html import change_html
from maturity.movers import causes
from maturity.movers_address import KINDS_OF_MOVERS, MoversAddress
from maturity.movers_table import movers_table
from maturity.queries.matrix import UnknownInAddress
from maturity.queries.movers import Mover, Movers, movers


@require_safe
def show_movers(request: HttpRequest) -> HttpResponse:
    address = MoversAddress.read(request.GET)
    found = _found(address)
    context = {"page": found, "address": address, **(_context(found) if found else {})}
    return render_page(request, "maturity/movers.html", context, partials=("movers",))


@require_safe
def export_movers(request: HttpRequest, kind: str) -> HttpResponse:
    """Every mover of what the address asks for, as a file of one of `KINDS`."""
    found = _found(MoversAddress.read(request.GET), all_pages=True)
    if found is None or kind not in KINDS:
        raise Http404("nothing to export")
    return table_response(movers_table(found), kind)


def _found(address: MoversAddress, *, all_pages: bool = False) -> Movers | None:
    try:
        return movers(address, organisation_day(), all_pages=all_pages)
    except UnknownInAddress as unknown:
        raise Http404(f"no cycle or division {unknown}") from unknown


def _context(found: Movers) -> dict[str, Any]:
    address = found.address
    return {
        "parts": [
            ("rises", "Rises", found.rising, [_row(each, found) for each in found.rises]),
            ("falls", "Falls", found.falling, [_row(each, found) for each in found.falls]),
        ],
        "kinds": [(key, title, address.of_kind(key).query) for key, title in KINDS_OF_MOVERS.items()],
        "pages": [(n, address.on_page(n).query) for n in range(1, found.pages + 1)],
        "exports": [(kind.upper(), kind) for kind in KINDS],
    }


def _row(each: Mover, found: Movers) -> dict[str, Any]:
    address, team = found.address, each.place.slug
    query = address.matrix.query
    return {
        "place": each.place,
        "title": each.title,
        "cell": reverse("matrix_cell", args=[team, each.dimension]) + query if each.dimension else "",
        "then": scoring.shown(each.steps.then),
        "now": scoring.shown(each.steps.now),
        "change": change_html(each.change),
        "causes": [cause.said(found.practices) for cause in causes(each.steps)],
        "why": reverse("why") + address.why(team, each.dimension).query,
    }
