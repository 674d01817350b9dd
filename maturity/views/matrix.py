"""The matrix, and the cell beside it."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_safe

from common.pages import render_page
from maturity import scoring
from maturity.matrix_address import MEASURES, MatrixAddress
from maturity.matrix_html import change_html, legend, rows_html, totals_html
from maturity.queries.cells import CellDetail, cell_detail
from maturity.queries.matrix import Matrix, UnknownInAddress, chosen_moments, matrix
from teams.models import Team


@require_safe
def show_matrix(request: HttpRequest) -> HttpResponse:
    address = MatrixAddress.read(request.GET)
    try:
        found = matrix(address, timezone.localdate())
    except UnknownInAddress as unknown:
        raise Http404(f"no cycle or division {unknown}") from unknown
    context = {"matrix": found, "address": address, **(_parts(found) if found else {})}
    return render_page(request, "maturity/matrix.html", context, partials=("matrix",))


@require_safe
def show_cell(request: HttpRequest, team: str, dimension: str) -> HttpResponse:
    address = MatrixAddress.read(request.GET)
    try:
        moment, earlier = chosen_moments(address, timezone.localdate())
    except UnknownInAddress as unknown:
        raise Http404(f"no cycle {unknown}") from unknown
    row = get_object_or_404(Team.objects.select_related("division"), slug=team)
    detail = cell_detail(row, dimension, moment, earlier) if moment else None
    if detail is None:
        raise Http404("no such dimension")
    context = {"cell": detail, "address": address, **_figures(detail)}
    return render_page(request, "maturity/cell.html", context, partials=("drawer",))


def _parts(found: Matrix) -> dict[str, object]:
    address = found.address
    return {
        "rows": rows_html(found),
        "totals": totals_html(found),
        "legend": legend(address.measure, found.moment.scale),
        "measures": [(key, title, address.showing(key).query) for key, title in MEASURES.items()],
        "columns": [
            (key, title, address.sorted_by(key).query, _direction(address, key))
            for key, title in (("team", "Team"), *found.dimensions, ("overall", "Overall"))
        ],
        "trend_name": f"{found.cycles} cycles" if found.cycles > 1 else "Trend",
        "pages": [(n, address.on_page(n).query) for n in range(1, found.pages + 1)],
    }


def _figures(detail: CellDetail) -> dict[str, str]:
    figures, change = detail.figures, detail.change
    if figures is None:
        return {}
    return {
        "score": scoring.shown(figures.score),
        "target": scoring.shown(figures.target),
        "coverage": scoring.percent(figures.coverage),
        "change": change_html(change.value) if change and change.value is not None else "",
    }


def _direction(address: MatrixAddress, column: str) -> str:
    """The value of `aria-sort`; '' for a column that does not sort."""
    if address.column != column:
        return ""
    return "descending" if address.largest_first else "ascending"
