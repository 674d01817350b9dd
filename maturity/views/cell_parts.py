"""What the template of a cell shows, on its own page and beside the matrix."""

from common.days import organisation_day
from maturity.cell_html import drawer_parts
from maturity.matrix_address import MatrixAddress, OpenCell
from maturity.queries.cell_helpers import cell_helpers
from maturity.queries.cell_history import CYCLES
from maturity.queries.cells import cell_detail
from maturity.queries.matrix import chosen_history
from maturity.why_address import why_address
from teams.models import Team


def cell_parts(address: MatrixAddress, asked: OpenCell) -> dict[str, object] | None:
    """None where there is no such team or dimension, and before the first cycle. Raises UnknownInAddress."""
    moment, earlier, cycles = chosen_history(address, organisation_day())
    team = Team.objects.select_related("division").filter(slug=asked.team).first()
    if team is None or moment is None:
        return None
    detail = cell_detail(team, asked.dimension, moment, earlier, cycles[-CYCLES - 1 :])
    if detail is None:
        return None
    why = why_address(address, team=asked.team, dimension=asked.dimension).query
    helpers = cell_helpers(detail)
    return {"cell": detail, "address": address, "why": why, "helpers": helpers, **drawer_parts(detail)}
