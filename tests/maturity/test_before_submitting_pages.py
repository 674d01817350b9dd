import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from maturity.models import Answer, Evidence, Submission, SubmittedAnswer
from maturity.queries.concerns import concerns_before_submitting
from maturity.services.assessments import start_assessment
from tests import build
from tests.maturity.drafts import TODAY, answer_to, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_the_tests_moment")]
PAGE = "/teams/checkout/assessments/2026-q4/"
LAST = {"testing-1": 1, "testing-2": 3, "testing-3": 2, "testing-4": 2}


@pytest.fixture
def draft(team):
    """Carried: raised by two without evidence, fallen without a note, left as it was, and one taken back."""
    version = build.version({"testing": (1, 1, 1, 1)})
    build.submission(build.cycle(version, quarter="2026-q3"), team, LAST)
    made = start_assessment(team=team, cycle=build.cycle(version), by=None, now=build.NOW)
    for key, level in (("testing-1", 3), ("testing-2", 2), ("testing-4", None)):
        Answer.objects.filter(practice__key=key).update(level=level, confirmed_at=build.NOW)
    return made


def line(page, title):
    """What the page says in the entries of a practice, tags taken away."""
    entries = page.split("<li>")[1:]
    return [
        each.split("</li>")[0].split("<small>")[1].split("</small>")[0] for each in entries if title in each
    ]


def test_each_concern_is_a_group_with_its_count_its_meaning_and_links_to_the_answers(as_, draft):
    page = text_of(as_("lead").get(f"{PAGE}submit/"))
    for group in (
        "1 not answered",
        "1 carried and not confirmed",
        "1 raised without new evidence",
        "1 moved by two levels or more",
        "1 without current evidence",
        "1 lower without a note",
    ):
        assert f">{group}</h2>" in page
    assert page.count('class="concerned"') == 6
    assert "4 practices to look at once more are listed below." in page
    for key in LAST:
        assert f'href="{PAGE}dimensions/testing/#answer-{answer_to(draft, key).practice_id}"' in page


def test_an_entry_says_what_the_answer_was_and_is(as_, draft):
    page = text_of(as_("lead").get(f"{PAGE}submit/"))
    arrow = '<span aria-hidden="true">→</span><span class="sr">, now</span>'
    assert line(page, "Testing practice 1") == [f"Testing: 1 · Reactive {arrow} 3 · Measured"] * 3
    assert line(page, "Testing practice 2") == [f"Testing: 3 · Measured {arrow} 2 · Managed"]
    assert line(page, "Testing practice 3") == ["Testing: 2 · Managed"]
    assert line(page, "Testing practice 4") == [f"Testing: 2 · Managed {arrow} not answered"]


def test_no_concern_forbids_submitting_and_enter_submits_at_once(as_, draft):
    browser = as_("lead")
    page = text_of(browser.get(f"{PAGE}submit/"))
    assert '<button class="btn primary" id="submit" autofocus>Submit</button>' in page
    assert browser.post(f"{PAGE}submit/").url == f"{PAGE}submissions/1/"
    assert Submission.objects.latest("pk").left_open.keys() == {
        "unanswered",
        "unconfirmed",
        "raised-without-evidence",
        "moved-far",
        "no-current-evidence",
        "fell-without-note",
    }


def test_nothing_answered_is_all_that_forbids_it(as_, assessment):
    page = text_of(as_("lead").get(f"{PAGE}submit/"))
    assert '<button class="btn primary" id="submit" disabled>' in page
    assert "autofocus" not in page
    assert "Answer at least one practice, then submit." in page


def test_a_clear_assessment_says_so(as_, assessment):
    Answer.objects.update(level=2)
    page = text_of(as_("lead").get(f"{PAGE}submit/"))
    assert "All clear" in page
    assert "concerned" not in page
    assert "look at once more" not in page


def test_a_member_reads_what_is_open_and_cannot_submit(as_, draft):
    page = text_of(as_("member").get(f"{PAGE}submit/"))
    assert "1 lower without a note" in page
    assert "Only a lead of Checkout" in page
    assert 'id="submit"' not in page
    assert "autofocus" not in page


def test_evidence_and_a_note_answer_the_concerns(as_, draft):
    Evidence.objects.create(answer=answer_to(draft), title="Run", url="https://example.org/run", dated=TODAY)
    Answer.objects.filter(practice__key="testing-2").update(note="We lost the tester.")
    found = {group.concern.value for group in concerns_before_submitting(draft, TODAY)}
    assert found == {"unanswered", "unconfirmed", "moved-far"}


def test_a_correction_shows_what_it_would_change_and_begins_at_its_reason(as_, assessment):
    Answer.objects.update(level=2, note="By the book.")
    browser = as_("lead")
    browser.post(f"{PAGE}submit/")
    assert "Nothing differs in level, note, target or evidence: 3 practices compared." in text_of(
        browser.get(f"{PAGE}submit/")
    )
    Answer.objects.filter(pk=answer_to(assessment).pk).update(level=1)
    page = text_of(browser.get(f"{PAGE}submit/"))
    assert "What this would change" in page
    assert "1 of 3 practices differs: 1 at a lower level." in page
    assert "In this draft" in page
    reason = page.partition('name="reason"')[2].partition(">")[0]
    assert "autofocus" in reason
    assert page.count("autofocus") == 1


def test_the_page_before_submitting_takes_as_many_statements_for_many_practices(as_):
    browser = as_("administrator")
    few, many = (_statements(browser, practices) for practices in (1, 50))
    assert few == many
    assert max(few) <= 12


def _statements(browser, practices):
    """Of the page before the first submission, and before a correction."""
    team, version = build.team(), build.version({"testing": [1] * practices})
    year = 2026 + practices
    levels = {f"testing-{number}": 1 for number in range(1, practices + 1)}
    build.submission(build.cycle(version, quarter=f"{year}-q3"), team, levels)
    draft = start_assessment(
        team=team, cycle=build.cycle(version, quarter=f"{year}-q4"), by=None, now=build.NOW
    )
    draft.answers.update(level=4)
    Evidence.objects.bulk_create(
        Evidence(answer=answer, title="Run", url="https://example.org/run", dated=TODAY)
        for answer in draft.answers.all()
    )
    page, counts = f"/teams/{team.slug}/assessments/{year}-q4/submit/", []
    for words in (f"{practices} moved by two levels or more", "What this would change"):
        with CaptureQueriesContext(connection) as seen:
            assert words in text_of(browser.get(page))
        counts.append(len(seen))
        browser.post(page)
    return counts


def test_the_record_is_of_the_moment_and_never_computed_again(as_, team, cycle):
    levels = {"testing-1": 2, "testing-2": 2, "security-1": 2}
    recorded = {"moved-far": ["testing-1"], "no-current-evidence": ["testing-1", "security-1"], "gone": ["x"]}
    build.submission(cycle, team, levels, left_open=recorded)
    page = text_of(as_("outsider").get(f"{PAGE}submissions/1/"))
    assert '<li class="pill warn">1 moved by two levels or more</li>' in page
    assert '<li class="pill warn">2 without current evidence</li>' in page
    assert page.count('<span class="pill warn">without current evidence</span>') == 2
    assert page.count('<span class="pill warn">moved by two levels or more</span>') == 1


def test_a_submission_without_a_record_tells_what_its_answers_say_by_themselves(as_, team, cycle):
    made = build.submission(cycle, team, {})
    corrected = Submission.objects.create(
        assessment=made.assessment,
        team=team,
        version=cycle.version,
        number=2,
        submitted_at=build.NOW,
        day=TODAY,
        reason="Imported.",
    )
    for key, confirmed in (("testing-1", False), ("testing-2", True)):
        practice = cycle.version.practices.get(key=key)
        SubmittedAnswer.objects.create(
            submission=corrected,
            vouched_on=corrected.day,
            practice=practice,
            level=2,
            carried=True,
            confirmed=confirmed,
        )
    page = text_of(as_("outsider").get(f"{PAGE}submissions/2/"))
    assert page.count('<span class="pill warn">carried and not confirmed</span>') == 1
    assert "Open when it was submitted" not in page
