"""A quarter on one page, ready to print."""

from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from common.days import organisation_day
from common.pages import render_page
from maturity import scoring
from maturity.matrix_html import WORDS
from maturity.movers import causes
from maturity.queries.matrix import UnknownInAddress
from maturity.queries.matrix_cells import Cell
from maturity.queries.movers import Mover, Movers
from maturity.queries.report import Line, Report, report
from maturity.waterfall_html import waterfall_html
from maturity.why_words import headline

MOVERS_SHOWN: Final = 5
GAPS_SHOWN: Final = 6
CAUSES_SHOWN: Final = 2


@require_safe
def show_report(request: HttpRequest, cycle: str, division: str = "", team: str = "") -> HttpResponse:
    try:
        found = report(cycle, organisation_day(), division=division, team=team)
    except UnknownInAddress as unknown:
        raise Http404(f"no cycle, division or team {unknown}") from unknown
    return render_page(request, "maturity/report.html", {"report": found, **_context(found)})


def _context(found: Report) -> dict[str, Any]:
    steps = found.why.steps
    whose, earlier = found.why.whose, found.earlier
    moved = steps is not None and steps.change is not None and earlier is not None
    return {
        "whose": whose,
        "lines": [_team_line(each) if whose.team else _group_line(each) for each in found.lines],
        "headline": headline(steps, whose.name, earlier.name) if moved and steps and earlier else "",
        "waterfall": waterfall_html(steps, earlier.name, found.moment.name)
        if moved and steps and earlier
        else "",
        "causes": [cause.said(found.why.practices) for cause in causes(steps)]
        if whose.team and steps
        else [],
        "movers": _movers(found.movers) if found.movers else [],
        "gaps": found.gaps.shared[:GAPS_SHOWN],
        "more_gaps": max(0, len(found.gaps.shared) - GAPS_SHOWN),
        "own_gaps": found.own_gaps[:GAPS_SHOWN],
        "more_own_gaps": max(0, len(found.own_gaps) - GAPS_SHOWN),
    }


def _group_line(line: Line) -> dict[str, str]:
    score, change, gap, confidence = line.figures
    spread = f"{scoring.shown(score.smallest)} to {scoring.shown(score.largest)}"
    return {
        "title": line.title,
        "score": scoring.shown(score.median) or "no data",
        "spread": spread if score.n else "",
        "of": f"{score.n} of {score.of}",
        "change": scoring.signed(change.median),
        "gap": scoring.shown(gap.median),
        "confidence": scoring.percent(confidence.median),
    }


def _team_line(line: Line) -> dict[str, str]:
    if not line.cells:
        return {
            "title": line.title,
            "score": WORDS["not_reported"],
            "change": "",
            "gap": "",
            "confidence": "",
        }
    score, change, gap, confidence = line.cells
    return {
        "title": line.title,
        "score": _said(score, scoring.shown),
        "change": _said(change, scoring.signed),
        "gap": _said(gap, scoring.shown),
        "confidence": _said(confidence, scoring.percent),
    }


def _said(cell: Cell, text: Any) -> str:
    return WORDS[cell.state] if cell.value is None else text(cell.value)


def _movers(found: Movers) -> list[tuple[str, int, list[dict[str, Any]]]]:
    return [
        ("Rises", found.rising, [_mover(each, found) for each in found.rises[:MOVERS_SHOWN]]),
        ("Falls", found.falling, [_mover(each, found) for each in found.falls[:MOVERS_SHOWN]]),
    ]


def _mover(each: Mover, found: Movers) -> dict[str, Any]:
    return {
        "name": each.place.name,
        "slug": each.place.slug,
        "then": scoring.shown(each.steps.then),
        "now": scoring.shown(each.steps.now),
        "change": scoring.signed(each.change),
        "causes": [cause.said(found.practices) for cause in causes(each.steps)[:CAUSES_SHOWN]],
    }
