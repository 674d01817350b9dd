"""Lists across the dimensions of an assessment, and what its articles ask of a raise, a target and a reason."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from maturity.models import Answer
from maturity.queries.assessments import Show, progress, shown_answers
from maturity.services.assessments import confirm_answer, start_assessment
from tests import build
from tests.maturity.drafts import answer_to, evidence, text_of
from tests.maturity.test_assessment_pages import FIRST, PAGE, address, cut, htmx, link, typed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_the_tests_moment")]


@pytest.fixture
def returned(team, cycle):
    """Carried: testing-1 at 1 with a target of last quarter, testing-2 at 2; security-1 was left unanswered."""
    before = build.cycle(cycle.version, quarter="2026-q2")
    build.submission(before, team, {"testing-1": 1, "testing-2": 2}, targets={"testing-1": 3})
    made = start_assessment(team=team, cycle=cycle, by=None, now=build.NOW)
    Answer.objects.filter(target=3).update(target_by="2026-q3")
    return made


def shown(response):
    return re.findall(r'<h[23] id="name-\d+">([^<]+)</h[23]>', text_of(response))


def lists(response):
    found = re.findall(r'id="show-(\w+)".*?<small>(\d+)</small>', cut(text_of(response), "filters"))
    return {name: int(count) for name, count in found}


def test_each_list_holds_what_its_name_says_and_its_count_is_true(as_, returned, lead):
    browser = as_("lead")
    confirm_answer(answer=answer_to(returned, "testing-2"), by=lead, now=build.NOW)
    browser.post(address(returned), typed(level="3", target="3", target_by="2026-q3"))
    expected = {
        "all": ["Testing practice 1", "Testing practice 2", "Security practice 1"],
        "unanswered": ["Security practice 1"],
        "unconfirmed": [],
        "changed": ["Testing practice 1"],
    }
    for show, titles in expected.items():
        page = browser.get(f"{PAGE}?show={show}")
        assert shown(page) == titles
        assert lists(page) == {name: len(each) for name, each in expected.items()}
        assert f'id="show-{show}" href="{PAGE}?show={show}" aria-current="page"' in text_of(page)


@pytest.mark.parametrize(
    ("change", "changed"),
    [
        ({"level": 2}, True),
        ({"level": 0}, True),
        ({"level": None}, True),
        (
            {
                "level": None,
                "not_applicable": True,
                "not_applicable_because": "other",
                "not_applicable_reason": "x",
            },
            True,
        ),
        ({"level": 1, "note": "Another note."}, False),
    ],
)
def test_changed_is_another_level_or_another_word_on_whether_it_applies(returned, change, changed):
    Answer.objects.filter(pk=answer_to(returned).pk).update(**change)
    rows = [row.answer.practice.key for row in shown_answers(returned, Show.CHANGED)]
    assert rows == ["testing-1"] * changed
    assert progress(returned).changed == changed


def test_what_was_never_asked_before_has_not_changed(assessment):
    Answer.objects.update(level=3)
    assert shown_answers(assessment, Show.CHANGED) == []


def test_a_list_names_its_dimensions_and_the_rail_leads_back(as_, returned):
    html = text_of(as_("member").get(f"{PAGE}?show=all"))
    names = re.findall(r'class="group-name" id="group-(\w+)"', html)
    assert names == ["testing", "security"]
    assert re.findall(r"<h(\d) (?:class|id)=\"(?:group-)?name", html) == ["2", "3", "3", "2", "3"], (
        "an outline"
    )
    assert f'href="{FIRST}"' in cut(html, "rail")
    assert 'aria-current="step"' not in html


EMPTY = [
    ("unconfirmed", "Nothing waits to be confirmed", "?show=unanswered"),
    ("changed", "Nothing changed since last time", "?show=unanswered"),
]


@pytest.mark.parametrize(("show", "words", "next_step"), EMPTY)
def test_an_empty_list_says_so_and_offers_the_next_step(as_, assessment, show, words, next_step):
    html = text_of(as_("lead").get(f"{PAGE}?show={show}"))
    assert words in html
    assert f'<a class="btn primary" href="{PAGE}{next_step}">Answer the 3 left' in html


def test_with_all_answered_and_confirmed_the_next_step_is_the_review(as_, assessment):
    Answer.objects.update(level=2)
    html = text_of(as_("lead").get(f"{PAGE}?show=unanswered"))
    assert "Every practice is answered" in html
    assert f'<a class="btn primary" href="{PAGE}submit/">Review and submit' in html
    assert "Read the answers" in text_of(as_("member").get(f"{PAGE}?show=unanswered"))


def test_a_list_that_there_is_not_shows_the_first_dimension(as_, returned):
    assert shown(as_("lead").get(f"{PAGE}?show=zebra")) == ["Testing practice 1", "Testing practice 2"]


@pytest.mark.parametrize("practices", [1, 50])
def test_a_list_takes_as_many_statements_for_many_practices(as_, team, practices):
    cycle = build.cycle(build.version({"testing": [1] * practices, "security": [1] * practices}))
    start_assessment(team=team, cycle=cycle, by=None, now=build.NOW)
    browser = as_("lead")
    browser.get(PAGE)
    with CaptureQueriesContext(connection) as one_dimension:
        browser.get(PAGE)
    with CaptureQueriesContext(connection) as all_of_them:
        assert len(shown(browser.get(f"{PAGE}?show=all"))) == 2 * practices
    assert len(all_of_them) <= len(one_dimension)


@pytest.mark.parametrize(
    ("rest", "data"),
    [("", typed(level="3")), ("confirm/", typed(level="1")), ("evidence/", link(level="3"))],
)
def test_what_is_saved_on_a_list_stays_there_and_equals_the_list_reloaded(as_, returned, rest, data):
    browser = as_("lead")
    response = browser.post(address(returned, rest=rest), data | {"show": "all"}, **htmx(returned))
    swapped, reloaded = text_of(response), text_of(browser.get(f"{PAGE}?show=all"))
    for identifier in (f"answer-{answer_to(returned).practice_id}", "rail", "filters"):
        assert cut(swapped, identifier) == cut(reloaded, identifier)
    assert 'name="show" value="all"' in swapped


def test_without_a_script_a_save_leads_back_to_the_list(as_, returned):
    response = as_("lead").post(address(returned), typed(level="3") | {"show": "unconfirmed"})
    practice = answer_to(returned).practice_id
    assert (response.status_code, response.url) == (302, f"{PAGE}?show=unconfirmed#answer-{practice}")


# What an article asks


def article(browser, assessment):
    return cut(text_of(browser.get(FIRST)), f"answer-{answer_to(assessment).practice_id}")


def test_a_raise_asks_what_shows_it_until_a_new_link_does(as_, returned, lead):
    browser = as_("lead")
    assert "What shows it?" not in article(browser, returned)
    browser.post(address(returned), typed(level="3"))
    assert "Up from <b>1 · Reactive</b>. What shows it?" in article(browser, returned)
    evidence(answer_to(returned), lead)
    assert "What shows it?" not in article(browser, returned)


def test_a_carried_target_whose_quarter_has_passed_is_kept_and_says_so(as_, returned):
    browser = as_("lead")
    html = article(browser, returned)
    assert '<option value="2026-q3" selected>2026 Q3, passed</option>' in html
    offered = re.findall(r'<option value="(20\d\d-q\d)"', html)
    assert offered == ["2026-q3", "2027-q1", "2027-q2", "2027-q3", "2027-q4"]
    browser.post(address(returned), typed(level="1", note="Kept.", target="3", target_by="2026-q3"))
    assert (answer_to(returned).note, answer_to(returned).target_by) == ("Kept.", "2026-q3")
    assert "3 · Measured by 2026 Q3, passed" in article(as_("member"), returned)


def test_why_a_practice_does_not_apply_is_chosen_and_shown_everywhere(as_, assessment, team):
    data = typed(level="na", not_applicable_because="too-early", not_applicable_reason="Launches in spring.")
    browser = as_("lead")
    browser.post(address(assessment), data)
    assert '<option value="too-early" selected>' in article(browser, assessment)
    browser.post(f"{PAGE}submit/")
    told = "Too early in the product’s life: Launches in spring."
    for who, path in (("member", FIRST), ("outsider", f"{PAGE}submissions/1/")):
        assert told in text_of(as_(who).get(path))


def test_a_contested_answer_tells_the_quarters_and_the_reasons_of_both(as_, assessment):
    as_("administrator").post(address(assessment), typed(level="1", target="3", target_by="2027-q2"))
    mine = typed(level="na", not_applicable_because="other", not_applicable_reason="None.", target="3")
    refused = as_("lead").post(address(assessment), mine | {"target_by": "2027-q1"}, **htmx(assessment))
    assert refused.status_code == 409
    for words in ("Another reason: None.", "3 · Measured by 2027 Q2", "3 · Measured by 2027 Q1"):
        assert words in text_of(refused)
