"""The matrix to take away: every figure on the page stands in the file, and the file says what it shows."""

import json
import re
from datetime import date
from html import unescape

import pytest
from django.urls import reverse

from maturity import scoring
from maturity.matrix_address import MEASURES, MatrixAddress
from maturity.matrix_html import WORDS
from maturity.matrix_table import matrix_table
from maturity.queries.matrix import matrix
from tests import build
from tests.maturity.standings import TODAY, snap, submit


def table(**address):
    return matrix_table(matrix(MatrixAddress(**address), TODAY))


def teams(found):
    at = found.columns.index("team")
    return {row[at]: dict(zip(found.columns, row, strict=True)) for row in found.rows if row[0] == "team"}


def test_a_team_has_its_figures_and_changes(world):
    ledger = teams(table())["Ledger"]
    assert (ledger["Testing"], ledger["Testing, change"]) == (1.6667, 0.6667)
    assert (ledger["Overall"], ledger["Overall, change"]) == (1.8334, 0.3334)
    assert isinstance(ledger["submitted"], date)


def test_without_a_number_stands_the_word_of_the_page(world):
    submit(world.q4, world.checkout, date(2026, 11, 12), {"testing-1": 0}, not_applicable=["security-1"])
    snap(TODAY)
    found = teams(table())
    assert found["Fraud"]["Testing"] == WORDS["not_reported"]
    assert found["Checkout"]["Security"] == WORDS["not_applicable"]
    assert found["Checkout"]["Testing"] == 0


def test_the_lines_of_a_division_stand_below_its_teams(world):
    found = table()
    kinds = [row[0] for row in found.rows]
    assert kinds[-4:] == [
        "all teams, median",
        "all teams, smallest",
        "all teams, largest",
        "all teams, teams with data",
    ]
    assert "division, median" in kinds
    figures = matrix(MatrixAddress(), TODAY).figures
    medians = dict(zip(found.columns, found.rows[-4], strict=True))
    assert medians["Testing"] == (figures[0].median or 0) / scoring.UNIT > 0
    counts = dict(zip(found.columns, found.rows[-1], strict=True))
    assert counts["Overall"] == f"{figures[-1].n} of {figures[-1].of}"


def test_it_says_what_it_shows(world):
    about = table(measure="gap", division="payments").about
    assert (about["measure"], about["as of"], about["day"]) == ("Gap to target", "2026 Q4", TODAY.isoformat())
    assert about["compared with"] == "2026 Q3"
    assert about["address"] == "?division=payments&measure=gap"
    assert about["model version"] == "1"


@pytest.mark.parametrize("measure", MEASURES)
def test_every_figure_on_the_page_equals_that_of_the_file(world, client, measure, monkeypatch):
    """The page's cells, read from its HTML, against the file's numbers, rounded as the page rounds."""
    monkeypatch.setattr("maturity.views.matrix.organisation_day", lambda: TODAY)
    client.force_login(build.user("Reader"))
    page = client.get(reverse("matrix"), {"measure": measure}).content.decode()
    rows = json.loads(client.get(reverse("matrix_export", args=["json"]), {"measure": measure}).content)[
        "rows"
    ]
    of_teams = [row for row in rows if row["row"] == "team"]
    cells = re.findall(r'<a class="cell [^>]*>(.*?)</a>', page, re.DOTALL)
    assert len(cells) == 2 * len(of_teams)
    shown = iter(cells)
    for row in of_teams:
        for title in ("Testing", "Security"):
            assert read(next(shown), measure) == said(row[title], measure)


def read(cell: str, measure: str) -> str:
    """The figure of a cell, a change with its sign; or its words."""
    bold = re.search(r"<b>(.*?)</b>", cell, re.DOTALL)
    if not bold:
        return unescape(cell)
    if measure != "change":
        return bold[1]
    (way,) = re.findall(r"change (\w+)", bold[1])
    sign = {"up": "+", "down": scoring.signed(-10_000)[0], "same": ""}[way]
    figure = re.sub(r"<span class=\"sr\">.*?</span>|<[^>]+>", "", bold[1])
    return f"{sign}{figure or '0.0'}"


def said(value: str | float, measure: str) -> str:
    if isinstance(value, str):
        return value
    figure = round(value * scoring.UNIT)
    if measure in {"coverage", "confidence"}:
        return scoring.percent(figure)
    return scoring.signed(figure) if measure == "change" else scoring.shown(figure)
