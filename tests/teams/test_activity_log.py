"""The page of the activity log: what it finds, how it turns pages, what it gives away."""

import csv
import io
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from teams.queries import activity_log
from teams.queries.activity_log import PER_PAGE, LogAddress, asked_for, log_page
from teams.services.activity import record
from tests import build
from tests.plans.pages import element, text_of

NOW = build.NOW


@pytest.fixture
def administrator(db, client):
    person = build.user("Ada Admin", role="administrator")
    client.force_login(person)
    return person


def happened(verb="renamed", *, by=None, subject=None, team=None, at=NOW, **detail):
    return record(by=by, now=at, verb=verb, subject=subject or build.team(), team=team, detail=detail)


def found(**asked):
    return [event.verb for event in asked_for(LogAddress.read(asked))]


def test_the_newest_stands_first_and_says_who_did_what_to_what(client, administrator):
    team = build.team("Checkout")
    happened("renamed", by=administrator, subject=team, team=team, before="Till")
    happened("thinned", subject=team, at=NOW + timedelta(hours=1))
    shown = text_of(client.get(reverse("activity")))
    assert shown.index("thinned") < shown.index("renamed")
    assert "19 Nov 2026 10:00 Ada Admin renamed Checkout Team Checkout before: Till" in shown
    assert "Waymark thinned Checkout Team" in shown


def test_an_empty_log_says_what_belongs_there(client, administrator):
    assert "Nothing has happened yet" in text_of(client.get(reverse("activity")))
    assert "No event is of all that" in text_of(client.get(reverse("activity"), {"words": "nobody"}))


def test_filters_narrow_and_go_together(administrator):
    checkout, fraud = build.team("Checkout"), build.team("Fraud")
    happened("opened", by=administrator, subject=checkout, team=checkout)
    happened("closed", by=administrator, subject=fraud, team=fraud, at=NOW + timedelta(days=1))
    happened("wrote to", subject=administrator, at=NOW + timedelta(days=2))
    assert found() == ["wrote to", "closed", "opened"]
    assert found(words="ada") == ["wrote to", "closed", "opened"]
    assert found(words="fraud") == ["closed"]
    assert found(by="people") == ["closed", "opened"]
    assert found(by="waymark") == ["wrote to"]
    assert found(team="checkout") == ["opened"]
    assert found(thing="teams.user") == ["wrote to"]
    assert found(thing="teams.team", number=str(fraud.pk)) == ["closed"]
    assert found(first="2026-11-20", last="2026-11-20") == ["closed"]
    assert found(words="ada", team="fraud", last="2026-11-19") == []


def test_a_day_is_that_of_whoever_reads(client, administrator):
    """Half past eleven in the evening UTC is the next day in Sydney."""
    happened("renamed", at=datetime(2026, 11, 19, 23, 30, tzinfo=UTC))
    asked = {"first": "2026-11-20", "last": "2026-11-20"}
    assert "Nothing was found" in text_of(client.get(reverse("activity"), asked))
    administrator.time_zone = "Australia/Sydney"
    administrator.save()
    assert "20 Nov 2026 10:30" in text_of(client.get(reverse("activity"), asked))


def test_pages_follow_one_another_without_a_hole_or_a_double(client, administrator):
    team = build.team()
    for number in range(PER_PAGE * 2 + 3):
        happened(f"did {number}", subject=team)
    seen = []
    address: LogAddress | None = LogAddress()
    while address is not None:
        page = log_page(address)
        seen += [event.verb for event in page.events]
        address = page.older
    assert seen == [f"did {number}" for number in reversed(range(PER_PAGE * 2 + 3))]
    first = client.get(reverse("activity")).content.decode()
    assert "Older" in first
    assert "Newest" not in first


@pytest.mark.parametrize("count", [1, 50])
def test_the_statements_do_not_grow_with_the_log(client, administrator, count):
    for number in range(count):
        happened(f"did {number}", team=build.team())
    with CaptureQueriesContext(connection) as captured:
        assert client.get(reverse("activity")).status_code == 200
    assert len(captured) == 5  # session, person, workspace, events, teams


@given(st.fixed_dictionaries({name: st.text(max_size=30) for name in LogAddress.__slots__}))
def test_no_address_is_refused(asked):
    """Built, not run: any words make a query."""
    str(asked_for(LogAddress.read({**asked, "words": asked["words"].replace("\0", "")})).query)


NONSENSE = (
    {"words": "a\0b"},
    {"number": "9" * 40, "thing": "x"},
    {"before": "9" * 40},
    {"first": "9999-12-31"},
    {"last": "0001-01-01"},
)


@pytest.mark.parametrize("asked", NONSENSE)
def test_nonsense_in_the_address_is_no_failure(client, administrator, asked):
    happened()
    assert client.get(reverse("activity"), asked).status_code == 200


def test_what_is_swapped_in_is_what_a_reload_shows(client, administrator):
    happened(by=administrator)
    whole = client.get(reverse("activity"), {"words": "ada"})
    cut = client.get(
        reverse("activity"), {"words": "ada"}, headers={"HX-Request": "true", "HX-Target": "activity"}
    )
    assert element(whole.content.decode(), '<div id="activity"') == element(
        cut.content.decode(), '<div id="activity"'
    )


def test_the_file_has_all_that_is_asked_for_and_no_formula(client, administrator, monkeypatch):
    happened("renamed", by=administrator, subject=build.team("=1+1"))
    happened("closed")
    answer = client.get(reverse("activity_export", args=("csv",)) + "?words=renamed&before=1")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode())))
    said = [tuple(row[name] for name in ("who", "did", "what", "kind")) for row in rows]
    assert said == [("Ada Admin", "renamed", "'=1+1", "Team")]
    assert datetime.fromisoformat(rows[0]["at"]) == NOW
    assert rows[0]["asked for"] == "?words=renamed"
    monkeypatch.setattr("teams.views.activity.MOST_EXPORTED", 1)
    everything = client.get(reverse("activity_export", args=("json",))).json()
    assert [row["did"] for row in everything["rows"]] == ["closed"]


@pytest.mark.parametrize("role", ["member", "leadership"])
def test_others_are_told_why_not(client, db, role):
    client.force_login(build.user("Other", role=role))
    answer = client.get(reverse("activity"))
    assert answer.status_code == 403
    assert "Only an administrator of this workspace may read its activity log." in text_of(answer)


def test_a_kind_of_thing_that_is_gone_keeps_its_label():
    assert activity_log.thing_words("plans.nolonger") == "plans.nolonger"
    assert activity_log.thing_words("nonsense") == "nonsense"
    assert ("plans.item", "Item") in activity_log.things()
