"""Trends as pages and as files: who sees them, what they say, that a swap is a cut, that all say the same numbers."""

import csv
import json
import re
from html import unescape
from io import StringIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from maturity import scoring
from maturity.models import Cycle, Snapshot
from maturity.trend_html import LINES_SHOWN, changed
from maturity.views import trend_form, trends
from teams.models import Event, Team, User
from tests import build
from tests.maturity.standings import TODAY, snap, submit

TRENDS, DIVISIONS, TEAMS = "/trends/", "/trends/divisions/", "/trends/teams/"
EVERY = (TRENDS, DIVISIONS, TEAMS)


@pytest.fixture
def leadership(db):
    return build.user("Dana Okafor", role=User.Role.LEADERSHIP)


def page(client, user, address=TRENDS, **headers):
    client.force_login(user)
    response = client.get(address, headers=headers)
    assert response.status_code == 200
    return response.content.decode()


def cut(html):
    return html[html.index('<div id="trends"') : html.index("</main>")].strip()


def text(html):
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", cut(html))))


def cells(html):
    """The texts of the table's cells by the name of the row."""
    rows = re.findall(r'<tr><th scope="row">(.*?)</th>(.*?)</tr>', html, re.DOTALL)
    return {
        re.sub("<small>.*", "", name): [
            " ".join(re.sub("<[^>]+>", " ", cell).split()) for cell in row.split("</td>")[:-1]
        ]
        for name, row in rows
    }


def rows_of(client, address):
    return list(csv.DictReader(StringIO(client.get(address).content.decode(), newline="")))


# Who sees them


@pytest.mark.parametrize("address", EVERY)
def test_everybody_who_signed_in_sees_trends_and_nobody_else(world, client, leadership, address):
    assert client.get(address)["Location"].startswith(reverse("account_login"))
    for person in (world.lead, world.member, build.user("Outsider"), leadership):
        assert "<h1>Trends</h1>" in page(client, person, address)


def test_the_main_navigation_leads_here(world, client):
    assert '<a href="/trends/" aria-current="page">Trends</a>' in page(client, world.member)


@pytest.mark.parametrize("address", [*EVERY, "/trends/export/trends/csv/"])
def test_looking_changes_nothing(world, client, leadership, address):
    client.force_login(leadership)
    before = (Event.objects.count(), list(Snapshot.objects.values_list()))
    with CaptureQueriesContext(connection) as statements:
        client.get(address)
    assert {statement["sql"].split()[0] for statement in statements} == {"SELECT"}
    assert (Event.objects.count(), list(Snapshot.objects.values_list())) == before
    assert client.post(address).status_code == 405


@pytest.mark.parametrize("more", [0, 50])
@pytest.mark.parametrize("address", [*EVERY, f"{TRENDS}?team=ledger&step=day", f"{TEAMS}?step=month"])
def test_eight_statements_for_a_whole_page_and_one_for_the_plans_of_a_team(
    world, client, leadership, address, more
):
    for _ in range(more):
        submit(world.q4, build.team(), TODAY, {"testing-1": 1})
    snap(TODAY)
    client.force_login(leadership)
    with CaptureQueriesContext(connection) as statements:
        client.get(address)
    assert len(statements) == (9 if "team=" in address else 8)


# A swap is a cut of the page


@pytest.mark.parametrize(
    "address",
    [
        *EVERY,
        f"{TRENDS}?division=payments&step=month&measure=gap&as=table",
        f"{TRENDS}?from=x",
        f"{TRENDS}?from=2020-01-01&to=2020-02-01",
        f"{DIVISIONS}?dimension=testing&line=risk",
        f"{TEAMS}?dimension=testing&as=table",
    ],
)
def test_the_swapped_part_equals_the_reloaded_page(world, client, leadership, address):
    whole = page(client, leadership, address)
    part = page(client, leadership, address, hx_request="true", hx_target="trends")
    assert part.strip() == cut(whole)
    assert "<html" not in part


@pytest.mark.parametrize(
    ("asked", "pushed"),
    [
        ("?measure=score&step=month&division=&team=", "?step=month"),
        ("?line=overall&line=testing&line=security", ""),
        ("?division=risk&team=ledger", "?division=risk"),
        ("?from=2026-01-01&to=&line=testing", "?from=2026-01-01&line=testing"),
    ],
)
def test_the_browser_is_given_the_shortest_address_that_says_the_same(
    world, client, leadership, asked, pushed
):
    client.force_login(leadership)
    answer = client.get(TRENDS + asked, headers={"hx-request": "true", "hx-target": "trends"})
    assert answer["HX-Push-Url"] == TRENDS + pushed
    assert cut(page(client, leadership, TRENDS + asked)) == cut(page(client, leadership, TRENDS + pushed))
    assert "HX-Push-Url" not in client.get(TRENDS + asked)


def test_the_form_shows_what_the_address_says(world, client, leadership):
    html = page(
        client, leadership, f"{TRENDS}?team=ledger&measure=coverage&step=month&from=2026-09-01&line=testing"
    )
    for option in ("ledger", "coverage", "month"):
        assert re.search(f'<option value="{option}" selected>', html)
    assert 'name="from" id="id_from" value="2026-09-01"' in html
    assert re.search(r'value="testing" id="line-testing"[^>]* checked', html)
    assert not re.search(r'value="security" id="line-security"[^>]* checked', html)


def test_the_form_works_without_a_script(world, client, leadership):
    html = page(client, leadership)
    assert '<form class="toolbar" id="trend-form" method="get" action="/trends/"' in html
    assert '<button class="btn">Show</button>' in html
    assert all(
        'form="trend-form"' in box for box in re.findall(r'<input type="checkbox" name="line"[^>]*>', html)
    )


@pytest.mark.parametrize(
    "address", [f"{TRENDS}?division=x", f"{TRENDS}?team=x", f"{DIVISIONS}?dimension=x", f"{TEAMS}?division=x"]
)
def test_an_address_that_names_nothing_is_not_found(world, client, leadership, address):
    client.force_login(leadership)
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("address", EVERY)
def test_a_range_that_makes_no_sense_is_said_beside_the_form(world, client, leadership, address):
    html = page(client, leadership, f"{address}?from=2026-11-01&to=2026-10-01")
    assert "The range begins after it ends, on Thu 1 Oct 2026. Choose an earlier first day." in text(html)
    assert 'value="2026-11-01"' in html
    assert 'aria-invalid="true" aria-describedby="range-wrong"' in html
    assert "<figure" not in html
    assert "&lt;script&gt;" in page(client, leadership, f"{address}?to=<script>")


def test_a_range_that_is_cut_short_offers_months(world, client, leadership):
    html = page(client, leadership, f"{TRENDS}?step=day&from=2001-01-01")
    assert "Shown are the newest 400 points, from Sun 19 Oct 2025 on." in text(html)
    assert 'href="/trends/?step=month&amp;from=2001-01-01">Show the whole range by month' in html


# Nothing to show


@pytest.mark.parametrize("address", EVERY)
def test_without_a_cycle_the_page_says_who_opens_one(db, client, leadership, address):
    assert "An administrator of this workspace opens the first one." in text(
        page(client, leadership, address)
    )
    assert "Plan the first cycle" in page(client, build.user(role=User.Role.ADMINISTRATOR), address)


@pytest.mark.parametrize("address", EVERY)
def test_without_a_team_the_page_says_who_adds_one(db, today, client, leadership, address):
    build.cycle(build.version())
    assert "No team yet" in page(client, leadership, address)


@pytest.mark.parametrize("address", EVERY)
def test_with_nothing_submitted_the_page_says_what_comes(db, today, client, leadership, address):
    cycle, team = build.cycle(build.version()), build.team("Ledger")
    assert "Nothing submitted yet" in page(client, leadership, address)
    submit(cycle, team, TODAY, {"testing-1": 1})
    if address == TRENDS:
        assert "The first self-assessment was submitted on Sun 22 Nov 2026." in text(
            page(client, leadership, address)
        )


@pytest.mark.parametrize("address", EVERY)
def test_a_range_without_figures_says_so_and_leads_back(world, client, leadership, address):
    html = page(client, leadership, f"{address}?step=month&from=2020-01-01&to=2020-06-01")
    assert "No figures in this range" in html
    assert f'<a class="btn" href="{address}">' in html


def test_a_team_that_never_submitted_says_what_comes(world, client, leadership):
    assert "The first point appears once a lead of Fraud submits" in text(
        page(client, leadership, f"{TRENDS}?team=fraud")
    )


# What they say


def test_chart_table_and_list_have_the_same_numbers(world, client, leadership):
    html = page(client, leadership)
    figures = cells(html)["2026 Q4"]
    assert figures == [
        "1.9 1.8–2.0", "0.8 0.0–1.7", "3.0 2.0–4.0", "2 of 3", "1",
    ]  # fmt: skip
    assert re.findall(r'<tspan class="last"> ([\d.]+)</tspan>', html) == ["0.8", "3.0", "1.9"]
    assert "Overall 1.9 in Overall: what is behind it" in text(html)


def test_a_group_says_of_how_many_teams_where_that_differs(world, client, leadership):
    risk = build.team("Risk desk", division="Risk")
    submit(world.q4, risk, TODAY, {"security-1": 1})
    snap(TODAY)
    assert cells(page(client, leadership))["2026 Q4"][1:4] == ["0.8 0.0–1.7 2 of 4", "2.0 1.0–4.0", "3 of 4"]


def test_a_team_s_trend_tells_four_kinds_of_nothing_apart(world, client, leadership):
    submit(world.q4, world.checkout, TODAY, {"testing-1": 0}, not_applicable=["security-1"])
    risk = build.team("Risk desk", division="Risk")
    submit(world.q4, risk, TODAY, {"security-1": 1})
    snap(TODAY)
    assert cells(page(client, leadership, f"{TRENDS}?team=checkout"))["2026 Q4"] == [
        "0.0",
        "0.0",
        "not applicable",
        "1",
    ]
    assert cells(page(client, leadership, f"{TRENDS}?team=risk-desk")) == {
        "2026 Q4": ["1.0", "no data", "1.0", "1"],
        "2026 Q3": ["not reported", "not reported", "not reported", "0"],
    }


def test_chosen_lines_alone_are_drawn_and_keep_their_colours(world, client, leadership):
    html = page(client, leadership, f"{TRENDS}?line=security")
    assert re.findall(r'<g class="series ([^"]*)"', html) == ["line-1 color-1 round-0"]
    assert 'href="/trends/" hx-get="/trends/">Show all' in html
    assert "Show all" not in page(client, leadership)


def test_a_line_without_any_figure_leaves_an_empty_chart(world, client, leadership):
    html = page(client, leadership, f"{DIVISIONS}?line=risk")
    assert ">2026 Q4</text>" in html
    assert (
        cells(html)["2026 Q4"] == ["not reported 0 of 1", "0 of 1", "1"]
        or cells(html)["2026 Q4"][0] == "not reported"
    )


def test_of_very_many_lines_some_are_drawn_until_somebody_chooses(world, client, leadership):
    for number in range(LINES_SHOWN + 5):
        build.team(division=f"Division{number}")
    html = page(client, leadership, DIVISIONS)
    assert len(re.findall('name="line"', html)) == LINES_SHOWN + 8
    assert len(re.findall(r'name="line"[^>]* checked', html)) == LINES_SHOWN
    assert re.search(r'id="line-overall"[^>]* checked', html)


def test_a_coverage_changes_in_points():
    def words(value):
        return re.sub("<[^>]+>", "", changed(scoring.Change(value, comparable=True, note=""), "coverage"))

    assert [words(value) for value in (1234, -100, 49, 0)] == [
        "up 12 points",
        "down 1 point",
        "no change",
        "no change",
    ]
    assert changed(None, "score") == ""
    assert "not comparable" in changed(scoring.Change(None, comparable=False, note="x"), "score")


def test_where_figures_come_from_is_one_step_away(world, client, leadership):
    assert 'href="/trends/teams/?division=payments&amp;dimension=testing"' in page(
        client, leadership, f"{TRENDS}?division=payments"
    )
    assert 'href="/matrix/ledger/testing/"' in page(client, leadership, f"{TRENDS}?team=ledger")
    assert 'href="/trends/?division=risk&amp;step=month"' in page(
        client, leadership, f"{DIVISIONS}?step=month"
    )


def test_events_lead_to_submissions(world, client, leadership):
    submit(world.q4, world.ledger, TODAY, {"testing-1": 2})
    html = page(client, leadership)
    assert (
        'href="/teams/ledger/assessments/2026-q4/submissions/2/">Ledger corrected 2026 Q4: a correction</a>'
        in html
    )


def test_of_very_many_events_the_newest_are_listed(world, client, leadership, monkeypatch):
    monkeypatch.setattr(trends, "EVENTS_LISTED", 2)
    for day in (18, 19, 20, 21):
        submit(world.q4, world.ledger, TODAY.replace(day=day), {"testing-1": 2})
    html = page(client, leadership)
    assert "What happened 2 newest" in text(html)
    assert "And 2 earlier. Choose a shorter range to see them." in text(html)
    assert html.count("submissions/5/") == 1
    assert "submissions/3/" not in html
    assert "2026 Q4: a correction; and 1 more</title>" in html


def test_teams_that_are_archived_are_not_counted_in_the_heading(world, client, leadership):
    Team.objects.filter(pk=world.checkout.pk).update(archived_on=TODAY)
    assert "Whole organisation, 2 teams." in text(page(client, leadership))


@pytest.mark.parametrize("address", [*EVERY, f"{TRENDS}?team=ledger"])
def test_names_are_escaped(world, client, leadership, address):
    hostile = '<script>alert("x")</script> & co'
    Team.objects.filter(pk=world.ledger.pk).update(name=hostile)
    world.ledger.division.name = hostile
    world.ledger.division.save()
    Cycle.objects.filter(pk=world.q4.pk).update(name="<b>Q4</b>")
    assert "<script>alert" not in page(client, leadership, address)
    assert "<b>Q4" not in page(client, leadership, address)


def test_many_teams_are_offered_once_a_division_is_chosen(world, client, leadership, monkeypatch):
    monkeypatch.setattr(trend_form, "TEAMS_OFFERED", 2)
    assert '<option value="ledger">' not in page(client, leadership)
    assert "choose a division first" in page(client, leadership)
    assert '<option value="ledger">' in page(client, leadership, f"{TRENDS}?division=payments")
    assert '<option value="ledger" selected>' in page(client, leadership, f"{TRENDS}?team=ledger")


def test_archived_teams_are_not_offered_but_can_be_looked_at(world, client, leadership):
    Team.objects.filter(pk=world.checkout.pk).update(archived_on=TODAY)
    assert '<option value="checkout">' not in page(client, leadership)
    assert cells(page(client, leadership, f"{TRENDS}?team=checkout"))["2026 Q4"][0] == "archived"


def test_small_multiples_have_pages(world, client, leadership, monkeypatch):
    monkeypatch.setattr("maturity.queries.team_trends.TEAMS_PER_PAGE", 2)
    html = page(client, leadership, f"{TEAMS}?page=2&step=month")
    assert "/teams/fraud/" in html
    assert "/teams/ledger/" not in html
    assert 'href="/trends/teams/?step=month" hx-get' in html
    assert re.search(r'href="/trends/teams/\?step=month&amp;page=2"[^>]* aria-current="page"', html)


# To take away


def test_the_file_has_the_numbers_of_the_page_and_says_what_they_are(world, client, leadership):
    client.force_login(leadership)
    rows = rows_of(client, "/trends/export/trends/csv/?from=2026-09-01")
    assert rows[-1] == {
        "point": "2026 Q4", "as of": "2026-11-22", "dimension": "Overall",
        "median": "1.9167", "smallest": "1.8334", "largest": "2.0", "teams with data": "2", "teams": "3",
        "why no figure": "", "trend of": "Whole organisation", "measure": "Score", "unit": "levels",
        "step": "By cycle", "from": "2026-09-01", "to": "2026-11-22",
    }  # fmt: skip
    html = page(client, leadership, f"{TRENDS}?from=2026-09-01")
    for row in rows:
        figure = scoring.shown(round(float(row["median"]) * scoring.UNIT))
        assert any(cell.startswith(figure) for cell in cells(html)[row["point"]])


def test_every_kind_of_file_has_every_line_that_is_shown(world, client, leadership):
    client.force_login(leadership)
    address = "/trends/export/divisions/{}/?dimension=testing"
    for kind in ("csv", "xlsx", "json"):
        answer = client.get(address.format(kind))
        assert f'filename="trend-whole-organisation-score.{kind}"' in answer["Content-Disposition"]
    found = json.loads(client.get(address.format("json")).content)
    assert {row["division"] for row in found["rows"]} == {"Payments", "Risk", "Whole organisation"}
    assert found["about"]["dimension of all"] == "Testing"
    chosen = json.loads(client.get("/trends/export/trends/json/?line=testing").content)["rows"]
    assert {row["dimension"] for row in chosen} == {"Testing"}


def test_the_file_of_the_teams_has_all_pages(world, client, leadership, monkeypatch):
    monkeypatch.setattr("maturity.queries.team_trends.TEAMS_PER_PAGE", 1)
    client.force_login(leadership)
    rows = rows_of(client, "/trends/export/teams/csv/?page=2")
    assert [(row["team"], row["point"], row["figure"], row["why no figure"]) for row in rows] == [
        ("Checkout", "2026 Q3", "2.0", ""),
        ("Checkout", "2026 Q4", "2.0", ""),
        ("Ledger", "2026 Q3", "1.5", ""),
        ("Ledger", "2026 Q4", "1.8334", ""),
        ("Fraud", "2026 Q3", "", "not reported"),
        ("Fraud", "2026 Q4", "", "not reported"),
    ]


def test_the_file_of_a_team_says_why_there_is_no_figure(world, client, leadership):
    client.force_login(leadership)
    rows = rows_of(client, "/trends/export/trends/csv/?team=checkout&measure=gap")
    assert {row["why no figure"] for row in rows} == {"no target"}
    assert "no target" in page(client, leadership, f"{TRENDS}?team=checkout&measure=gap")
    assert {row["trend of"] for row in rows} == {"Checkout"}


def test_no_name_in_a_file_is_run_as_a_formula(world, client, leadership):
    Team.objects.filter(pk=world.ledger.pk).update(name="=1+1")
    client.force_login(leadership)
    assert {row["team"] for row in rows_of(client, "/trends/export/teams/csv/")} >= {"'=1+1"}
    assert {row["trend of"] for row in rows_of(client, "/trends/export/trends/csv/?team=ledger")} == {"'=1+1"}


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("trends/pdf/", 404),
        ("people/csv/", 404),
        ("trends/csv/?team=nobody", 404),
        ("trends/csv/?from=x", 422),
        ("teams/csv/?from=x", 422),
        ("teams/csv/?dimension=%00", 404),
    ],
)
def test_what_cannot_be_taken_away_is_refused(world, client, leadership, address, status):
    client.force_login(leadership)
    assert client.get(f"/trends/export/{address}").status_code == status


@pytest.mark.parametrize("lines", ["trends", "divisions", "teams"])
def test_before_the_first_cycle_there_is_nothing_to_take_away(db, client, leadership, lines):
    client.force_login(leadership)
    assert client.get(f"/trends/export/{lines}/csv/").status_code == 404
