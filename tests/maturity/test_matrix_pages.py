"""The matrix as a page: who sees it, what it says, and that a swap is a cut of it."""

import re

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from maturity import scoring
from maturity.matrix_html import WORDS, legend, spark_html, step
from maturity.models import Cycle, Snapshot
from teams.models import Event, Team, User
from tests import build
from tests.maturity.standings import TODAY, overall, snap, submit

MATRIX = "/matrix/"


@pytest.fixture
def leadership(db):
    return build.user("Dana Okafor", role=User.Role.LEADERSHIP)


def page(client, user, address=MATRIX, **headers):
    client.force_login(user)
    response = client.get(address, headers=headers)
    assert response.status_code == 200
    return response.content.decode()


def cut(html):
    """The matrix part of a whole page."""
    return html[html.index('<div id="matrix"') : html.index("</main>")].strip()


def row_of(html, team):
    return next(row for row in re.findall(r"<tr>.*?</tr>", html, re.DOTALL) if f"/teams/{team}/" in row)


def test_everybody_who_signed_in_sees_the_matrix(world, client, leadership):
    for person in (world.lead, world.member, build.user("Outsider"), leadership):
        assert "Maturity matrix" in page(client, person)


def test_nobody_else_does(world, client):
    assert AnonymousUser().is_anonymous
    for address in (MATRIX, "/matrix/ledger/testing/", "/teams/", "/teams/ledger/"):
        response = client.get(address)
        assert response.status_code == 302
        assert response["Location"].startswith(reverse("account_login"))


def test_figures_are_those_of_the_snapshot_rows(world, client, leadership):
    row = row_of(page(client, leadership), "ledger")
    shown = re.findall(r"<b>([\d.]+)</b>", row)
    expected = [scoring.shown(overall(world.ledger, TODAY, key).score) for key in ("testing", "security")]
    assert shown == expected
    assert f'<td class="overall">{scoring.shown(overall(world.ledger, TODAY).score)}' in row
    assert '<span class="sr">up </span>0.7' in row
    assert "no change" in row


def test_what_each_team_did_in_the_cycle(world, client, leadership):
    build.assessment(world.q4, world.fraud, {"security-1": 2})
    html = page(client, leadership)
    text = re.sub(r"<[^>]+>", "", html)
    assert "submitted Tue 10 Nov" in text
    assert "not submitted, last Wed 12 Aug" in text
    assert "1 of 2 dimensions confirmed, due in 6 days" in text
    assert "1 of 3 teams submitted in 2026 Q4" in re.sub(r"\s+", " ", text)


@pytest.mark.parametrize(
    ("due", "words"), [(22, "due today"), (23, "due in 1 day<"), (21, "1 day late"), (18, "4 days late")]
)
def test_how_long_a_draft_has(world, client, leadership, due, words):
    Cycle.objects.filter(pk=world.q4.pk).update(due=world.q4.due.replace(day=due))
    build.assessment(world.q4, world.fraud, {"security-1": 2})
    assert f"1 of 2 dimensions confirmed, {words}" in page(client, leadership)


def test_four_kinds_of_nothing_differ_in_look_and_in_words(world, client, leadership):
    submit(world.q4, world.checkout, TODAY, {"testing-1": 0}, not_applicable=["security-1"])
    risk = build.team("Risk desk", division="Risk")
    submit(world.q4, risk, TODAY, {"security-1": 1})
    snap(TODAY)
    html = page(client, leadership)
    cells = {
        team: re.findall(r'<td><a class="cell ([\w-]+)"[^>]*>(.*?)</a>', row_of(html, team))
        for team in ("fraud", "risk-desk", "checkout")
    }
    assert cells["fraud"][0] == ("not-reported", "not reported")
    assert cells["risk-desk"][0] == ("no-data", "no data")
    assert cells["checkout"][1] == ("not-applicable", "not applicable")
    assert cells["checkout"][0][0] == "lv0"
    assert cells["checkout"][0][1].startswith("<b>0.0</b>")


@pytest.mark.parametrize(
    "address",
    [
        MATRIX,
        f"{MATRIX}?measure=gap&sort=-testing",
        f"{MATRIX}?division=risk",
        f"{MATRIX}?cycle=2026-11-09&compare=2026-08-11&q=led&submitted=no",
        f"{MATRIX}?reading=restated&fold=risk&dimension=testing",
        f"{MATRIX}?q=nobody",
    ],
)
def test_the_swapped_part_equals_the_reloaded_page(world, client, leadership, address):
    whole = page(client, leadership, address)
    part = page(client, leadership, address, hx_request="true", hx_target="matrix")
    assert part.strip() == cut(whole)
    assert "<html" not in part


@pytest.mark.parametrize("query", ["", "measure=gap&sort=-testing", "reading=restated", "dimension=security"])
def test_an_open_cell_is_beside_the_matrix_as_it_is_when_it_is_swapped_in(world, client, leadership, query):
    address = f"{MATRIX}?{query}&open=ledger.testing"
    whole = page(client, leadership, address)
    drawer = page(
        client, leadership, f"/matrix/ledger/testing/?{query}", hx_request="true", hx_target="drawer"
    )
    assert whole.count('id="drawer"') == 1
    assert drawer.strip() in whole
    assert page(client, leadership, address, hx_request="true", hx_target="matrix").strip() == cut(whole)
    marked = re.findall(r'href="([^"?]+)[^"]*" aria-current="true"><b>', whole)
    assert marked == ([] if "dimension" in query else ["/matrix/ledger/testing/"])


@pytest.mark.parametrize("query", ["", "?division=payments&measure=gap"])
def test_opening_and_closing_a_cell_lead_from_one_address_to_the_other(world, client, leadership, query):
    client.force_login(leadership)
    htmx = {"hx-request": "true", "hx-target": "drawer"}
    opened = client.get(f"/matrix/ledger/testing/{query}", headers=htmx)["HX-Push-Url"]
    assert opened == f"{MATRIX}{f'{query}&' if query else '?'}open=ledger.testing"
    response = client.get(opened)
    assert response["HX-Push-Url"] == opened
    html = response.content.decode()
    assert f'href="{MATRIX}{query.replace("&", "&amp;")}" data-close' in html
    assert "open=" not in html, "where other links lead, no cell is open"


@pytest.mark.parametrize(
    "cell", ["nobody.testing", "ledger.juggling", "ledger", "ledger.", "a.b.c", "%00.testing", "<b>.testing"]
)
def test_a_cell_that_does_not_exist_is_not_open(world, client, leadership, cell):
    client.force_login(leadership)
    plain = client.get(f"{MATRIX}?measure=gap")
    asked = client.get(f"{MATRIX}?measure=gap&open={cell}")
    assert asked.status_code == 200
    assert cut(asked.content.decode()) == cut(plain.content.decode())
    assert asked["HX-Push-Url"] == f"{MATRIX}?measure=gap"


def test_nobody_opens_a_cell_before_the_first_cycle(client, leadership):
    build.team("Ledger")
    assert 'id="drawer"' not in page(client, leadership, f"{MATRIX}?open=ledger.testing")


@pytest.mark.parametrize("address", [MATRIX, "/matrix/ledger/testing/", "/gaps/", "/movers/", "/why/"])
def test_the_navigation_marks_the_matrix_on_every_view_of_its_figures(world, client, leadership, address):
    html = page(client, leadership, address)
    assert '<a href="/matrix/" aria-current="page">Matrix</a>' in html
    assert html.count('aria-current="page">', 0, html.index("</nav>")) == 1


def test_a_swap_leaves_the_short_form_of_its_address(world, client, leadership):
    client.force_login(leadership)
    long = f"{MATRIX}?cycle=2026-q4&compare=&division=&measure=score&sort=team&q=&page=1"
    swapped = client.get(long, headers={"hx-request": "true", "hx-target": "matrix"})
    assert swapped["HX-Push-Url"] == f"{MATRIX}?cycle=2026-q4"


def test_any_day_can_be_asked_for(world, client, leadership):
    html = page(client, leadership, f"{MATRIX}?cycle=2026-10-05&compare=2026-08-11&q=led")
    assert '<option value="2026-10-05" selected>Mon 5 Oct 2026</option>' in html
    assert '<option value="2026-08-11" selected>compare with Tue 11 Aug 2026</option>' in html
    assert 'name="cycle" id="id_day" value="2026-10-05" max="2026-11-22"' in html
    form = html[html.index('aria-label="Days"') :]
    assert '<input type="hidden" name="q" value="led">' in form[: form.index("</form>")]
    assert "submitted in 2026 Q4 by Mon 5 Oct 2026" in re.sub(r"\s+", " ", html)


def test_a_day_to_come_is_refused_in_words(world, client, leadership):
    html = page(client, leadership, f"{MATRIX}?cycle=2027-01-01")
    assert "2027-01-01 is yet to come. These are the figures of today." in html
    assert "is yet to come" not in page(client, leadership, f"{MATRIX}?cycle=2026-11-01")


def test_what_is_filtered_is_said_and_can_be_taken_away(world, client, leadership):
    html = page(client, leadership, f"{MATRIX}?q=led&submitted=yes")
    assert "team contains <b>led</b>" in html
    assert "No team matches." not in page(client, leadership, f"{MATRIX}?q=led")
    nobody = page(client, leadership, f"{MATRIX}?q=<b>&division=risk")
    assert "No team matches." in nobody
    assert f'href="{MATRIX}?division=risk"' in nobody
    assert 'value="&lt;b&gt;"' in nobody


def test_a_division_folds_to_its_figures(world, client, leadership):
    html = page(client, leadership)
    assert f'id="fold-payments" href="{MATRIX}?fold=payments"' in html
    assert 'aria-expanded="false"' not in html
    folded = page(client, leadership, f"{MATRIX}?fold=payments")
    assert "/teams/ledger/" not in folded
    assert "/teams/fraud/" in folded
    assert '2 of 2<span class="sr"> teams</span>' in folded
    assert f'id="fold-payments" href="{MATRIX}"' in folded
    assert f'id="all-fold" href="{MATRIX}?fold=payments.risk"' in folded
    assert f'id="all-unfold" href="{MATRIX}"' in folded
    assert "all-fold" not in page(client, leadership, f"{MATRIX}?sort=testing")


def test_a_file_has_the_teams_of_folded_divisions_too(world, client, leadership):
    client.force_login(leadership)
    assert b"Ledger" in client.get("/matrix/export/matrix.csv?fold=payments").content


def test_restated_says_what_it_is(world, client, leadership):
    html = page(client, leadership, f"{MATRIX}?reading=restated")
    assert "restated: the same answers under version 1 of the model" in html
    assert "Every team answered version 1, so nothing reads otherwise." in html
    assert 'id="reading-restated" aria-current="true"' in html
    assert "as reported" in page(client, leadership)


def test_restated_lists_what_does_not_match(world, client, leadership):
    newer = build.version({"testing": (2,), "release": (1,)}, model=world.version.model)
    build.cycle(newer, quarter="2027-q1")
    text = re.sub(r"\s+", " ", page(client, leadership, f"{MATRIX}?reading=restated&cycle=2026-q4"))
    assert "Version 1: 2 practices not asked any more, 1 new" in text
    assert "Testing practice 2; Security practice 1." in text
    assert "Release practice 1." in text
    assert "No trend" in text


def test_looking_changes_nothing(world, client, leadership):
    client.force_login(leadership)
    before = (Event.objects.count(), list(Snapshot.objects.values_list()))
    with CaptureQueriesContext(connection) as statements:
        for address in (
            MATRIX,
            f"{MATRIX}?measure=change",
            "/matrix/ledger/testing/",
            "/teams/",
            "/teams/ledger/",
        ):
            client.get(address)
    assert {statement["sql"].split()[0] for statement in statements} <= {"SELECT"}
    assert (Event.objects.count(), list(Snapshot.objects.values_list())) == before
    assert client.post(MATRIX).status_code == 405


@pytest.mark.parametrize("teams", [1, 50])
def test_eight_statements_for_the_whole_page(world, client, leadership, teams):
    for _ in range(teams - 1):
        submit(world.q4, build.team(), TODAY, {"testing-1": 1})
    snap(TODAY)
    client.force_login(leadership)
    with CaptureQueriesContext(connection) as statements:
        client.get(MATRIX)
    assert len(statements) <= 8


def test_names_are_escaped(world, client, leadership):
    Team.objects.filter(pk=world.ledger.pk).update(name='<b>"Ledger" & co</b>')
    html = page(client, leadership)
    assert "&lt;b&gt;&quot;Ledger&quot; &amp; co&lt;/b&gt;" in html
    assert "<b>&quot;" not in html
    assert '<b>"Ledger' not in html


def test_the_address_holds_the_state(world, client, leadership):
    html = page(client, leadership, f"{MATRIX}?cycle=2026-q3&division=payments&sort=-testing")
    assert '<option value="2026-q3" selected>' in html
    assert '<option value="payments" selected>' in html
    assert 'aria-sort="descending"' in html
    assert 'href="/matrix/ledger/testing/?cycle=2026-q3&amp;division=payments&amp;sort=-testing"' in html


@pytest.mark.parametrize("query", ["cycle=1999-q1", "division=nobody", "compare=never", "dimension=cooking"])
def test_an_address_that_names_nothing_is_not_found(world, client, leadership, query):
    client.force_login(leadership)
    assert client.get(f"{MATRIX}?{query}").status_code == 404


@pytest.mark.parametrize("measure", ["change", "gap", "coverage"])
def test_every_measure_has_its_page(world, client, leadership, measure):
    html = page(client, leadership, f"{MATRIX}?measure={measure}")
    expected = {"change": "better", "gap": "no target", "coverage": "100 %"}
    assert expected[measure] in html
    assert f'id="measure-{measure}" aria-current="true"' in html


def test_without_a_cycle_the_page_says_who_opens_one(db, client, leadership):
    assert "An administrator of this workspace opens the first one." in page(client, leadership)
    administrator = build.user("Ada", role=User.Role.ADMINISTRATOR)
    assert "Plan the first cycle" in page(client, administrator)


def test_without_a_team_the_page_says_who_adds_one(db, today, client, leadership):
    build.cycle(build.version())
    assert "No team yet" in page(client, leadership)
    administrator = build.user("Ada", role=User.Role.ADMINISTRATOR)
    assert reverse("admin:teams_team_add") in page(client, administrator)


def test_with_nothing_submitted_the_page_says_what_comes(db, today, client, leadership):
    cycle, team = build.cycle(build.version()), build.team("Ledger")
    assert "Nothing submitted yet." in page(client, leadership)
    submit(cycle, team, TODAY, {"testing-1": 1})
    assert "The first figures are being computed." in page(client, leadership)


def test_words_exist_for_every_kind_of_nothing():
    assert len(set(WORDS.values())) == len(WORDS)


@pytest.mark.parametrize(
    ("value", "highest", "expected"), [(0, 4, 0), (4999, 4, 0), (5000, 4, 1), (40000, 4, 4), (90000, 9, 4)]
)
def test_a_figure_takes_the_colour_of_the_nearest_step(value, highest, expected):
    assert step(value, highest) == expected


def test_the_legend_follows_the_scale():
    assert legend("score", ["None", "Some", "All"]) == [("lv0", "0 none"), ("lv2", "1"), ("lv4", "2 all")]


def test_a_trend_is_broken_where_there_is_no_data():
    assert spark_html("Ledger", (None, None), 4) == '<span class="sr">no trend</span>'
    drawn = spark_html("Ledger", (10000, None, 20000, 30000), 4)
    assert 'd="M2 17h0M28 12h0L41 8"' in drawn
    assert "Ledger: 1.0 to 3.0 over 4 cycles" in drawn
    assert "style" not in drawn
