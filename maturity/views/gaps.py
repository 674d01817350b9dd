"""Shared gaps: the practices in which most teams are below their target."""

from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from common.days import organisation_day
from common.pages import render_page
from common.tables import KINDS, table_response
from maturity import scoring
from maturity.gaps_address import GapsAddress
from maturity.gaps_table import gaps_table
from maturity.queries.matrix import UnknownInAddress
from maturity.queries.practice_gaps import teams_in
from maturity.queries.shared_gaps import PracticeGap, SharedGaps, shared_gaps

LISTED = 12
"""How many practices a list begins with."""


@require_safe
def show_gaps(request: HttpRequest) -> HttpResponse:
    address = GapsAddress.read(request.GET)
    found = _found(address)
    context = {"page": found, "address": address, **(_context(found) if found else {})}
    return render_page(request, "maturity/gaps.html", context, partials=("gaps",))


@require_safe
def export_gaps(request: HttpRequest, kind: str) -> HttpResponse:
    """What the address shows, with every team below target, as a file of one of `KINDS`."""
    address = GapsAddress.read(request.GET)
    found = _found(address)
    if found is None or kind not in KINDS:
        raise Http404("nothing to export")
    return table_response(gaps_table(found, teams_in(found.moment, address.division)), kind)


def _found(address: GapsAddress) -> SharedGaps | None:
    try:
        return shared_gaps(address, organisation_day())
    except UnknownInAddress as unknown:
        raise Http404(f"no cycle or division {unknown}") from unknown


def _context(found: SharedGaps) -> dict[str, Any]:
    return {
        "parts": [
            _part("shared", "Shared gaps", found.shared, found),
            _part("others", "Other gaps", found.others, found),
        ],
        "show_all": found.address.showing_all().query,
        "exports": [(kind.upper(), kind) for kind in KINDS],
    }


def _part(name: str, title: str, gaps: Sequence[PracticeGap], found: SharedGaps) -> dict[str, Any]:
    """A list of practices: the largest gaps, or all of them where all, or one of the others, are asked for."""
    address = found.address
    all_of_them = address.shows_all or address.practice in {each.asked.key for each in gaps[LISTED:]}
    shown = gaps if all_of_them else gaps[:LISTED]
    return {
        "name": name,
        "title": title,
        "practices": len(gaps),
        "rows": [_row(each, address) for each in shown],
        "is_cut": len(shown) < len(gaps),
    }


def _row(each: PracticeGap, address: GapsAddress) -> dict[str, Any]:
    """A practice with what its line says and leads to."""
    asked = each.asked
    return {
        "practice": each,
        "median": scoring.shown(each.gap.median),
        "helpers": each.could_help.first,
        "is_open": asked.key == address.practice,
        "unfold": address.unfolding(asked.key).query,
        "matrix": address.worst_first(asked.dimension_key).query,
    }
