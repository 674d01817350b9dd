"""Movers: the rule, their causes, that they are the matrix's changes, and the page and file of them."""

import json
import re
from datetime import date
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from maturity.matrix_address import MatrixAddress
from maturity.models import Cycle
from maturity.movers import NAMED, Moved, causes, falls, rises
from maturity.movers_address import MoversAddress
from maturity.queries.matrix import UnknownInAddress, matrix
from maturity.queries.movers import movers
from maturity.scoring import UNIT, shown
from maturity.waterfall import Kind, Move, Part, Step, Waterfall
from tests import build
from tests.maturity.standings import DAY, TODAY, snap, submit

MOVERS = "/movers/"
THEN = date(2026, 8, 10)


# The rules


def test_rises_and_falls_by_size_without_what_rounds_to_nothing():
    found = [Moved(n, "", change) for n, change in enumerate((499, 500, -500, -499, 9000, -9000, 500, 0))]
    assert [each.team for each in rises(found)] == [4, 1, 6]
    assert [each.team for each in falls(found)] == [5, 2]


def a_waterfall(*shares):
    parts = tuple(Part(f"p{n}", share, (Move(1, 1, 2),)) for n, share in enumerate(shares))
    return Waterfall(0, sum(shares), (Step(Kind.RAISED, sum(shares), parts),))


def test_causes_by_hand():
    titles = {"p0": "Alerts lead to action"}
    found = causes(a_waterfall(2500, -300, 700, 100, 50))
    assert [each.said(titles) for each in found] == [
        "Raised: Alerts lead to action 1 → 2, +0.25",
        "Raised: p2 1 → 2, +0.07",
        "Raised: p1 1 → 2, −0.03",
        "Raised: 2 more practices, +0.02",
    ]
    model = Waterfall(0, 100, (Step(Kind.MODEL, 100, (Part("gone", None, ()),), ((1, 100),)),))
    assert [each.said({}) for each in causes(model)] == ["Another version of the model, +0.01"]


@given(st.lists(st.integers(-20_000, 20_000), min_size=1, max_size=12))
def test_causes_add_up_to_the_change(shares):
    found = causes(a_waterfall(*shares))
    assert sum(each.share for each in found) == sum(shares)
    assert len(found) <= NAMED + 1
    named = [abs(each.share) for each in found[:NAMED]]
    assert named == sorted(map(abs, shares), reverse=True)[:NAMED]


def test_the_address():
    assert MoversAddress.read({"of": "people", "page": "0"}) == MoversAddress()
    address = MoversAddress.read({"cycle": "2026-q4", "of": "cells", "page": "2", "division": "risk"})
    assert address.query == "?cycle=2026-q4&division=risk&of=cells&page=2"
    assert address.of_kind("teams").query == "?cycle=2026-q4&division=risk"
    assert address.matrix.query == "?cycle=2026-q4&division=risk"


# From the database


@pytest.fixture
def moved(world):
    """Checkout falls in security and rises in testing, Fraud begins, and of twelve others eight rise."""
    submit(world.q4, world.checkout, DAY, {"testing-1": 1, "testing-2": 0, "security-1": 2})
    submit(world.q4, world.fraud, DAY, {"testing-1": 4})
    for n in range(12):
        team = build.team(f"Other {n:02}", division="Risk")
        submit(world.q3, team, THEN, {"testing-1": 1, "testing-2": 1})
        submit(world.q4, team, DAY, {"testing-1": 1 + n % 3, "testing-2": 1}, not_applicable=["security-1"])
    snap(world.q3.closes, TODAY)
    return world


@pytest.mark.parametrize("division", ["", "payments", "risk"])
@pytest.mark.parametrize("of", ["teams", "cells"])
def test_movers_are_the_changes_of_the_matrix(moved, of, division):
    shown_by_matrix = matrix(MatrixAddress(measure="change", division=division), TODAY)
    columns = [key for key, _ in shown_by_matrix.dimensions]
    expected = {
        (row.place.slug, key): cell.value
        for group in shown_by_matrix.groups
        for row in group.rows
        for key, cell in zip([*columns, ""], row.cells, strict=True)
        if (key == "") == (of == "teams") and cell.value is not None and shown(cell.value) != "0.0"
    }
    found = movers(MoversAddress(of=of, division=division), TODAY, all_pages=True)
    every = [*found.rises, *found.falls]
    assert {(each.place.slug, each.dimension): each.change for each in every} == expected != {}
    assert all(each.steps.change == each.change for each in every)
    assert all(sum(cause.share for cause in causes(each.steps)) == each.change for each in every)
    assert (found.rising, found.falling) == (len(found.rises), len(found.falls))


def test_a_page_has_the_largest_ten_of_each(moved):
    every = movers(MoversAddress(of="cells"), TODAY, all_pages=True)
    first, second = (movers(MoversAddress(of="cells", page=page), TODAY) for page in (1, 2))
    assert first.rises == every.rises[:10]
    assert [each.change for each in every.rises] == sorted((e.change for e in every.rises), reverse=True)
    assert second.rises == every.rises[10:]
    assert (first.rising, first.pages) == (len(every.rises), 1 + (len(every.rises) > 10))


def test_across_versions_that_ask_other_questions_nothing_moves(world):
    other = build.version({"testing": (1,), "security": (1,)}, model=world.version.model)
    Cycle.objects.filter(pk=world.q4.pk).update(version=other)
    world.q4.refresh_from_db()
    submit(world.q4, world.checkout, DAY, {"testing-1": 4, "security-1": 0})
    snap(TODAY)
    found = movers(MoversAddress(of="cells"), TODAY)
    assert ("checkout", "testing") not in [(each.place.slug, each.dimension) for each in found.rises]
    assert [(each.place.slug, each.dimension) for each in found.falls] == [("checkout", "security")]
    assert found.unlike == 1
    with pytest.raises(UnknownInAddress):
        movers(MoversAddress(division="nowhere"), TODAY)


# Pages


@pytest.fixture
def reader(client, db):
    client.force_login(build.user("Reader"))
    return client


def page(client, address=MOVERS, **headers):
    response = client.get(address, headers=headers)
    assert response.status_code == 200
    return response.content.decode()


def text(html):
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", html[html.index("<main") :])))


def test_a_rise_says_what_it_comes_from_and_leads_to_why(world, reader):
    html = page(reader, f"{MOVERS}?of=cells")
    words = text(html)
    assert "The biggest rises and falls from 2026 Q3 to 2026 Q4" in words
    assert "Rises 1 in all Ledger, Testing Payments 1.0 → 1.7 up 0.7" in words
    assert "Raised: Testing practice 1 1 → 2, +0.67" in words
    assert "Nothing fell." in words
    assert reverse("matrix_cell", args=["ledger", "testing"]) in html
    assert 'href="/why/?team=ledger&amp;dimension=testing"' in html
    overall = page(reader)
    assert 'href="/why/?team=ledger"' in overall
    assert reverse("team", args=["ledger"]) in overall
    assert "1.5 → 1.8 up 0.3" in text(overall)


@pytest.mark.parametrize("query", ["", "?of=cells&page=2", "?division=risk", "?cycle=2026-11-15"])
def test_the_swapped_part_equals_the_reloaded_page(moved, reader, query):
    whole = page(reader, MOVERS + query)
    part = page(reader, MOVERS + query, hx_request="true", hx_target="movers")
    assert part.strip() == whole[whole.index('<div id="movers"') : whole.index("</main>")].strip()


def test_without_anything_to_compare_the_page_says_so(db, today, reader):
    assert "No cycle has been opened yet" in page(reader)
    cycle = build.cycle(build.version())
    assert "No team yet" in page(reader)
    submit(cycle, build.team(), DAY, {"testing-1": 1})
    snap(TODAY)
    assert "Nothing to compare with yet" in page(reader)
    assert reader.get(f"{MOVERS}?cycle=1999-q1").status_code == 404
    assert reader.get(f"{MOVERS}?division=nowhere").status_code == 404


@pytest.mark.parametrize("teams", [1, 50])
def test_twelve_statements_at_most(world, reader, teams):
    for n in range(teams - 1):
        team = build.team(division=f"D{n % 5}")
        submit(world.q3, team, THEN, {"testing-1": 1})
        submit(world.q4, team, DAY, {"testing-1": n % 5})
    snap(world.q3.closes, TODAY)
    for query in ("", "?of=cells", "?division=payments"):
        with CaptureQueriesContext(connection) as statements:
            page(reader, MOVERS + query)
        assert len(statements) <= 12


def test_the_file_has_every_mover(moved, reader):
    table = json.loads(reader.get(reverse("movers_export", args=["json"]) + "?of=cells&page=2").content)
    assert table["about"]["compared with"] == "2026 Q3"
    every = movers(MoversAddress(of="cells"), TODAY, all_pages=True)
    assert [(row["team"], row["change"]) for row in table["rows"]] == [
        (each.place.name, each.change / UNIT) for each in (*every.rises, *every.falls)
    ]
    assert table["rows"][-1]["causes"] == "Lowered: Security practice 1 4 → 2, −2.00"
