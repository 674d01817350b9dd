"""The pages of the Guide: contents, search, chapters, practices, the whole book."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from maturity.catalogue_file import DimensionEntry, ModelFile
from maturity.models import Practice
from maturity.services.model_versions import load_model, publish_version
from teams.models import User
from tests import build
from tests.markup import faults
from tests.maturity.standings import TODAY, submit
from tests.maturity.test_guide import ALERTS, BACKUPS, HOUSE, published

pytestmark = pytest.mark.django_db

GUIDE = "/guide/"
PRACTICE = "/guide/practices/backups/"


@pytest.fixture
def reader(client):
    client.force_login(build.user())
    return client


def page(client, address=GUIDE, **more):
    response = client.get(address, **more)
    assert response.status_code == 200
    return response.content.decode()


def text(html):
    start = html.index("<main") if "<main" in html else 0
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", html[start:])))


def swapped(client, address):
    return page(client, address, headers={"HX-Request": "true", "HX-Target": "found"})


# Contents


def test_the_contents_lead_to_every_chapter_and_practice(reader):
    published()
    html = page(reader)
    words = text(html)
    assert "House model 3 practices in 2 dimensions · version 1, published Thu 19 Nov" in words
    assert "Ours. Each practice says why it matters" in words
    assert "0 Absent 1 Some 2 All" in words
    for key in ("recovery", "watching"):
        assert reverse("guide_chapter", args=[key]) in html
    for key in ("backups", "runbooks", "alerts"):
        assert reverse("guide_practice", args=[key]) in html


def test_the_navigation_has_the_guide_and_marks_it(reader):
    published()
    link = '<a href="/guide/" aria-current="page">Guide</a>'
    assert link in page(reader)
    assert link in page(reader, PRACTICE)
    assert '<a href="/guide/">Guide</a>' in page(reader, "/teams/")


def test_before_the_first_version_the_page_says_who_publishes_one(client):
    client.force_login(build.user())
    assert "An administrator of this workspace publishes the first one." in text(page(client))
    client.force_login(build.user(role=User.Role.ADMINISTRATOR))
    assert "manage.py load_model" in text(page(client))


@pytest.mark.parametrize("address", ["/guide/testing/", PRACTICE, "/guide/print/all/"])
def test_before_the_first_version_there_is_nothing_else(reader, address):
    assert reader.get(address).status_code == 404


# Search


def test_what_was_found_is_shown_with_the_words_marked(reader):
    published()
    html = page(reader, "/guide/?q=RESTORED")
    assert "Backups are <mark>restored</mark>" in html
    assert "A backup that was never <mark>restored</mark> is a hope." in html
    assert "1 of 3 practices has the word “RESTORED”." in text(html)
    assert 'value="RESTORED"' in html
    assert "alerts" not in html
    assert "2 of 3 practices have all of the words “at night”" not in text(html)
    assert "<title>“RESTORED” · Guide · Waymark</title>" in html


def test_when_nothing_is_found_the_page_says_what_to_do_and_shows_the_contents(reader):
    published()
    html = page(reader, "/guide/?q=zebra")
    assert "Nothing found. No practice has the word “zebra”. Try a shorter or a single word" in text(html)
    assert reverse("guide_practice", args=["backups"]) in html
    assert "all of the words “zebra backups”" in text(page(reader, "/guide/?q=zebra+backups"))


@pytest.mark.parametrize("query", ["", "+", "%20%09"])
def test_an_empty_search_is_the_contents(reader, query):
    published()
    html = page(reader, f"/guide/?q={query}")
    assert "Nothing found" not in html
    assert reverse("guide_chapter", args=["recovery"]) in html


@pytest.mark.parametrize("query", ["restored", "zebra", "", "a backup"])
def test_a_swap_equals_a_reload(reader, query):
    published()
    address = f"/guide/?q={query}"
    whole, cut = page(reader, address), swapped(reader, address)
    listed, said = cut.split('<p class="small muted" id="said"')
    assert listed.strip() in re.sub(r"\n +", "\n", whole) or text(listed).strip() in text(whole)
    assert text(f"<p{said}").strip() in text(whole)
    assert "<html" not in cut
    assert 'hx-swap-oob="innerHTML"' in said
    assert "hx-swap-oob" not in whole


def test_what_a_person_types_is_escaped(reader):
    published()
    html = page(reader, "/guide/?q=<script>alert(1)</script>")
    assert "<script>alert" not in html
    assert "&lt;script&gt;" in html
    assert faults(html) == []


@pytest.mark.parametrize("query", ["%00", "%ff%fe", "%E2%80%AE" + "x" * 5000, "(((", "[a-z"])
def test_a_strange_query_finds_nothing_and_breaks_nothing(reader, query):
    published()
    assert "Nothing found" in page(reader, f"/guide/?q={query}")


# Chapters and practices


def test_a_chapter_shows_its_practices_whole(reader):
    published()
    html = page(reader, "/guide/recovery/")
    words = text(html)
    assert "After a loss. 2 practices · weight 3 in a team's overall score" in words
    assert "0 · Absent None. 1 · Some By hand. 2 · All Every night." in words
    assert "Evidence that would show it The log of a rehearsal" in words
    assert "Effort Two days Delivery metric it moves Time to recover" in words
    assert "Weight in its dimension 2 Half-life of its evidence 90 days" in words
    assert 'href="https://example.org/backups"' in html
    assert "Alerts lead to action" not in html
    assert "Next: Watching" in words
    assert "Previous" not in words


def test_a_practice_without_effort_metric_and_evidence_says_nothing_of_them(reader):
    published()
    words = text(page(reader, "/guide/practices/alerts/"))
    for absent in ("Effort", "Delivery metric", "Evidence that", "Further reading", "Next:"):
        assert absent not in words
    assert "Previous: Runbooks exist" in words


def test_a_practice_has_its_own_page_and_neighbours(reader):
    published()
    html = page(reader, "/guide/practices/runbooks/")
    words = text(html)
    assert "Guide Recovery Runbooks exist" in words
    assert "Previous: Backups are restored Next: Alerts lead to action" in words
    assert "No team has submitted a self-assessment yet." in words
    assert faults(html) == []


def test_a_practice_shows_where_teams_stand_and_names_nobody(reader, today):
    cycle = build.cycle(published())
    build.team("Fraud")
    for name, level in (("Ledger", 2), ("Checkout", 2), ("Search", None)):
        submit(cycle, build.team(name), TODAY, {"backups": level})
    words = text(page(reader, PRACTICE))
    assert "3 of 4 teams submitted." in words
    assert re.search(r"0 · Absent 0 1 · Some 0 2 · All 2 not answered 1", words)
    assert "Ledger" not in words


def test_a_practice_that_left_the_model_stays_readable(reader):
    published()
    smaller = ModelFile("house", "House model", "Ours.", HOUSE.scale, HOUSE.dimensions[1:])
    published(smaller, build.NOW + timedelta(days=1))
    words = text(page(reader, PRACTICE))
    assert "Not in the newest published model. This is how version 1 of House model describes it" in words
    assert "A backup that was never restored is a hope." in words
    assert "Previous" not in words
    assert reader.get("/guide/recovery/").status_code == 404
    assert "Not in the newest" not in text(page(reader, "/guide/practices/alerts/"))


@pytest.mark.parametrize("address", ["/guide/nothing/", "/guide/practices/nothing/"])
def test_what_never_was_is_not_found(reader, address):
    published()
    assert reader.get(address).status_code == 404


@pytest.mark.parametrize("key", ["print", "practices"])
def test_a_dimension_may_have_the_key_of_another_address(reader, key):
    published(
        ModelFile("m", "M", "S", HOUSE.scale, (DimensionEntry(key, "Odd key", "S.", 1, (ALERTS, BACKUPS)),))
    )
    assert "Odd key" in text(page(reader, reverse("guide_chapter", args=[key])))


def test_the_whole_book_is_one_page(reader):
    published()
    html = page(reader, "/guide/print/all/")
    words = text(html)
    for part in ("House model Version 1, published 19 November 2026", "Every night.", "Noise hides fire."):
        assert part in words
    assert "data-print" in html
    assert faults(html) == []


def test_what_the_model_says_is_escaped(reader):
    draft = load_model(file=HOUSE, by=None, now=build.NOW)
    Practice.objects.update(title="<i>T</i>", why="<em>W</em>", evidence=["<u>E</u>"], effort="<s>F</s>")
    publish_version(version=draft, by=None, now=build.NOW)
    for address in (GUIDE, "/guide/?q=W", "/guide/recovery/", PRACTICE, "/guide/print/all/"):
        html = page(reader, address)
        assert not re.search(r"<i>T|<em>W|<u>E|<s>F", html), address
        assert "&lt;" in html


@pytest.mark.parametrize("address", [GUIDE, "/guide/recovery/", PRACTICE, "/guide/print/all/"])
def test_whoever_is_not_signed_in_is_sent_to_the_sign_in_page(client, address):
    published()
    assert client.get(address)["Location"].startswith("/accounts/login/")


# The ways in


def test_an_answer_and_a_cell_lead_to_the_practice(world, client):
    client.force_login(build.user(role=User.Role.ADMINISTRATOR))
    build.assessment(world.q4, world.fraud)
    link = reverse("guide_practice", args=["testing-1"])
    assert link in page(client, "/teams/fraud/assessments/2026-q4/")
    assert link in page(client, "/matrix/ledger/testing/")


# Statements


@pytest.mark.parametrize("practices", [1, 50])
@pytest.mark.parametrize(
    ("address", "most"),
    [
        (GUIDE, 3),
        ("/guide/?q=practice", 6),
        ("/guide/testing/", 6),
        ("/guide/practices/testing-1/", 10),
        ("/guide/print/all/", 6),
    ],
)
def test_a_page_takes_as_many_statements_for_a_large_model(reader, today, practices, address, most):
    cycle = build.cycle(build.version({"testing": [1] * practices}))
    for _ in range(practices):
        submit(cycle, build.team(), TODAY, {"testing-1": 1})
    page(reader, address)
    with CaptureQueriesContext(connection) as statements:
        page(reader, address)
    assert len([each for each in statements if "maturity_" in each["sql"]]) == most
    assert len(statements) <= most + 3
