import logging
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from kombu.exceptions import ChannelError, OperationalError

from maturity.models import Answer, Evidence, Submission, SubmittedAnswer
from maturity.services.assessments import start_assessment
from maturity.tasks import take_snapshots
from tests import build
from tests.maturity.drafts import WHO, answer_to, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_the_tests_moment")]
PAGE = "/teams/checkout/assessments/2026-q4/"


def test_the_page_before_submitting_lists_what_is_missing_with_links(as_, team, cycle):
    build.submission(build.cycle(cycle.version, quarter="2026-q3"), team, {"testing-1": 2})
    made = start_assessment(team=team, cycle=cycle, by=None, now=build.NOW)
    page = text_of(as_("lead").get(f"{PAGE}submit/"))
    assert "2 not answered" in page
    assert "1 carried and not confirmed" in page
    for key, dimension in (("testing-1", "testing"), ("testing-2", "testing"), ("security-1", "security")):
        assert f'href="{PAGE}dimensions/{dimension}/#answer-{answer_to(made, key).practice_id}"' in page


def test_submitting_leads_to_what_everybody_can_read_and_wakes_the_worker(
    as_, assessment, monkeypatch, django_capture_on_commit_callbacks
):
    woken = []
    monkeypatch.setattr(take_snapshots, "apply_async", lambda *args, **options: woken.append(options))
    Answer.objects.filter(pk=answer_to(assessment).pk).update(level=3, note="By the book.")
    with django_capture_on_commit_callbacks(execute=True):
        response = as_("lead").post(f"{PAGE}submit/")
    assert response.url == f"{PAGE}submissions/1/"
    assert len(woken) == 1
    for who in WHO:
        page = text_of(as_(who).get(response.url))
        assert "By the book." in page
        assert "3 · Measured" in page
        assert "not answered" in page


def test_a_broker_that_is_down_does_not_stop_a_submission(
    as_, assessment, monkeypatch, caplog, django_capture_on_commit_callbacks
):
    def down(*args, **options):
        raise OperationalError("no broker")

    monkeypatch.setattr(take_snapshots, "apply_async", down)
    Answer.objects.update(level=3)
    with caplog.at_level(logging.ERROR), django_capture_on_commit_callbacks(execute=True):
        assert as_("lead").post(f"{PAGE}submit/").status_code == 302
    assert Submission.objects.count() == 1
    assert "no broker" in caplog.text


@pytest.mark.django_db(transaction=True)
def test_it_says_when_the_matrix_shows_it_as_the_queue_allows(as_, assessment, monkeypatch):
    def full(*args, **options):
        raise ChannelError("the disk is full")

    Answer.objects.update(level=3)
    lead = as_("lead")
    monkeypatch.setattr(take_snapshots, "apply_async", lambda *args, **options: None)
    assert "The matrix shows it in a few seconds." in text_of(lead.post(f"{PAGE}submit/", follow=True))
    monkeypatch.setattr(take_snapshots, "apply_async", full)
    again = lead.post(f"{PAGE}submit/", {"reason": "a correction"}, follow=True)
    assert "The matrix shows it within a quarter of an hour." in text_of(again)


def test_nothing_answered_is_not_submitted(as_, assessment):
    response = as_("lead").post(f"{PAGE}submit/")
    assert response.status_code == 422
    assert "Answer at least one practice" in text_of(response)


def test_a_correction_asks_for_its_reason_and_keeps_it(as_, assessment):
    Answer.objects.update(level=3)
    browser = as_("lead")
    browser.post(f"{PAGE}submit/")
    for reason, message in (("", "Say why"), ("x" * 301, "Keep the reason under 300 characters.")):
        refused = browser.post(f"{PAGE}submit/", {"reason": reason})
        assert refused.status_code == 422
        assert message in text_of(refused)
        assert reason in text_of(refused)
    assert browser.post(f"{PAGE}submit/", {"reason": "Counted again."}).url == f"{PAGE}submissions/2/"
    assert "Correction: Counted again." in text_of(browser.get(f"{PAGE}submissions/2/"))
    assert "A newer submission replaces this one" in text_of(browser.get(f"{PAGE}submissions/1/"))


def test_evidence_is_linked_with_its_day_and_only_to_the_web(as_, assessment):
    Answer.objects.update(level=2)
    for title, url in (("Inventory", "https://example.org/a"), ("Trap", "javascript:alert(1)")):
        Evidence.objects.create(
            answer=answer_to(assessment), title=title, url=url, dated=build.NOW.date() - timedelta(days=6)
        )
    page = text_of(as_("lead").post(f"{PAGE}submit/", follow=True))
    assert '<a href="https://example.org/a" rel="noreferrer">Inventory</a>' in page
    assert '<time datetime="2026-11-13" title="13 November 2026">Fri 13 Nov</time>' in page
    assert "Trap" in page
    assert "javascript:" not in page


@pytest.mark.parametrize("practices", [1, 50])
def test_the_submission_takes_as_many_statements_for_many_practices(as_, team, practices):
    cycle = build.cycle(build.version({"testing": [1] * practices}))
    build.submission(cycle, team, {f"testing-{number}": 2 for number in range(1, practices + 1)})
    browser = as_("leadership")
    with CaptureQueriesContext(connection) as seen:
        assert browser.get(f"{PAGE}submissions/1/").status_code == 200
    assert len(seen) == 9
    assert SubmittedAnswer.objects.count() == practices


def test_what_does_not_apply_is_not_counted_as_answered(as_, assessment):
    """The same words and counts as in the matrix's cell: docs/definitions.md, "answered"."""
    Answer.objects.update(level=2)
    Answer.objects.filter(pk=answer_to(assessment).pk).update(
        level=None,
        not_applicable=True,
        not_applicable_because="other",
        not_applicable_reason="No such thing here.",
    )
    as_("lead").post(f"{PAGE}submit/")
    page = text_of(as_("lead").get(f"{PAGE}submissions/1/"))
    assert "2 of 2 practices answered, 1 not applicable." in page
    assert "1 of 1 answered, 1 not applicable" in page
