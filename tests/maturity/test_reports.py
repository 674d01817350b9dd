"""The quarter report: the same figures as the matrix page and its files, on one page."""

import json
import re
from datetime import UTC, date, datetime, timedelta
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from maturity.models import ClosedFigures, Cycle
from maturity.queries.matrix import UnknownInAddress
from maturity.queries.report import MEASURES, report
from maturity.services.snapshots import take_snapshot
from tests import build
from tests.maturity.standings import TODAY, snap, submit
from tests.maturity.test_matrix_table import read, said

COLUMNS = dict(zip(MEASURES, range(1, 5), strict=True))
"""Where a measure stands in a line of the report."""


@pytest.fixture
def reader(world, client):
    client.force_login(build.user("Reader"))
    return client


def page(client, name, *arguments):
    response = client.get(reverse(name, args=arguments))
    assert response.status_code == 200
    return response.content.decode()


def plain(html):
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", html))).strip()


def standing(html):
    """The lines of the report: title, score, change, gap, confidence …, without what stands small beside them."""
    table = html[html.index('id="standing"') :]
    body = table[table.index("<tbody>") : table.index("</tbody>")]
    lines = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL) for row in body.split("<tr>")[1:]]
    return [[plain(re.sub(r"<small>.*?</small>", "", cell)) for cell in line] for line in lines]


def medians(html):
    """Of a line of group figures on the matrix page."""
    return [plain(cell) for cell in re.findall(r'<span class="sr">median </span><b>(.*?)</b>', html)]


def test_every_figure_of_page_file_and_report_is_the_same(world, reader):
    """One walk: each measure, each team's cells, each division's and everybody's medians."""
    submit(world.q4, world.checkout, TODAY, {"testing-1": 3, "security-1": 1}, targets={"security-1": 3})
    snap(TODAY)
    walked = 0
    for measure, column in COLUMNS.items():
        matrix = reader.get(reverse("matrix"), {"measure": measure}).content.decode()
        file = json.loads(reader.get(reverse("matrix_export", args=["json"]), {"measure": measure}).content)
        rows = {(row["row"], row["team"] or row["division"]): row for row in file["rows"]}
        titles = [line[0] for line in standing(page(reader, "report", "2026-q4"))]
        assert titles == ["Testing", "Security", "Overall"]

        everybody = [line[column] for line in standing(page(reader, "report", "2026-q4"))]
        foot = matrix[matrix.index("<tfoot>") :]
        of_file = [said(rows["all teams, median", ""][title], measure) for title in titles]
        assert everybody == medians(foot) == of_file

        division = standing(page(reader, "report_division", "2026-q4", "payments"))
        heading = next(row for row in matrix.split("<tr") if 'id="fold-payments"' in row)
        of_file = [said(rows["division, median", "Payments"][title], measure) for title in titles]
        assert [line[column] for line in division] == medians(heading) == of_file

        for team in (world.ledger, world.checkout, world.fraud):
            lines = standing(page(reader, "report_team", "2026-q4", team.slug))
            row = next(row for row in matrix.split("<tr") if f'href="/teams/{team.slug}/"' in row)
            cells = re.findall(r'<a class="cell [^>]*>(.*?)</a>', row, re.DOTALL)
            of_file = [said(rows["team", team.name][title], measure) for title in titles]
            assert [line[column] for line in lines] == of_file
            assert [line[column] for line in lines[:-1]] == [read(cell, measure) for cell in cells]
            walked += len(cells)
    assert walked == 4 * 3 * 2


def test_it_says_what_moved_and_who_did_not_submit(world, reader):
    text = plain(page(reader, "report", "2026-q4"))
    assert "1 of 3 teams submitted" in text
    assert "Rises Ledger 1.5 → 1.8 +0.3" in text
    assert "Checkout Payments, last Wed 12 Aug" in text
    assert "Fraud Risk, never" in text
    assert "Not frozen yet: 2026 Q4 is open until" in text
    ledger = plain(page(reader, "report_team", "2026-q4", "ledger"))
    assert "Ledger went from 1.5 to 1.8 since 2026 Q3" in ledger
    assert "Raised: Testing practice 1 1 → 2" in ledger
    assert "Ledger has submitted." in ledger


def test_a_team_has_its_own_gaps(world, reader):
    submit(
        world.q4,
        world.checkout,
        TODAY,
        {"security-1": 1, "testing-1": 2},
        targets={"security-1": 3, "testing-1": 2},
    )
    snap(TODAY)
    text = plain(page(reader, "report_team", "2026-q4", "checkout"))
    assert "Security practice 1 level 1, target 3" in text
    assert "Testing practice 1 level" not in text
    assert "No practice is below its target." in plain(page(reader, "report_team", "2026-q4", "fraud"))


def test_a_division_is_reported_apart(world, reader):
    text = plain(page(reader, "report_division", "2026-q4", "payments"))
    assert "Payments · 2026 Q4" in text
    assert "1 of 2 teams submitted" in text
    assert "Fraud" not in text


def test_a_closed_cycle_is_reported_with_the_digest_of_its_figures(world, reader):
    frozen = ClosedFigures.objects.create(
        cycle=world.q3,
        day=world.q3.closes,
        rows=6,
        digest="d" * 64,
        recorded_at=datetime(2026, 10, 1, tzinfo=UTC),
    )
    text = plain(page(reader, "report", "2026-q3"))
    assert frozen.digest in text
    assert "6 rows of figures" in text
    assert "There is no earlier cycle to compare with." in text


def test_a_closed_cycle_that_is_not_frozen_says_when_it_will_be(world, reader):
    assert "Not frozen yet: that is done in the night after 2026 Q3 closed." in plain(
        page(reader, "report", "2026-q3")
    )


def test_with_nothing_submitted_there_are_words_and_no_figures(db, today, client):
    build.cycle(build.version())
    build.team("Ledger")
    client.force_login(build.user("Reader"))
    for arguments in (("report", "2026-q4"), ("report_team", "2026-q4", "ledger")):
        lines = standing(page(client, *arguments))
        assert {line[1] for line in lines} <= {"no data", "not reported"}


@pytest.mark.parametrize(
    ("cycle", "of"),
    [("1999-q1", {}), ("2026-11-22", {}), ("2026-q4", {"division": "no"}), ("2026-q4", {"team": "no"})],
)
def test_what_does_not_exist_is_unknown(world, cycle, of):
    with pytest.raises(UnknownInAddress):
        report(cycle, TODAY, **of)


def test_a_planned_cycle_has_no_report(world):
    Cycle.objects.filter(pk=world.q4.pk).update(state=Cycle.State.PLANNED)
    with pytest.raises(UnknownInAddress):
        report("2026-q4", TODAY)


def test_it_is_linked_from_the_matrix_the_cycle_and_the_team(world, reader):
    assert 'href="/reports/2026-q4/"' in page(reader, "matrix")
    division = reader.get("/matrix/?division=payments&cycle=2026-q3").content.decode()
    assert 'href="/reports/2026-q3/divisions/payments/"' in division
    assert "/reports/" not in reader.get("/matrix/?cycle=2026-11-20").content.decode()
    assert 'href="/reports/2026-q4/"' in page(reader, "cycle", "2026-q4")
    assert 'href="/reports/2026-q4/teams/ledger/"' in page(reader, "team", "ledger")


def statements(client, *arguments):
    with CaptureQueriesContext(connection) as seen:
        page(client, *arguments)
    return len(seen)


@pytest.mark.parametrize("arguments", [("report", "2026-q4"), ("report_team", "2026-q4", "ledger")])
def test_the_same_statements_for_three_teams_and_for_fifty_more(world, reader, arguments):
    few = statements(reader, *arguments)
    for number in range(50):
        team = build.team()
        submit(world.q3, team, date(2026, 8, 3) + timedelta(days=number % 9), {"testing-1": 1})
        submit(world.q4, team, date(2026, 11, 1) + timedelta(days=number % 9), {"testing-1": number % 5})
    take_snapshot(day=world.q3.closes, by=None, now=build.NOW)
    snap(TODAY)
    assert statements(reader, *arguments) <= few + 1
