"""The matrix, and the cell beside it."""

from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_safe
from django_htmx.http import push_url

from common.days import organisation_day
from common.pages import render_page
from common.tables import KINDS, table_response
from maturity.matrix_address import MatrixAddress, OpenCell
from maturity.matrix_table import matrix_table
from maturity.queries.matrix import UnknownInAddress, matrix
from maturity.views.cell_parts import cell_parts
from maturity.views.matrix_parts import matrix_parts


@require_safe
def show_matrix(request: HttpRequest) -> HttpResponse:
    address, opened = MatrixAddress.read(request.GET), OpenCell.read(request.GET)
    try:
        found = matrix(address, organisation_day())
    except UnknownInAddress as unknown:
        raise Http404(f"no cycle or division {unknown}") from unknown
    cell = cell_parts(address, opened) if found and opened else None
    opened = opened if cell else None
    context = {"matrix": found, "address": address, **(matrix_parts(found, opened) if found else {})}
    context["drawer"] = render_to_string("maturity/cell.html#drawer", cell, request) if cell else ""
    response = render_page(request, "maturity/matrix.html", context, partials=("matrix",))
    # A swap leaves the short form of its address, as a link would, and not all that its form holds.
    return push_url(response, f"{request.path}{opened.query(address) if opened else address.query}")


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
    """On a page of its own; or beside the matrix, whose address then says so."""
    address, asked = MatrixAddress.read(request.GET), OpenCell(team, dimension)
    try:
        cell = cell_parts(address, asked)
    except UnknownInAddress as unknown:
        raise Http404(f"no cycle {unknown}") from unknown
    if cell is None:
        raise Http404("no such team or dimension")
    response = render_page(request, "maturity/cell.html", cell, partials=("drawer",))
    return push_url(response, f"{reverse('matrix')}{asked.query(address)}")
