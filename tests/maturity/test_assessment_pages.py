import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from maturity.models import Answer, Assessment, Cycle, Evidence
from maturity.services.assessments import start_assessment
from teams.models import Event
from tests import build
from tests.maturity.drafts import WHO, answer_to, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_the_tests_moment")]
PAGE = "/teams/checkout/assessments/2026-q4/"
FIRST = f"{PAGE}dimensions/testing/"


def address(assessment, key="testing-1", rest=""):
    return f"{PAGE}answers/{answer_to(assessment, key).practice_id}/{rest}"


def typed(**changes):
    texts = dict.fromkeys(("level", "not_applicable_because", "not_applicable_reason", "note", "target"), "")
    return {"version": "1", **texts} | changes


def link(**changes):
    return typed(**{"evidence-title": "Inventory", "evidence-url": "https://example.org/a"}) | {
        "evidence-dated": "2026-11-18",
        **changes,
    }


def htmx(assessment, key="testing-1"):
    target = f"answer-{answer_to(assessment, key).practice_id}"
    return {"HTTP_HX_REQUEST": "true", "HTTP_HX_TARGET": target}


def cut(html, identifier):
    """The element of that id as the page has it, without its CSRF token."""
    tag = re.search(rf'<(\w+)[^>]*\bid="{identifier}"', html)
    assert tag, f"{identifier} is not in the page"
    end = html.index(f"</{tag[1]}>", tag.start())
    element = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", html[tag.start() : end])
    return re.sub(r"\s+", " ", element.replace(' hx-swap-oob="true"', ""))


# Who sees and does what

EXPECTED = {  # status by person: lead, member, outsider, leadership, administrator
    ("get", ""): (200, 200, 404, 403, 200),
    ("get", "dimensions/testing/"): (200, 200, 404, 403, 200),
    ("get", "submit/"): (200, 200, 404, 403, 200),
    ("get", "submissions/1/"): (200, 200, 200, 200, 200),
    ("post", "start/"): (302, 403, 404, 403, 302),
    ("post", "submit/"): (302, 403, 404, 403, 302),
    ("post", "answers/{practice}/"): (302, 403, 404, 403, 302),
    ("post", "answers/{practice}/confirm/"): (302, 403, 404, 403, 302),
    ("post", "answers/{practice}/evidence/"): (302, 403, 404, 403, 302),
    ("post", "answers/{practice}/evidence/1/remove/"): (302, 403, 404, 403, 302),
}
CASES = [
    (method, path, who, status)
    for (method, path), statuses in EXPECTED.items()
    for who, status in zip(WHO, statuses, strict=True)
]


@pytest.mark.parametrize(("method", "path", "who", "status"), CASES)
def test_each_page_and_post_for_each_person(as_, assessment, cycle, team, method, path, who, status):
    build.submission(cycle, team, {"testing-1": 2})
    Answer.objects.filter(pk=answer_to(assessment).pk).update(level=2)
    practice = answer_to(assessment).practice_id
    events = Event.objects.count()
    response = getattr(as_(who), method)(
        PAGE + path.format(practice=practice), link(level="3", reason="Counted again.")
    )
    assert response.status_code == status
    if status in (403, 404):
        assert Event.objects.count() == events
    if status == 403:
        assert re.search(r"Only a lead of Checkout|A draft is for its team", text_of(response))


@pytest.mark.parametrize(("method", "path"), EXPECTED)
def test_nobody_gets_anywhere_without_signing_in(client, assessment, method, path):
    events = Event.objects.count()
    response = getattr(client, method)(PAGE + path.format(practice=answer_to(assessment).practice_id))
    assert response.status_code == 302
    assert response.url.startswith("/accounts/login/")
    assert Event.objects.count() == events


@pytest.mark.parametrize(
    "path",
    [
        "/teams/nowhere/assessments/2026-q4/",
        "/teams/checkout/assessments/1999-q1/",
        f"{PAGE}submissions/7/",
        f"{PAGE}no-such-dimension/",
        f"{PAGE}answers/999999/",
    ],
)
def test_what_does_not_exist_is_not_found(as_, assessment, path):
    assert as_("lead").get(path).status_code == 404


@pytest.mark.parametrize("path", ["answers/{practice}/", "submit/"])
def test_an_assessment_that_is_not_started_takes_no_posts(as_, cycle, path):
    practice = cycle.version.practices.first().pk
    assert as_("lead").post(PAGE + path.format(practice=practice), typed()).status_code == 404


@pytest.mark.parametrize("path", ["", "dimensions/testing/", "submit/", "submissions/1/"])
def test_reading_writes_nothing(as_, assessment, cycle, team, path):
    build.submission(cycle, team, {"testing-1": 2})
    browser = as_("lead")
    with CaptureQueriesContext(
        connection,
    ) as seen:
        assert browser.get(PAGE + path).status_code == 200
    assert [q["sql"] for q in seen if not q["sql"].startswith("SELECT")] == []


def test_reading_starts_nothing(as_, cycle):
    page = as_("lead").get(PAGE)
    assert "Start the 2026 Q4 self-assessment" in text_of(page)
    assert not Assessment.objects.exists()


def test_a_member_reads_that_the_lead_has_to_start(as_, cycle):
    page = text_of(as_("member").get(PAGE))
    assert "Only a lead of Checkout" in page
    assert "<form" not in page[page.index("<main") : page.index("</main")]


def test_starting_leads_to_the_first_dimension(as_, cycle):
    response = as_("lead").post(f"{PAGE}start/", follow=True)
    assert response.redirect_chain == [(PAGE, 302)]
    assert "Testing practice 1" in text_of(response)
    assert "Security practice 1" not in text_of(response)


# The page


@pytest.mark.parametrize("practices", [1, 50])
def test_the_page_takes_as_many_statements_for_many_practices(as_, team, practices):
    cycle = build.cycle(build.version({"testing": [1] * practices, "security": [1]}))
    made = start_assessment(team=team, cycle=cycle, by=None, now=build.NOW)
    Evidence.objects.bulk_create(
        Evidence(answer=answer, title="A", url="https://example.org", dated=build.NOW.date())
        for answer in made.answers.all()
    )
    browser = as_("lead")
    browser.get(PAGE)
    with CaptureQueriesContext(connection) as seen:
        assert browser.get(PAGE).status_code == 200
    assert len(seen) <= 12
    assert len(seen) == 11


def test_the_page_marks_the_last_answer_the_target_and_what_waits_to_be_confirmed(as_, team, cycle):
    before = build.cycle(cycle.version, quarter="2026-q3")
    build.submission(before, team, {"testing-1": 1}, targets={"testing-1": 3})
    made = start_assessment(team=team, cycle=cycle, by=None, now=build.NOW)
    article = cut(text_of(as_("lead").get(PAGE)), f"answer-{answer_to(made).practice_id}")
    assert "carried from 2026 Q3, not yet confirmed" in article
    assert re.search(r'value="1" checked.*?1 · Reactive</b> <small>last time</small>', article)
    assert re.search(r'level target">.{0,90}value="3".*?<small>target</small>', article)
    assert re.search(r'name="target_by".*?<option value="2027-q1" selected>2027 Q1</option>', article)


def test_what_people_typed_is_shown_as_text(as_, assessment):
    Answer.objects.filter(pk=answer_to(assessment).pk).update(note="</textarea><script>alert(1)</script>")
    for who in ("lead", "member"):
        assert "<script>alert" not in text_of(as_(who).get(PAGE))


def test_a_closed_cycle_is_read_only_and_says_so(as_, assessment):
    Cycle.objects.update(state=Cycle.State.CLOSED)
    page = text_of(as_("lead").get(PAGE))
    assert "2026 Q4 is closed" in page
    assert f'formaction="{PAGE}' not in page
    response = as_("lead").post(address(assessment), typed(level="3"))
    assert response.status_code == 403
    assert "2026 Q4 is closed" in text_of(response)


def test_read_only_every_practice_shows_its_own_choice(as_, assessment):
    Answer.objects.update(level=2)
    page = text_of(as_("member").get(PAGE))
    chosen = re.findall(r'name="(level[^"]*)" id="[^"]*" value="2" checked', page)
    assert len(chosen) == 2
    assert len(set(chosen)) == 2, "radio buttons of one name are one choice where no form parts them"


# Saving


def test_saving_without_htmx_leads_back_to_the_practice(as_, assessment):
    response = as_("lead").post(address(assessment), typed(level="3", note="Done.", target="4"))
    practice = answer_to(assessment).practice_id
    assert (response.status_code, response.url) == (302, f"{FIRST}#answer-{practice}")
    stored = answer_to(assessment)
    assert (stored.level, stored.note, stored.target) == (3, "Done.", 4)


POSTS = [
    ("", typed(level="3", note="Done."), 200),
    ("", typed(level="na", not_applicable_because="other", not_applicable_reason="None here."), 200),
    ("", typed(level="2", target="3", target_by="2027-q3"), 200),
    ("confirm/", typed(level="2"), 200),
    ("evidence/", link(level="2"), 200),
]


@pytest.mark.parametrize(("rest", "data", "status"), POSTS)
def test_what_a_save_swaps_in_equals_the_page_reloaded(as_, assessment, rest, data, status):
    browser = as_("lead")
    response = browser.post(address(assessment, rest=rest), data, **htmx(assessment))
    assert response.status_code == status
    swapped, reloaded = text_of(response), text_of(browser.get(FIRST))
    for identifier in (f"answer-{answer_to(assessment).practice_id}", "rail"):
        assert cut(swapped, identifier) == cut(reloaded, identifier)
    assert 'hx-swap-oob="true"' in swapped
    assert 'hx-swap-oob="true"' not in reloaded


def test_a_save_takes_few_statements(as_, assessment):
    browser = as_("lead")
    with CaptureQueriesContext(connection) as seen:
        browser.post(address(assessment), typed(level="3"), **htmx(assessment))
    assert len(seen) <= 16


def test_the_same_save_sent_again_writes_nothing(as_, assessment):
    browser = as_("lead")
    browser.post(address(assessment), typed(level="3"), **htmx(assessment))
    events = Event.objects.count()
    assert browser.post(address(assessment), typed(level="3"), **htmx(assessment)).status_code == 200
    assert (Event.objects.count(), answer_to(assessment).version) == (events, 2)


WRONG = [
    ("", typed(level="5"), "Choose a level from 0 to 4."),
    ("", typed(level="-1"), "Choose a level from 0 to 4."),
    ("", typed(level="²"), "Choose a level from 0 to 4."),
    ("", typed(target="x"), "Choose a target from 0 to 4."),
    ("", typed(level="na", not_applicable_because="other"), "Say why it does not apply"),
    ("", typed(level="na", not_applicable_reason="None here."), "Choose why it does not apply."),
    (
        "",
        typed(level="na", not_applicable_because="x", not_applicable_reason="None."),
        "Choose why it does not",
    ),
    ("", typed(target="3", target_by="2026-q3"), "Choose a quarter of the list."),
    ("", typed(target="3", target_by="soon"), "Choose a quarter of the list."),
    ("", typed(note="x" * 10_001), "Keep the note under 10,000 characters."),
    ("", typed(version=""), "Reload this page"),
    ("evidence/", link(**{"evidence-url": "http://example.org"}), "Only links that start with https://"),
    ("evidence/", link(**{"evidence-url": "javascript:alert(1)"}), "This is no link."),
    ("evidence/", link(**{"evidence-title": ""}), "Say what the link shows"),
    ("evidence/", link(**{"evidence-dated": "2026-12-24"}), "dated today or earlier"),
    ("evidence/", link(**{"evidence-dated": "soon"}), "Write the day as YYYY-MM-DD."),
]


@pytest.mark.parametrize("with_htmx", [True, False], ids=["htmx", "plain"])
@pytest.mark.parametrize(("rest", "data", "message"), WRONG)
def test_what_is_wrong_is_said_beside_the_answer_and_keeps_what_was_typed(
    as_, assessment, rest, data, message, with_htmx
):
    data = {"note": "half a thought", **{k: v for k, v in data.items() if k != "note" or v}}
    headers = htmx(assessment) if with_htmx else {}
    response = as_("lead").post(address(assessment, rest=rest), data, **headers)
    assert response.status_code == 422
    article = cut(text_of(response), f"answer-{answer_to(assessment).practice_id}")
    assert message in article
    assert data["note"] in article
    assert data.get("evidence-title", "") in article
    assert ("<html" in text_of(response)) != with_htmx
    assert answer_to(assessment).version == 1
    assert not Evidence.objects.exists()


def test_the_second_of_two_writers_sees_both_answers_and_chooses(as_, assessment, people):
    as_("administrator").post(address(assessment), typed(level="1", note="Theirs."))
    browser = as_("lead")
    refused = browser.post(address(assessment), typed(level="4", note="Yours."), **htmx(assessment))
    article = cut(text_of(refused), f"answer-{answer_to(assessment).practice_id}")
    assert refused.status_code == 409
    for words in ("Administrator changed this answer", "1 · Reactive", "4 · Leading", "Theirs.", "Yours."):
        assert words in article
    assert answer_to(assessment).level == 1

    theirs = browser.get(address(assessment), **htmx(assessment))
    assert "Theirs." in text_of(theirs)
    assert "Yours." not in text_of(theirs)

    version = article.split('name="version" value="')[1].split('"')[0]
    mine = typed(version=version, level="4", note="Yours.")
    assert browser.post(address(assessment), mine, **htmx(assessment)).status_code == 200
    assert (answer_to(assessment).level, answer_to(assessment).note) == (4, "Yours.")


def test_a_conflict_without_htmx_is_shown_in_the_page(as_, assessment):
    as_("administrator").post(address(assessment), typed(level="1"))
    refused = as_("lead").post(address(assessment), typed(level="4"))
    assert refused.status_code == 409
    assert "Keep theirs" in text_of(refused)
    assert "Testing practice 2" in text_of(refused)


def test_a_button_of_the_article_saves_what_was_typed_beside_it(as_, assessment):
    as_("lead").post(address(assessment, rest="evidence/"), link(level="3", note="Typed."))
    stored = answer_to(assessment)
    assert (stored.level, stored.note) == (3, "Typed.")
    evidence = stored.evidence.get()
    assert (evidence.title, evidence.dated.isoformat()) == ("Inventory", "2026-11-18")
    gone = address(assessment, rest=f"evidence/{evidence.pk}/remove/")
    as_("lead").post(gone, typed(version="2", level="3", note="Typed again."))
    assert not Evidence.objects.exists()
    assert answer_to(assessment).note == "Typed again."


def test_confirming_takes_the_mark_away(as_, team, cycle):
    build.submission(build.cycle(cycle.version, quarter="2026-q3"), team, {"testing-1": 2})
    made = start_assessment(team=team, cycle=cycle, by=None, now=build.NOW)
    response = as_("lead").post(address(made, rest="confirm/"), typed(level="2"), **htmx(made))
    assert "not yet confirmed" not in text_of(response)
    assert answer_to(made).is_confirmed
