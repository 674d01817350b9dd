"""The cell beside the matrix: what was submitted, practice by practice, and how the score came about."""

import re
from dataclasses import replace
from datetime import date

import pytest

from maturity import scoring
from maturity.matrix_address import MatrixAddress
from maturity.models import Cycle, ModelVersion, Submission, SubmittedAnswer
from maturity.queries.cells import cell_detail
from maturity.queries.matrix import chosen_history, chosen_moments
from maturity.queries.submitted_answers import evidence_links, scored_answer
from maturity.services.snapshots import take_snapshot
from teams.models import User
from tests import build
from tests.maturity.standings import TODAY, noon, overall, snap, submit

CELL = "/matrix/ledger/testing/"
NOTE = "First line\nsecond <script>alert(1)</script>"


def detail(team, key="testing", **address):
    return cell_detail(team, key, *chosen_history(MatrixAddress(**address), TODAY))


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
        SubmittedAnswer.objects.create(submission=made, practice=practice, vouched_on=made.day, **more)
    snap(TODAY)


def test_figures_are_those_of_the_snapshot_row(world):
    found = detail(world.ledger)
    assert found.figures == overall(world.ledger, TODAY, "testing")
    assert found.change == scoring.Change(6667, comparable=True, note="")
    assert (found.state, found.title) == ("scored", "Testing")


FIGURES = ("score", "raw_score", "coverage", "target", "gap", "confidence", "disagreement")


def test_every_sentence_ends_in_the_figure_of_the_row(world):
    with_answer(
        world, level=1, target=3, vote_spread=2, newest_evidence=date(2026, 10, 14), evidence=[{"title": "x"}]
    )
    found = detail(world.ledger)
    assert found.explained["score"] == (
        "Weight × level, over 1 answered practice: 2×1 = 2. Divided by the sum of the weights, 2, that is 1.0."
    )
    for name in FIGURES:
        written = scoring.percent if name in ("coverage", "confidence") else scoring.shown
        assert found.explained[name].endswith(f"that is {written(getattr(found.figures, name))}.")
    assert found.explained["attained"].endswith(f"that is {found.figures.attained}.")


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
        "Coverage100 %",
        "Attained level1",
        "Gap to target1.0",
        "Confidence50 %",
        "Disagreementno vote",
        "Level 2, managed: testing 1 at level 2",
        "no evidence",
        "How is this computed",
    ):
        assert words in text


def test_notes_are_markdown_without_html_of_their_own(world, client):
    with_answer(world, level=1, note=NOTE)
    html = page(client)
    assert "<p>First line\nsecond &lt;script&gt;alert(1)&lt;/script&gt;" in html
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


@pytest.mark.parametrize("many", [1, 50])
def test_the_same_few_statements_whatever_the_number_of_practices_and_teams(
    db, today, client, django_assert_num_queries, many
):
    version = build.version({"testing": (1,) * many})
    q3, q4 = build.cycle(version, quarter="2026-q3", state="closed"), build.cycle(version)
    for team in [build.team("Ledger"), *(build.team() for _ in range(many - 1))]:
        for cycle, day in ((q3, date(2026, 8, 10)), (q4, TODAY)):
            submit(cycle, team, day, {"testing-1": 1})
    snap(q3.closes, TODAY)
    client.force_login(build.user())
    with django_assert_num_queries(11):
        client.get(CELL)


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


# What it was before


def test_the_history_has_the_figures_that_stood_for_each_cycle(world):
    now, then = reversed(detail(world.ledger).history)
    assert (now.moment.name, now.stood.figures) == ("2026 Q4", overall(world.ledger, TODAY, "testing"))
    assert now.change == scoring.Change(6667, comparable=True, note="")
    assert (then.moment.name, then.stood.figures.score, then.change) == ("2026 Q3", 10000, None)


def test_a_history_has_eight_cycles_and_the_first_of_them_its_change(world):
    for year in (2024, 2025):
        for quarter in range(1, 5):
            old = build.cycle(world.version, quarter=f"{year}-q{quarter}", state="closed")
            submit(old, world.ledger, old.opens, {"testing-1": quarter})
            snap(old.closes)
    found = detail(world.ledger).history
    assert [past.moment.name for past in found] == [
        *(f"2024 Q{n}" for n in (3, 4)), *(f"2025 Q{n}" for n in (1, 2, 3, 4)), "2026 Q3", "2026 Q4",
    ]  # fmt: skip
    assert found[0].change.value == 10000


def test_a_history_ends_with_the_cycle_that_is_shown(world):
    assert [past.moment.name for past in detail(world.ledger, cycle="2026-q3").history] == ["2026 Q3"]


def test_gaps_in_a_history_are_said_in_words(world, client):
    first = build.cycle(world.version, quarter="2025-q4", state="closed")
    second = build.cycle(world.version, quarter="2026-q1", state="closed")
    third = build.cycle(world.version, quarter="2026-q2", state="closed")
    submit(second, world.ledger, second.opens, {"security-1": 1})
    submit(third, world.ledger, third.opens, {}, not_applicable=["testing-1", "testing-2"])
    snap(first.closes, second.closes, third.closes)
    assert lines(page(client)) == [
        "2026 Q4 1.7 up 0.7 1 100 % 50 %",
        "2026 Q3 1.0 no earlier score 1 100 % 50 %",
        "2026 Q2 not applicable",
        "2026 Q1 no data",
        "2025 Q4 not reported",
    ]


def test_a_cycle_without_a_submission_names_the_one_that_stood(world, client):
    assert lines(page(client, "/matrix/checkout/testing/"))[0] == (
        "2026 Q4 as in 2026 Q3 0.0 no change 0 100 % 50 %"
    )


def test_a_history_does_not_compare_versions_that_ask_other_questions(world, client):
    other = build.version({"testing": (1,), "release": (1,)}, model=world.version.model)
    moved = build.cycle(other, quarter="2027-q1")
    submit(moved, world.ledger, day := date(2027, 1, 10), {"testing-1": 3, "release-1": 1})
    take_snapshot(day=day, by=None, now=noon(day))
    moment, earlier, cycles = chosen_history(MatrixAddress(), day)
    found = cell_detail(world.ledger, "testing", moment, earlier, cycles)
    assert [past.change and past.change.comparable for past in found.history] == [None, True, False]
    assert found.history[-1].change.value is None
    gone = cell_detail(world.ledger, "security", *chosen_history(MatrixAddress(cycle="2026-q4"), day))
    assert gone.state == "scored"
    new = cell_detail(world.ledger, "release", moment, earlier, cycles)
    assert [past.stood.state for past in new.history] == ["no_data", "no_data", "scored"]


def test_a_version_without_the_dimension_is_no_missing_submission(world, client):
    version = build.version({"release": (1,)}, model=world.version.model)
    Cycle.objects.filter(pk=world.q4.pk).update(version=version)
    html = page(client, "/matrix/ledger/release/")
    assert "did not have this dimension" in html
    assert "submitted by Priya Raman" in html


def test_practices_say_what_they_were_at_the_compared_moment(world, client):
    first, second = detail(world.ledger).practices
    assert (first.before, first.moved) == (1, "up")
    assert (second.before, second.moved) == (1, "")
    assert "level 1 → 2</span> since 2026 Q3" in page(client)
    assert [replace(first, level=level).moved for level in (0, None)] == ["down", "other"]
    assert replace(first, level=None, not_applicable=True, before="not applicable").moved == ""
    assert [practice.before for practice in detail(world.checkout).practices] == [None, None]


def test_levels_of_another_scale_are_not_set_against_each_other(world):
    other = build.version(model=world.version.model, published=False)
    ModelVersion.objects.filter(pk=other.pk).update(
        scale=[*build.SCALE, "Beyond"], state="published", published_at=build.NOW
    )
    other.refresh_from_db()
    submit(build.cycle(other, quarter="2027-q1"), world.ledger, day := date(2027, 1, 10), {"testing-1": 3})
    take_snapshot(day=day, by=None, now=noon(day))
    found = cell_detail(world.ledger, "testing", *chosen_history(MatrixAddress(), day))
    assert [practice.before for practice in found.practices] == [None, None]


def lines(html):
    """The lines of the history, as they are read."""
    rows = re.findall(r"<tr>(.*?)</tr>", html[html.index("table cell-history") :], re.DOTALL)[1:]
    return [re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", row)).strip() for row in rows]
