"""What an article says beside an answer in which a concern is open: quietly, and only once somebody answered."""

import pytest

from maturity.before_submitting import Concern
from maturity.models import Submission
from maturity.services.assessments import start_assessment
from maturity.services.snapshots import take_snapshot
from tests import build
from tests.maturity.drafts import answer_to, evidence, submit, text_of
from tests.maturity.test_assessment_pages import FIRST, PAGE, address, cut, htmx, typed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_the_tests_moment")]
WHAT_SHOWS_IT = "Up from <b>3 · Measured</b>. What shows it?"
FELL = Concern.FELL_WITHOUT_NOTE.hint
NO_CURRENT = Concern.NO_CURRENT_EVIDENCE.hint


@pytest.fixture
def carried(team, cycle):
    """testing-1 stood at 3 last quarter, without a link; nobody touched it since."""
    build.submission(build.cycle(cycle.version, quarter="2026-q3"), team, {"testing-1": 3})
    return start_assessment(team=team, cycle=cycle, by=None, now=build.NOW)


def article(browser, assessment):
    return cut(text_of(browser.get(FIRST)), f"answer-{answer_to(assessment).practice_id}")


def fields_are_open(html, assessment):
    return f'id="adding-{answer_to(assessment).practice_id}" open' in html


def hints(html):
    return {words for words in (WHAT_SHOWS_IT, FELL, NO_CURRENT) if words in html}


def test_an_answer_that_was_carried_and_not_touched_is_asked_for_nothing_but_a_word(as_, carried):
    html = article(as_("lead"), carried)
    assert "not yet confirmed" in html
    assert hints(html) == set()


@pytest.mark.parametrize(
    ("rest", "data", "expected"),
    [
        ("confirm/", {"level": "3"}, {NO_CURRENT}),
        ("", {"level": "4"}, {WHAT_SHOWS_IT}),
        ("", {"level": "2"}, {FELL}),
        ("", {"level": "2", "note": "We lost the tool."}, set()),
        ("", {"level": "3", "note": "Still so."}, set()),
        ("", {"level": ""}, set()),
    ],
    ids=["confirmed", "raised", "fell", "fell and says why", "noted alone", "emptied"],
)
def test_what_was_done_says_what_is_asked_and_the_swap_is_the_page(as_, carried, rest, data, expected):
    browser = as_("lead")
    swapped = text_of(browser.post(address(carried, rest=rest), typed(**data), **htmx(carried)))
    reloaded = article(browser, carried)
    assert cut(swapped, f"answer-{answer_to(carried).practice_id}") == reloaded
    assert hints(reloaded) == expected
    assert not fields_are_open(reloaded, carried)  # asked gently: the link to add one is enough


def test_a_link_that_is_new_answers_what_a_raise_asks(as_, carried, lead):
    browser = as_("lead")
    browser.post(address(carried), typed(level="4"))
    evidence(answer_to(carried), lead)
    html = article(browser, carried)
    assert hints(html) == set()
    assert not fields_are_open(html, carried)


def test_a_high_level_asks_for_current_evidence_in_a_first_assessment_too(as_, assessment):
    browser = as_("lead")
    assert hints(article(browser, assessment)) == set()
    browser.post(address(assessment), typed(level="3"))
    assert hints(article(browser, assessment)) == {NO_CURRENT}


@pytest.mark.parametrize("level", ["2", "4"])
def test_who_only_reads_is_asked_for_nothing(as_, carried, level):
    as_("lead").post(address(carried), typed(level=level))
    assert hints(article(as_("member"), carried)) == set()


def test_what_is_open_forbids_no_submitting(as_, carried):
    browser = as_("lead")
    browser.post(address(carried), typed(level="4"))
    assert browser.post(f"{PAGE}submit/").status_code == 302
    (left_open,) = Submission.objects.filter(assessment=carried).values_list("left_open", flat=True)
    assert left_open[Concern.RAISED_WITHOUT_EVIDENCE.value] == ["testing-1"]


def test_the_cell_of_the_matrix_says_for_which_quarter_a_target_is_meant(as_, assessment, lead):
    browser = as_("lead")
    browser.post(address(assessment), typed(level="1", target="3", target_by="2027-q2"))
    submit(assessment, lead)
    take_snapshot(day=build.NOW.date(), by=None, now=build.NOW)
    assert "Target 3 by 2027 Q2" in text_of(browser.get("/matrix/checkout/testing/"))
