"""The matrix, and the cell beside it."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe
from django_htmx.http import push_url

from common.days import organisation_day
from common.pages import render_page
from common.tables import KINDS, table_response
from maturity.cell_html import drawer_parts
from maturity.matrix_address import MatrixAddress
from maturity.matrix_table import matrix_table
from maturity.queries.cell_helpers import cell_helpers
from maturity.queries.cell_history import CYCLES
from maturity.queries.cells import cell_detail
from maturity.queries.matrix import UnknownInAddress, chosen_history, matrix
from maturity.views.matrix_parts import matrix_parts
from maturity.why_address import why_address
from teams.models import Team


@require_safe
def show_matrix(request: HttpRequest) -> HttpResponse:
    address = MatrixAddress.read(request.GET)
    try:
        found = matrix(address, organisation_day())
    except UnknownInAddress as unknown:
        raise Http404(f"no cycle or division {unknown}") from unknown
    context = {"matrix": found, "address": address, **(matrix_parts(found) if found else {})}
    response = render_page(request, "maturity/matrix.html", context, partials=("matrix",))
    # A swap leaves the short form of its address, as a link would, and not all that its form holds.
    return push_url(response, f"{request.path}{address.query}")


@require_safe
def export_matrix(request: HttpRequest, kind: str) -> HttpResponse:
    """What the address shows, as a file of one of `KINDS`."""
    try:
        found = matrix(MatrixAddress.read(request.GET), organisation_day())
    except UnknownInAddress as unknown:
        raise Http404(f"no cycle or division {unknown}") from unknown
    if found is None or kind not in KINDS:
        raise Http404("nothing to export")
    return table_response(matrix_table(found), kind)


@require_safe
def show_cell(request: HttpRequest, team: str, dimension: str) -> HttpResponse:
    address = MatrixAddress.read(request.GET)
    try:
        moment, earlier, cycles = chosen_history(address, organisation_day())
    except UnknownInAddress as unknown:
        raise Http404(f"no cycle {unknown}") from unknown
    row = get_object_or_404(Team.objects.select_related("division"), slug=team)
    detail = cell_detail(row, dimension, moment, earlier, cycles[-CYCLES - 1 :]) if moment else None
    if detail is None:
        raise Http404("no such dimension")
    why = why_address(address, team=team, dimension=dimension).query
    helpers = cell_helpers(detail)
    context = {"cell": detail, "address": address, "why": why, "helpers": helpers, **drawer_parts(detail)}
    return render_page(request, "maturity/cell.html", context, partials=("drawer",))
