"""The teams list and a team's page: its figures, its trend, its gaps, and the next step for whoever may take it."""

import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from maturity import scoring
from maturity.models import Assessment, Cycle
from maturity.queries import teams as module
from maturity.queries.teams import team_list, team_page
from maturity.services.snapshots import take_snapshot
from teams.models import Membership, Team, User
from tests import build
from tests.maturity.standings import TODAY, noon, overall, snap, submit

LEDGER = "/teams/ledger/"


def page(client, user, address=LEDGER):
    client.force_login(user)
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def text(html):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html[html.index("<main") :]))


# The list


def test_the_list_has_every_team_by_division(world, client):
    words = text(page(client, world.member, "/teams/"))
    assert "3 teams." in words
    assert words.index("Payments") < words.index("Checkout") < words.index("Risk") < words.index("Fraud")
    assert re.search(r"Ledger Priya Raman 2 Tue 10 Nov", words)
    assert re.search(r"Fraud nobody yet 0 never", words)


def test_archived_teams_are_not_listed(world):
    Team.objects.filter(pk=world.fraud.pk).update(archived_on=TODAY)
    assert team_list(1).count == 2


@pytest.mark.parametrize("more", [0, 50])
def test_the_list_takes_three_statements(world, django_assert_num_queries, more):
    for _ in range(more):
        build.team(lead=build.user())
    with django_assert_num_queries(3):
        team_list(1)


def test_a_long_list_has_pages(world, client, monkeypatch):
    monkeypatch.setattr(module, "TEAMS_PER_PAGE", 2)
    first, second = page(client, world.member, "/teams/"), page(client, world.member, "/teams/?page=2")
    assert "Ledger" in first
    assert "Fraud" not in first
    assert "Fraud" in second
    assert '<a href="?page=2" aria-current="page">' in second
    assert "Ledger" in page(client, world.member, "/teams/?page=x")


def test_an_empty_list_says_who_adds_the_first(db, client):
    assert "An administrator of this workspace adds them." in page(client, build.user(), "/teams/")
    administrator = build.user(role=User.Role.ADMINISTRATOR)
    assert reverse("admin:teams_team_add") in page(client, administrator, "/teams/")


# The page


def test_the_heading_says_who_and_when(world, client):
    Membership.objects.filter(user=world.lead).update(since=date(2026, 9, 7))
    words = text(page(client, world.member))
    assert "Payments · 2 people · led by Priya Raman since 7 Sep 2026 · last submitted Tue 10 Nov" in words


def test_figures_are_those_of_the_snapshot_rows(world, client):
    row = overall(world.ledger, TODAY)
    words = text(page(client, world.member))
    assert f"Overall {scoring.shown(row.score)} up 0.3 median of 2 teams 1.9, change since 2026 Q3" in words
    assert f"Practices answered {row.answered} of {row.applicable}" in words
    assert f"Gap to target {scoring.shown(row.gap)} target {scoring.shown(row.target)}" in words
    assert "Lowest dimension 1.7 Testing" in words


def test_the_trend_has_chart_and_table_of_the_same_numbers(world, client):
    html = page(client, world.member)
    assert "<svg" in html
    assert "Score of Ledger by dimension over 2 cycles" in html
    table = html[html.index("Score by dimension at the end of each cycle") :]
    assert re.findall(r'<th scope="col"[^>]*>([^<]*)</th>', table)[:5] == [
        "Cycle", "Overall", "Testing", "Security", "Submitted",
    ]  # fmt: skip
    assert re.findall(r'<td class="num">([^<]*)</td>', table)[:8] == [
        "1.8", "1.7", "2.0", "1",
        "1.5", "1.0", "2.0", "1",
    ]  # fmt: skip
    assert 'href="/trends/?team=ledger"' in html


def test_cycles_without_data_are_gaps_and_say_so(world, client):
    q2 = build.cycle(world.version, quarter="2026-q2", state=Cycle.State.CLOSED)
    trend = team_page(world.ledger, TODAY).trend
    assert [point.name for point in trend.span.points] == ["2026 Q2", "2026 Q3", "2026 Q4"]
    assert trend.lines[-1].medians == (None, 15000, 18334)
    assert q2.closes < date(2026, 8, 10)
    assert '<td class="num muted">not reported</td>' in page(client, world.member)


def test_a_trend_never_has_more_than_six_cycles(world):
    for year in (2024, 2025):
        for quarter in range(1, 5):
            build.cycle(world.version, quarter=f"{year}-q{quarter}", state=Cycle.State.CLOSED)
    assert len(team_page(world.ledger, TODAY).trend.span.points) == 6


def test_a_new_version_of_the_model_is_marked(world, client):
    other = build.version({"testing": (1, 1, 1)}, model=world.version.model)
    q1 = build.cycle(other, quarter="2027-q1")
    submit(q1, world.ledger, day := date(2027, 2, 1), {"testing-1": 3})
    take_snapshot(day=day, by=None, now=noon(day))
    found = team_page(world.ledger, day)
    (event,) = [each for each in found.trend.events if each.sign]
    assert (event.kind, event.position, event.words) == (
        "version",
        2,
        "First answers to version 2 of the model",
    )
    assert found.standing.change == scoring.change(30000, 18334, same_version=False, same_keys=False)


def test_versions_with_the_same_practices_are_compared(world):
    other = build.version(model=world.version.model)
    q1 = build.cycle(other, quarter="2027-q1")
    submit(q1, world.ledger, day := date(2027, 2, 1), {"testing-1": 3, "testing-2": 3, "security-1": 3})
    take_snapshot(day=day, by=None, now=noon(day))
    change = team_page(world.ledger, day).standing.change
    assert (change.value, change.comparable) == (30000 - 18334, True)


def test_the_biggest_gaps_come_first(world, client):
    submit(
        world.q4,
        world.ledger,
        date(2026, 11, 20),
        {"testing-1": 2, "testing-2": 0, "security-1": 2},
        targets={"testing-1": 3, "testing-2": 4, "security-1": 2},
    )
    snap(TODAY)
    gaps = [(gap.title, gap.level, gap.target) for gap in team_page(world.ledger, TODAY).gaps]
    assert gaps == [("Testing practice 2", 0, 4), ("Testing practice 1", 2, 3)]
    assert "0 → 4" in page(client, world.member)


def test_without_gaps_the_page_says_where_targets_are_set(world, client):
    assert "No practice is below its target." in page(client, world.member, "/teams/checkout/")


def test_submissions_are_listed_with_their_reasons(world, client):
    submit(world.q4, world.ledger, date(2026, 11, 20), {"testing-1": 2})
    html = page(client, world.member)
    for number in (1, 2):
        assert reverse("submission", args=["ledger", "2026-q4", number]) in html
    assert "2026 Q4, correction 1" in html
    assert "a correction" in html


def test_drafts_move_no_number(world, client):
    before = text(page(client, world.member, "/teams/checkout/"))
    build.assessment(world.q4, world.checkout, {"testing-1": 4, "testing-2": 4, "security-1": 0})
    assert text(page(client, world.member, "/teams/checkout/")) == before


@pytest.mark.parametrize(
    ("person", "begun", "word"),
    [
        ("lead", True, "Continue"),
        ("lead", False, "Start"),
        ("administrator", True, "Continue"),
        ("member", True, "Read"),
        ("member", False, None),
        ("leadership", True, None),
        ("outsider", True, None),
    ],
)
def test_the_next_step_is_offered_to_whoever_may_take_it(world, client, person, begun, word):
    cycle = world.q4
    if not begun:
        Cycle.objects.filter(pk=world.q4.pk).update(state=Cycle.State.CLOSED)
        cycle = build.cycle(world.version, quarter="2027-q1")
    roles = {"administrator": User.Role.ADMINISTRATOR, "leadership": User.Role.LEADERSHIP}
    user = getattr(world, person, None) or build.user(role=roles.get(person, User.Role.MEMBER))
    html = page(client, user)
    link = re.search(rf'href="/teams/ledger/assessments/{cycle.slug}/">(\w+) {cycle.name}<', html)
    assert (link[1] if link else None) == word


def test_a_team_that_never_submitted_says_what_comes(world, client):
    words = text(page(client, world.member, "/teams/fraud/"))
    assert "never submitted" in words
    assert "Nothing submitted yet" in words
    assert "An administrator says first who leads it." in words
    administrator = build.user(role=User.Role.ADMINISTRATOR)
    html = page(client, administrator, "/teams/fraud/")
    assert "Start 2026 Q4" in html
    assert reverse("team_people", args=("fraud",)) in html


def test_before_the_first_cycle_the_page_says_so(db, client):
    build.team("Ledger", lead=(lead := build.user()))
    assert "An administrator opens a cycle first." in page(client, lead)
    assert "Plan a cycle first" in page(client, build.user(role=User.Role.ADMINISTRATOR))


def test_a_team_whose_answers_do_not_apply_has_no_score(world, client):
    every = [practice.key for practice in world.version.practices.all()]
    submit(world.q4, world.fraud, TODAY, {}, not_applicable=every)
    snap(TODAY)
    words = text(page(client, world.member, "/teams/fraud/"))
    assert "Overall not applicable" in words
    assert "Lowest dimension no data" in words


def test_an_unknown_team_is_not_found(world, client):
    client.force_login(world.member)
    assert client.get("/teams/nobody/").status_code == 404


def test_names_are_escaped(world, client):
    Team.objects.filter(pk=world.ledger.pk).update(name="<i>Ledger</i>", purpose="<b>money</b>")
    html = page(client, world.member)
    assert "<i>Ledger" not in html
    assert "<b>money" not in html


@pytest.mark.parametrize("more", [0, 50])
def test_eleven_statements_at_most(world, client, more):
    for number in range(more):
        team = build.team()
        submit(world.q4, team, TODAY - timedelta(days=number % 5), {"testing-1": 1})
        Membership.objects.create(team=world.ledger, user=build.user())
    snap(TODAY)
    client.force_login(world.lead)
    with CaptureQueriesContext(connection) as statements:
        client.get(LEDGER)
    assert len(statements) <= 11
    assert Assessment.objects.filter(team=world.ledger).count() == 2
