"""The cell beside the matrix: what was submitted, practice by practice, and how the score came about."""

import re
from dataclasses import replace
from datetime import date

import pytest

from maturity import scoring
from maturity.matrix_address import MatrixAddress
from maturity.models import Submission, SubmittedAnswer
from maturity.queries.cells import cell_detail, evidence_links, scored_answer
from maturity.queries.matrix import chosen_moments
from maturity.services.snapshots import take_snapshot
from teams.models import User
from tests import build
from tests.maturity.standings import TODAY, noon, overall, snap, submit

CELL = "/matrix/ledger/testing/"
NOTE = "First line\nsecond <script>alert(1)</script>"


def detail(team, key="testing", **address):
    moment, earlier = chosen_moments(MatrixAddress(**address), TODAY)
    return cell_detail(team, key, moment, earlier)


def change_in(team, key, moment, earlier):
    found = cell_detail(team, key, moment, earlier)
    assert found
    assert found.change
    return found.change


def page(client, address=CELL, **headers):
    client.force_login(build.user(role=User.Role.LEADERSHIP))
    response = client.get(address, headers=headers)
    assert response.status_code == 200
    return response.content.decode()


def with_answer(world, **fields):
    """Ledger with one more submission, whose first testing practice says all this."""
    made = Submission.objects.create(
        assessment=world.ledger.assessments.get(cycle=world.q4),
        team=world.ledger,
        version=world.version,
        number=2,
        reason="more to say",
        submitted_at=noon(date(2026, 11, 20)),
        day=date(2026, 11, 20),
        submitted_by=world.lead,
    )
    for practice in world.version.practices.all():
        more = fields if practice.key == "testing-1" else {}
        SubmittedAnswer.objects.create(submission=made, practice=practice, **more)
    snap(TODAY)


def test_figures_are_those_of_the_snapshot_row(world):
    found = detail(world.ledger)
    assert found.figures == overall(world.ledger, TODAY, "testing")
    assert found.change == scoring.Change(6667, comparable=True, note="")
    assert (found.state, found.title) == ("scored", "Testing")


def test_the_sentence_reaches_the_score_of_the_row(world):
    found = detail(world.ledger)
    assert found.explained.endswith(f"= {scoring.shown(found.figures.score)}")
    assert found.explained == "2 practices answered of 2, weights 2, 1: (2×2 + 1×1) / 3 = 1.7"


def test_practices_have_their_level_target_and_wording(world):
    first, second = detail(world.ledger).practices
    assert (first.level, first.target, first.criterion) == (2, 3, "testing 1 at level 2")
    assert first.pips == ["on", "on", "target", ""]
    assert first.said == "level 2 of 4, target 3"
    assert (second.pips, second.target_met) == (["on", "", "", ""], False)


def test_the_page_shows_what_was_submitted(world, client):
    text = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", page(client)))
    for words in (
        "Ledger · Testing",
        "submitted by Priya Raman on Tue 10 Nov",
        "2 of 2 practices answered",
        "target 3.0",
        "coverage 100 %",
        "Level 2, managed: testing 1 at level 2",
        "no evidence",
        "How is this computed",
    ):
        assert words in text


def test_notes_are_text_with_their_line_breaks(world, client):
    with_answer(world, level=1, note=NOTE)
    html = page(client)
    assert "First line<br>second &lt;script&gt;alert(1)&lt;/script&gt;" in html
    assert "<script>alert" not in html


def test_evidence_is_linked_with_its_date(world, client):
    evidence = [
        {"title": "Inventory <1>", "url": "https://example.org/?a=1&b=2", "dated": "2026-10-14"},
        {"title": "Trap", "url": "javascript:alert(1)", "dated": "2026-10-15"},
    ]
    with_answer(world, level=1, evidence=evidence, newest_evidence=date(2026, 10, 14))
    html = page(client)
    assert '<a href="https://example.org/?a=1&amp;b=2" rel="noreferrer">Inventory &lt;1&gt;</a>' in html
    assert "Wed 14 Oct" in html
    assert "Trap" in html
    assert "javascript:" not in html


def test_evidence_without_title_or_date_still_shows():
    (link,) = evidence_links([{"url": "https://example.org/"}])
    assert (link.title, link.url, link.dated) == ("https://example.org/", "https://example.org/", None)


@pytest.mark.parametrize(
    ("confirmed", "words"), [(True, "carried forward, confirmed"), (False, "carried forward, not confirmed")]
)
def test_carried_answers_say_so(world, client, confirmed, words):
    with_answer(world, level=1, carried=True, confirmed=confirmed)
    assert words in page(client)


def test_a_practice_that_does_not_apply_says_why(world, client):
    with_answer(world, not_applicable=True, not_applicable_reason="Runs no batch jobs")
    html = page(client)
    assert "Runs no batch jobs" in html
    assert "Not answered." in html


def test_four_kinds_of_nothing_have_four_sentences(world, client):
    submit(world.q4, world.checkout, TODAY, {"testing-1": 0, "testing-2": 0}, not_applicable=["security-1"])
    submit(world.q4, build.team("Desk"), TODAY, {"security-1": 1})
    snap(TODAY)
    pages = [
        page(client, address)
        for address in (
            "/matrix/fraud/testing/",
            "/matrix/desk/testing/",
            "/matrix/checkout/security/",
            "/matrix/checkout/testing/",
        )
    ]
    sentences = ["Not reported.", "No data.", "Not applicable.", '<p class="figure">0.0']
    for at, html in enumerate(pages):
        assert [sentence in html for sentence in sentences] == [at == n for n in range(4)]


def test_the_swapped_part_equals_the_reloaded_page(world, client):
    whole = page(client)
    part = page(client, hx_request="true", hx_target="drawer").strip()
    assert part.startswith('<aside class="card drawer" id="drawer"')
    assert part in whole


def test_closing_leads_back_to_the_same_matrix(world, client):
    html = page(client, f"{CELL}?division=payments&measure=gap")
    assert 'href="/matrix/?division=payments&amp;measure=gap" data-close' in html


def test_an_earlier_cycle_shows_what_stood_then(world):
    found = detail(world.ledger, cycle="2026-q3")
    assert found.submission.assessment.cycle == world.q3
    assert (found.figures.score, found.change) == (10000, None)


@pytest.mark.parametrize(
    "address", ["/matrix/nobody/testing/", "/matrix/ledger/juggling/", f"{CELL}?cycle=1999-q1"]
)
def test_what_does_not_exist_is_not_found(world, client, address):
    client.force_login(world.member)
    assert client.get(address).status_code == 404


def test_without_a_cycle_there_is_no_cell(db, client):
    build.team("Ledger", member=(member := build.user()))
    client.force_login(member)
    assert client.get(CELL).status_code == 404


def test_drafts_are_never_shown(world, client):
    draft = world.ledger.assessments.get(cycle=world.q4)
    draft.answers.create(
        practice=world.version.practices.get(key="testing-1"), level=4, note="a secret", saved_at=build.NOW
    )
    html = page(client)
    assert "a secret" not in html
    assert detail(world.ledger).practices[0].level == 2


def test_a_change_across_versions_says_whether_it_can_be_compared(world):
    other = build.version({"testing": (2, 1), "security": (1, 1)}, model=world.version.model)
    q1 = build.cycle(other, quarter="2027-q1")
    submit(q1, world.ledger, day := date(2027, 2, 1), {"testing-1": 3, "testing-2": 3, "security-1": 3})
    take_snapshot(day=day, by=None, now=noon(day))
    moment, earlier = chosen_moments(MatrixAddress(), day)
    same, other_questions = (change_in(world.ledger, key, moment, earlier) for key in ("testing", "security"))
    assert (same.value, same.comparable) == (13333, True)
    assert "across two versions" in same.note
    assert (other_questions.value, other_questions.comparable) == (None, False)


@pytest.mark.parametrize("practices", [1, 40])
def test_the_same_few_statements_whatever_the_number_of_practices(
    db, today, django_assert_num_queries, practices
):
    cycle = build.cycle(build.version({"testing": (1,) * practices}))
    team = build.team()
    submit(cycle, team, TODAY, {"testing-1": 1})
    snap(TODAY)
    moment, earlier = chosen_moments(MatrixAddress(), TODAY)
    assert moment
    with django_assert_num_queries(4):
        cell_detail(team, "testing", moment, earlier)


def test_a_target_is_met_at_its_level(world):
    practice = detail(world.ledger).practices[0]
    assert replace(practice, level=3, target=3).target_met
    assert not replace(practice, level=2, target=3).target_met
    assert not replace(practice, level=None, target=3).target_met
    assert not replace(practice, level=3, target=None).target_met
    assert replace(practice, level=None, target=None).said == "unanswered"


def test_the_arithmetic_reads_what_was_submitted(world):
    answer = SubmittedAnswer.objects.get(submission__assessment__cycle=world.q4, practice__key="testing-1")
    assert scored_answer(answer) == scoring.PracticeAnswer(weight=2, level=answer.level, target=answer.target)
