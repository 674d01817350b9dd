"""The page of shared gaps: what it says, unfolds and exports, and that a swap is a cut of it."""

import csv
import io
import json
import re
from datetime import timedelta
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from teams.models import Team
from tests import build
from tests.maturity.standings import DAY, TODAY, evidenced, snap, submit

GAPS = "/gaps/"


@pytest.fixture
def reader(client, db):
    client.force_login(build.user("Reader"))
    return client


def page(client, address=GAPS, **headers):
    response = client.get(address, headers=headers)
    assert response.status_code == 200
    return response.content.decode()


def text(html):
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", html[html.index("<main") :])))


def test_shared_gaps_come_first_and_say_how_many_teams_have_them(three_with_targets, reader):
    words = text(page(reader))
    assert "3 of 3 teams submitted by Sun 22 Nov." in words
    assert "Shared gaps 2 practices" in words
    assert words.index("Testing practice 2") < words.index("Testing practice 1")
    assert "Testing practice 2 2 of 3 median 2.5 5 in all no team yet Testing" in words
    assert "1 of 3 practices have a target in fewer than three teams." in words


def test_a_practice_unfolds_to_its_teams_and_folds_again(three_with_targets, reader):
    html = page(reader, f"{GAPS}?practice=testing-1")
    words = text(html)
    assert "Ledger Payments 1 3 no quarter set Checkout Payments 2 3" in words
    assert "At target: Fraud (level 3, target 3)" in words
    assert f'href="{GAPS}" hx-get="{GAPS}" aria-expanded="true"' in html
    assert f'href="{GAPS}?practice=testing-2"' in html
    assert reverse("guide_practice", args=["testing-1"]) in html
    assert "/matrix/?measure=gap&amp;sort=-testing" in html
    assert "Fraud" not in text(page(reader))


def test_a_practice_that_nobody_asks_unfolds_nothing(three_with_targets, reader):
    assert "unfolded" not in page(reader, f"{GAPS}?practice=nothing")


def test_a_long_list_begins_with_the_largest_gaps(three_with_targets, reader, monkeypatch):
    monkeypatch.setattr("maturity.views.gaps.LISTED", 1)
    html = page(reader)
    assert "Testing practice 2" in html
    assert "Testing practice 1" not in html
    assert '/gaps/?show=all">Show all 2</a>' in html
    for query in ("?show=all", "?practice=testing-1"):
        whole = page(reader, GAPS + query)
        assert "Testing practice 1" in whole
        assert "Show all" not in whole


def test_who_could_help_stands_beside_a_gap(three_with_targets, reader):
    for name, level in (("Identity", 4), ("Search", 3), ("Media", 3), ("Runtime", 4)):
        evidenced(three_with_targets, name, level, TODAY - timedelta(days=10))
    snap(TODAY)
    assert "Identity (level 4), Runtime (level 4), Media (level 3) and 1 more" in text(page(reader))
    words = text(page(reader, f"{GAPS}?practice=testing-1"))
    assert "Could help: Identity (level 4, evidence of Thu 12 Nov ), Runtime" in words
    assert "Search (level 3, evidence" in words


def test_the_division_and_the_cycle_are_in_the_address(three_with_targets, reader):
    html = page(reader, f"{GAPS}?cycle=2026-q4&division=payments&practice=testing-1")
    assert '<option value="2026-q4" selected>' in html
    assert '<option value="payments" selected>' in html
    words = text(html)
    assert "2 of 2 teams submitted" in words
    assert "In no practice are more than half" in words
    assert "Other gaps 2 practices" in words
    assert "/gaps/?cycle=2026-q4&amp;division=payments&amp;practice=testing-2" in html
    assert "/matrix/?cycle=2026-q4&amp;division=payments&amp;measure=gap&amp;sort=-testing" in html


@pytest.mark.parametrize("query", ["?division=nowhere", "?cycle=1999-q1"])
def test_what_does_not_exist_is_not_found(three_with_targets, reader, query):
    assert reader.get(GAPS + query).status_code == 404
    assert reader.get(reverse("gaps_export", args=["csv"]) + query).status_code == 404


@pytest.mark.parametrize("query", ["", "?division=payments&practice=testing-1", "?practice=testing-2"])
def test_the_swapped_part_equals_the_reloaded_page(three_with_targets, reader, query):
    whole = page(reader, GAPS + query)
    part = page(reader, GAPS + query, hx_request="true", hx_target="gaps")
    assert part.strip() == whole[whole.index('<div id="gaps"') : whole.index("</main>")].strip()


def test_without_a_cycle_a_team_or_a_submission_the_page_says_so(db, today, reader):
    assert "No cycle has been opened yet" in page(reader)
    build.cycle(build.version())
    assert "No team yet" in page(reader)
    build.team()
    assert "Nothing submitted yet" in page(reader)


def test_names_are_escaped(three_with_targets, reader):
    Team.objects.filter(slug="ledger").update(name="<b>L & co</b>")
    assert "&lt;b&gt;L &amp; co&lt;/b&gt;" in page(reader, f"{GAPS}?practice=testing-1")


@pytest.mark.parametrize("teams", [1, 50])
def test_eight_statements_at_most(world, reader, teams):
    for n in range(teams - 1):
        submit(world.q4, build.team(division=f"D{n % 5}"), DAY, {"testing-1": 1}, targets={"testing-1": 3})
        evidenced(world.q4, f"Help {n}", 4, DAY)
    snap(TODAY)
    for query in ("", "?practice=testing-1", "?division=payments&practice=testing-1"):
        with CaptureQueriesContext(connection) as statements:
            page(reader, GAPS + query)
        assert len(statements) <= 8


def test_every_team_below_target_is_in_the_file(three_with_targets, reader):
    answer = reader.get(reverse("gaps_export", args=["json"]))
    table = json.loads(answer.content)
    assert table["about"]["teams"] == "3 of 3 submitted"
    assert table["about"]["day"] == TODAY.isoformat()
    rows = [(row["practice key"], row["team"], row["level"], row["target"]) for row in table["rows"]]
    assert rows == [
        ("testing-2", "Fraud", 1, 4),
        ("testing-2", "Checkout", 0, 2),
        ("testing-1", "Ledger", 1, 3),
        ("testing-1", "Checkout", 2, 3),
    ]
    assert {row["shared gap"] for row in table["rows"]} == {"yes"}
    first = table["rows"][0]
    assert (first["teams with a target"], first["teams below target"]) == (3, 2)
    assert (first["median missing levels"], first["missing levels"]) == (2.5, 5)
    lines = reader.get(reverse("gaps_export", args=["csv"]) + "?division=risk").content.decode()
    (only,) = csv.DictReader(io.StringIO(lines))
    assert (only["team"], only["shared gap"]) == ("Fraud", "no")


def test_the_matrix_leads_to_the_gaps_of_what_it_shows(world, reader):
    html = page(reader, "/matrix/?cycle=2026-q3&division=payments&measure=gap&sort=-testing")
    assert 'href="/gaps/?cycle=2026-q3&amp;division=payments"' in html


def test_a_weak_practice_of_a_cell_names_who_could_help(world, reader):
    """Ledger is at 2 of 3 in the first practice, at 1 without a target in the second, and at its target in security."""
    for name, level, key in (
        ("Identity", 4, "testing-1"),
        ("Search", 3, "testing-2"),
        ("Media", 4, "security-1"),
    ):
        evidenced(world.q4, name, level, TODAY - timedelta(days=10), key=key)
    snap(TODAY)
    words = text(page(reader, "/matrix/ledger/testing/"))
    assert words.count("Could help:") == 2
    assert "Could help: Identity (level 4)" in words
    assert "Could help: Search (level 3)" in words
    assert "Could help" not in text(page(reader, "/matrix/ledger/security/"))
    assert "Could help" not in text(page(reader, "/matrix/identity/testing/"))
    assert "Could help" not in text(page(reader, "/matrix/fraud/testing/"))
    with CaptureQueriesContext(connection) as statements:
        page(reader, "/matrix/ledger/testing/", hx_request="true", hx_target="drawer")
    assert len(statements) <= 12


def test_the_guide_names_who_could_help(world, reader):
    evidenced(world.q4, "Identity", 4, TODAY - timedelta(days=10))
    snap(TODAY)
    assert "evidence: Identity (level 4, evidence of Thu 12 Nov" in text(
        page(reader, "/guide/practices/testing-1/")
    )
