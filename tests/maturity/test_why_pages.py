"""Why did it change: the page and its file, for every scope, and whatever there is nothing to say about."""

import csv
import re
from datetime import date
from html import unescape
from io import StringIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from maturity.matrix_address import MatrixAddress
from maturity.models import Cycle
from maturity.queries.why import why
from maturity.scoring import UNIT
from maturity.services.snapshots import take_snapshot
from maturity.views import why_steps
from maturity.views.why_steps import listed_steps
from maturity.why_address import WhyAddress, why_address
from teams.models import Team, User
from tests import build
from tests.maturity.standings import TODAY, noon, overall, snap, submit

WHY = "/why/"
SCOPES = [WHY, f"{WHY}?division=payments", f"{WHY}?team=ledger", f"{WHY}?team=ledger&dimension=testing"]


@pytest.fixture
def browser(world, client):
    client.force_login(world.member)
    return client


def page(client, address=WHY, **headers):
    response = client.get(address, headers=headers)
    assert response.status_code == 200
    return response.content.decode()


def cut(html):
    return html[html.index('<div id="why"') : html.index("</main>")].strip()


def text(html):
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", cut(html))))


def heading(html):
    return re.findall("<h1>(.*?)</h1>", html)


def shares(html):
    """The figures of the table, in ten-thousandths: the score then, the steps' shares, the score now."""
    cells = re.findall(r'<td class="num">([^<]*)</td>', html)
    return [round(float(cell.replace("−", "-")) * UNIT) for cell in cells]


def snap_day(day):
    """Of a day after the tests' own."""
    take_snapshot(day=day, by=None, now=noon(day))


# What it says


def test_a_team_s_change_in_a_dimension(world, browser):
    html = page(browser, f"{WHY}?team=ledger&dimension=testing")
    assert heading(html) == ["Ledger went from 1.0 to 1.7 in Testing since 2026 Q3"]
    assert shares(html) == [10000, 6667, 16667]
    assert "Raised: 1 practice, +0.67" in text(html)
    assert "Testing practice 1 guide to Testing practice 1 +0.67 1 → 2" in text(html)
    assert "Mon 28 Sep 2026 to Sun 22 Nov 2026." in text(html)


def test_a_practice_leads_to_the_guide_and_its_levels_to_the_two_submissions(world, browser):
    html = page(browser, f"{WHY}?team=ledger")
    for way in (
        reverse("guide_practice", args=["testing-1"]),
        reverse("submission_since", args=["ledger", "2026-q4", 1, "2026-q3"]),
        reverse("matrix_cell", args=["ledger", "testing"]),
    ):
        assert f'href="{way}"' in html
        assert browser.get(way).status_code == 200


def test_a_correction_in_the_same_cycle_leads_to_the_difference_of_the_two(world, browser):
    submit(world.q3, world.ledger, date(2026, 9, 20), {"testing-1": 3, "testing-2": 1, "security-1": 2})
    day = date(2026, 9, 10)
    snap(day, world.q3.closes)
    Cycle.objects.filter(pk=world.q3.pk).update(closes=day)
    late = build.cycle(world.version, quarter="2026-q1", state=Cycle.State.CLOSED)
    Cycle.objects.filter(pk=late.pk).update(
        opens=date(2026, 9, 11), due=date(2026, 9, 25), closes=date(2026, 9, 28)
    )
    html = page(browser, f"{WHY}?team=ledger&cycle=2026-q1")
    way = reverse("submission_changes", args=["ledger", "2026-q3", 2, 1])
    assert f'href="{way}"' in html
    assert browser.get(way).status_code == 200
    # The later correction is not what was said then, so no page compares with that.
    assert "/since/2026-q3/" not in page(browser, f"{WHY}?team=ledger&compare=2026-q3")


def test_the_organisation_and_a_division_change_by_their_median(world, browser):
    html = page(browser)
    assert heading(html) == ["The organisation went from 1.8 to 1.9 since 2026 Q3"]
    assert shares(html) == [17500, 1667, 19167]
    assert "Median of 2 teams then, of 2 now." in text(html)
    assert "Raised: 1 practice in 1 team, +0.17" in text(html)
    assert "Ledger 1 → 2" in text(html)
    assert heading(page(browser, f"{WHY}?division=payments&dimension=testing")) == [
        "Payments went from 0.5 to 0.8 in Testing since 2026 Q3"
    ]


def test_who_joined_and_who_left_are_steps_with_their_figures(world, browser):
    submit(world.q4, world.fraud, date(2026, 11, 12), {"testing-1": 4, "testing-2": 4, "security-1": 4})
    Team.objects.filter(pk=world.checkout.pk).update(archived_on=TODAY)
    snap(TODAY)
    words = text(page(browser))
    assert re.search(r"New among those with data: 1 team, \+\d\.\d\d .*? Fraud 4\.0", words)
    assert re.search(r"No longer with data: 1 team, .*? Checkout 2\.0", words)


def test_another_version_of_the_model_says_what_no_longer_counts(world, browser):
    other = build.version({"testing": (2, 1, 1), "people": (1,)}, model=world.version.model)
    later = build.cycle(other, quarter="2027-q1")
    day = date(2027, 2, 1)
    submit(later, world.ledger, day, {"testing-1": 4, "testing-3": 1})
    snap_day(day)
    found = why(WhyAddress(team="ledger"), day)
    model, raised, *_ = listed_steps(found)
    assert model.sentence == "Another version of the model, −0.17"
    assert [mover.said for mover in model.teams] == ["version 1 to 2, 1.7 with the answers of then"]
    assert [(part.title, part.share) for part in model.parts] == [("Security practice 1", "")]
    assert [mover.said for part in model.parts for mover in part.movers] == ["2 → not answered"]
    assert (raised.sentence, raised.rest) == ("Newly answered: 1 practice, −0.17", ())
    assert found.steps.now == overall(world.ledger, day).score


def test_of_a_group_those_with_another_version_are_named_with_what_it_made_of_their_answers(world, browser):
    other = build.version({"testing": (2, 1), "people": (1,)}, model=world.version.model)
    moved = build.cycle(other, quarter="2026-q2", state=Cycle.State.CLOSED)
    submit(moved, world.checkout, date(2026, 11, 21), {"testing-1": 4, "people-1": 1})
    snap(TODAY)
    html = page(browser)
    words = text(html)
    assert "Another version of the model: 1 team, −1.00" in words
    assert "Checkout version 1 to 2, 0.0 with the answers of then" in words
    assert (
        "Does not count any more Security practice 1 guide to Security practice 1 Checkout 4 → not" in words
    )
    assert 'href="/why/?team=checkout"' in html
    assert browser.get(reverse("guide_practice", args=["security-1"])).status_code == 200
    first, *steps, last = shares(html)
    assert first + sum(steps) == last


@pytest.mark.parametrize("address", SCOPES)
def test_the_figures_of_the_table_add_up_to_the_change(world, browser, address):
    submit(world.q4, world.checkout, TODAY, {"testing-1": 3, "testing-2": 1}, not_applicable=["security-1"])
    submit(world.q4, world.fraud, TODAY, {"testing-1": 1})
    snap(TODAY)
    first, *steps, last = shares(page(browser, address))
    assert first + sum(steps) == last


def test_of_many_practices_those_that_moved_the_median_are_in_front(world, browser, monkeypatch):
    monkeypatch.setattr(why_steps, "FEW_PARTS", 0)
    submit(world.q4, world.checkout, TODAY, {"testing-1": 0, "testing-2": 1, "security-1": 4})
    cards = build.team("Cards")
    submit(world.q3, cards, date(2026, 8, 9), {"testing-1": 0, "testing-2": 0, "security-1": 0})
    submit(world.q4, cards, TODAY, {"testing-1": 0, "testing-2": 0, "security-1": 1})
    snap(world.q3.closes, TODAY)
    (raised,) = listed_steps(why(WhyAddress(), TODAY))
    assert raised.sentence == "Raised: 3 practices in 3 teams, +0.33"
    assert [(part.title, part.share) for part in raised.parts] == [("Testing practice 1", "+0.33")]
    assert [(part.title, part.named) for part in raised.rest] == [
        ("Testing practice 2", "Checkout"),
        ("Security practice 1", "Cards"),
    ]
    assert "2 more practices, 0.00 together Testing practice 2 Checkout Security practice 1 Cards" in text(
        page(browser)
    )


def test_of_very_many_teams_some_are_named(world, monkeypatch):
    monkeypatch.setattr(why_steps, "TEAMS_SHOWN", 1)
    submit(world.q4, world.checkout, TODAY, {"testing-1": 1, "testing-2": 0, "security-1": 4})
    snap(TODAY)
    (raised,) = listed_steps(why(WhyAddress(), TODAY))
    assert [(part.named, part.more) for part in raised.parts] == [("Checkout and 1 more", 1)]


# Nothing to say


def test_without_a_cycle_the_page_says_who_opens_one(db, client):
    client.force_login(build.user())
    assert "No cycle has been opened yet" in page(client)
    assert client.get("/why/export/csv/").status_code == 404


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("?cycle=2026-q3", "Nothing to compare with 2026 Q3 has no earlier figures to be compared with."),
        (
            "?team=fraud",
            "No score in 2026 Q4 Nothing that was submitted by Sun 22 Nov gives Fraud a score, nor",
        ),
        ("?division=risk", "No score in 2026 Q4"),
        (
            "?team=checkout",
            "Nothing behind it changed Every answer behind this score is the same as in 2026 Q3.",
        ),
    ],
)
def test_where_there_is_nothing_to_explain_the_page_says_so(world, browser, address, words):
    html = page(browser, WHY + address)
    assert words in text(html)
    assert "waterfall" not in html


def test_without_a_score_then_the_page_says_so(world, browser):
    submit(world.q4, world.fraud, TODAY, {"testing-1": 1})
    snap(TODAY)
    words = text(page(browser, f"{WHY}?team=fraud"))
    assert "No score in 2026 Q3 Nothing that was submitted by Mon 28 Sep gave Fraud a score." in words


def test_before_anything_is_submitted_there_is_nothing_to_compare_with(db, today, client):
    build.cycle(build.version())
    build.team("Ledger")
    client.force_login(build.user())
    assert "Nothing to compare with" in page(client)


@pytest.mark.parametrize(
    "address", ["?team=nobody", "?division=nowhere", "?dimension=nothing", "?cycle=1999-q1", "?compare=x"]
)
def test_an_address_that_names_nothing_is_not_found(world, browser, address):
    assert browser.get(WHY + address).status_code == 404
    assert browser.get(f"/why/export/csv/{address}").status_code == 404


# Ways in, ways on


def test_the_matrix_the_cell_and_the_team_page_lead_here(world, browser):
    ways = {
        "/matrix/?division=payments&cycle=2026-q4": "/why/?cycle=2026-q4&amp;division=payments",
        "/matrix/ledger/testing/?compare=2026-q3": "/why/?compare=2026-q3&amp;team=ledger&amp;dimension=testing",
        "/teams/ledger/": "/why/?team=ledger",
    }
    for where, way in ways.items():
        assert f'href="{way}"' in page(browser, where), where
        assert browser.get(unescape(way)).status_code == 200


def test_where_nothing_was_reported_then_no_cell_leads_here(world, browser):
    assert "/why/" not in page(browser, "/matrix/fraud/testing/")
    assert "/why/" not in page(browser, "/matrix/?cycle=2026-q3")


@pytest.mark.parametrize("address", SCOPES)
def test_the_swapped_part_equals_the_reloaded_page(world, browser, address):
    whole = page(browser, address)
    part = page(browser, address, hx_request="true", hx_target="why")
    assert part.strip() == cut(whole)
    assert "<html" not in part


def test_the_browser_is_given_the_shortest_address(world, browser):
    asked = f"{WHY}?division=&dimension=testing"
    answer = browser.get(asked, headers={"hx-request": "true", "hx-target": "why"})
    assert answer["HX-Push-Url"] == f"{WHY}?dimension=testing"
    assert "HX-Push-Url" not in browser.get(asked)


def test_the_address_of_the_matrix_carries_over():
    address = MatrixAddress(cycle="2026-q4", division="risk", measure="gap", sort="-team", page=3)
    assert why_address(address).query == "?cycle=2026-q4&division=risk"
    assert why_address(address, team="fraud", dimension="testing").query == (
        "?cycle=2026-q4&team=fraud&dimension=testing"
    )
    assert WhyAddress.read({"team": "fraud", "division": "risk", "dimension": "overall"}) == WhyAddress(
        team="fraud"
    )
    assert (
        why_address(address).in_dimension("testing").query == "?cycle=2026-q4&division=risk&dimension=testing"
    )


# The file


def test_the_file_has_every_step_practice_and_team(world, browser):
    answer = browser.get("/why/export/csv/?team=ledger")
    rows = list(csv.DictReader(StringIO(answer.content.decode(), newline="")))
    assert 'filename="why-ledger-changed.csv"' in answer["Content-Disposition"]
    assert [
        (row["step"], row["share of step"], row["practice"], row["share of practice"]) for row in rows
    ] == [
        ("Raised", "0.3334", "", ""),
        ("Raised", "", "Testing practice 1", "0.3334"),
    ]
    assert (rows[1]["team"], rows[1]["before"], rows[1]["after"]) == ("Ledger", "1", "2")
    assert rows[0]["then score"] == "1.5000"
    assert rows[0]["change"] == "0.3334"


def test_a_file_of_another_kind_or_of_nothing_is_not_found(world, browser):
    assert browser.get("/why/export/pdf/").status_code == 404
    assert browser.get("/why/export/csv/?cycle=2026-q3").status_code == 404
    assert browser.get("/why/export/json/?team=checkout").json()["rows"] == []


def test_everything_in_the_file_adds_up(world, browser):
    submit(world.q4, world.checkout, TODAY, {"testing-1": 3, "testing-2": 1}, not_applicable=["security-1"])
    submit(world.q4, world.fraud, TODAY, {"testing-1": 1})
    snap(TODAY)
    found = browser.get("/why/export/json/").json()
    total = sum(round((row["share of step"] or 0) * UNIT) for row in found["rows"])
    assert total == round(float(found["about"]["change"]) * UNIT)


# What it costs, and who sees it


@pytest.mark.parametrize("more", [0, 49])
@pytest.mark.parametrize("address", [WHY, f"{WHY}?division=payments&dimension=testing"])
def test_the_same_few_statements_for_one_team_and_for_fifty(world, address, more):
    for number in range(more):
        team = build.team()
        submit(world.q3, team, date(2026, 8, 10), {"testing-1": 1})
        submit(world.q4, team, date(2026, 11, 1), {"testing-1": number % 5})
    snap(world.q3.closes, TODAY)
    with CaptureQueriesContext(connection) as statements:
        assert why(WhyAddress(dimension="testing" if "dimension" in address else ""), TODAY)
    assert len(statements) == 9


@pytest.mark.parametrize("address", [*SCOPES, "/why/export/csv/"])
def test_everybody_who_signed_in_sees_it_and_looking_changes_nothing(world, client, address):
    assert client.get(address)["Location"].startswith(reverse("account_login"))
    for person in (world.lead, build.user("Outsider"), build.user(role=User.Role.LEADERSHIP)):
        client.force_login(person)
        with CaptureQueriesContext(connection) as statements:
            assert client.get(address).status_code == 200
        assert {statement["sql"].split()[0] for statement in statements} == {"SELECT"}
    assert client.post(address).status_code == 405


def test_the_ends_are_the_figures_of_the_snapshots(world, browser):
    html = page(browser, f"{WHY}?team=ledger")
    first, *_, last = shares(html)
    assert (first, last) == (
        overall(world.ledger, world.q3.closes).score,
        overall(world.ledger, TODAY).score,
    )


def test_between_two_days(world, browser):
    day = date(2026, 11, 9)
    snap(day)
    html = page(browser, f"{WHY}?team=ledger&cycle=2026-11-22&compare=2026-11-09")
    assert heading(html) == ["Ledger went from 1.5 to 1.8 since Mon 9 Nov 2026"]
    first, *steps, last = shares(html)
    assert first + sum(steps) == last
    assert "is the same as on Mon 9 Nov 2026" in text(
        page(browser, f"{WHY}?team=checkout&compare=2026-11-09")
    )
