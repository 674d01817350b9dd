"""What the matrix's template shows beside the figures: its rows as HTML, and a link for each thing one may do next."""

from collections.abc import Sequence

from django.urls import reverse

from common.tables import KINDS
from maturity.matrix_address import MEASURES, RESTATED, SUBMITTED, MatrixAddress, OpenCell
from maturity.matrix_html import legend, rows_html, totals_html
from maturity.matrix_words import filters_in_words
from maturity.queries.matrix import Matrix
from maturity.why_address import why_address

type Link = tuple[str, str, str]
"""A key, its words, and the query of an address."""

_LONG_WORD = 13  # letters


def matrix_parts(found: Matrix, opened: OpenCell | None) -> dict[str, object]:
    address = found.address
    return {
        "rows": rows_html(found, opened),
        "totals": totals_html(found),
        "legend": legend(address.measure, found.moment.scale),
        "measure_title": MEASURES[address.measure],
        "measures": [(key, title, address.showing(key).query) for key, title in MEASURES.items()],
        "readings": _readings(address),
        "submission_states": list(SUBMITTED.items()),
        "filters": filters_in_words(address, found.divisions, found.all_dimensions),
        "unfiltered": address.unfiltered().query,
        "folds": _folds(found),
        "kept": {name: list(address.kept_beside(*asked).items()) for name, asked in _FORMS.items()},
        "columns": [
            (key, title, address.sorted_by(key).query, _direction(address, key), _is_wide(title))
            for key, title in (("team", "Team"), *found.dimensions, ("overall", "Overall"))
        ],
        "why": why_address(address).query,
        "places": address.place.query,
        "report_address": _report(found),
        "exports": [(kind.upper(), kind) for kind in KINDS],
        "trend_name": f"{found.cycles} cycles" if found.cycles > 1 else "Trend",
        "pages": [(n, name, address.on_page(n).query) for n, name in enumerate(found.pages, 1)],
    }


# What each of the page's forms asks for itself.
_FORMS = {
    "moments": ("cycle", "compare", "division"),
    "filters": ("q", "dimension", "submitted", "gap"),
    "days": ("cycle", "compare"),
}


def _readings(address: MatrixAddress) -> Sequence[tuple[str, str, str, bool]]:
    return [
        (key or "reported", title, address.reading_as(key).query, key == address.reading)
        for key, title in (("", "As reported"), (RESTATED, "Restated"))
    ]


def _folds(found: Matrix) -> list[Link]:
    """Fold all divisions or none, where there are several, each with its heading."""
    slugs = [slug for slug, _ in found.divisions]
    if found.address.division or len(slugs) < 2 or not all(group.name for group in found.groups):
        return []
    choices = [("fold", "Fold all divisions", slugs), ("unfold", "Unfold all", [])]
    return [
        (key, words, found.address.folding_all(wanted).query)
        for key, words, wanted in choices
        if found.address.folded != frozenset(wanted)
    ]


def _is_wide(title: str) -> bool:
    """Whether a word of it does not fit on a column of the usual width."""
    return any(len(word) >= _LONG_WORD for word in title.split())


def _report(found: Matrix) -> str:
    """Of the cycle and division shown; '' where a day is."""
    moment, division = found.moment, found.address.division
    if not moment.is_cycle:
        return ""
    if division:
        return reverse("report_division", args=[moment.slug, division])
    return reverse("report", args=[moment.slug])


def _direction(address: MatrixAddress, column: str) -> str:
    """The value of `aria-sort`; '' for a column that does not sort."""
    if address.column != column:
        return ""
    return "descending" if address.largest_first else "ascending"
