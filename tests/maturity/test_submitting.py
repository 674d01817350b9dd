from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import DatabaseError, transaction

from common.decisions import DomainError
from maturity.answering import AnswerContent
from maturity.models import Answer, Evidence, Submission, SubmittedAnswer
from maturity.services.evidence import remove_evidence
from maturity.services.submissions import NotSubmitted
from teams.models import Event
from tests import build
from tests.maturity.drafts import TODAY, answer_to, carried, evidence, save, start, submit

pytestmark = pytest.mark.django_db


# Evidence


def test_evidence_is_added_once_and_removed_once(assessment, lead):
    answer = answer_to(assessment)
    first, again = evidence(answer, lead), evidence(answer, lead)
    assert first.pk == again.pk
    newer = evidence(answer, lead, title="Inventory, again")
    assert (newer.pk, Evidence.objects.get().title) == (first.pk, "Inventory, again")
    for _ in range(2):
        remove_evidence(answer=answer, evidence_id=first.pk, by=lead, now=build.NOW)
    assert not Evidence.objects.exists()
    assert [e.verb for e in Event.objects.order_by("pk")][1:] == [
        "added evidence to",
        "added evidence to",
        "removed evidence from",
    ]


@pytest.mark.parametrize(
    "changes",
    [
        {"url": "javascript:alert(1)"},
        {"url": "http://example.org"},
        {"url": "not a link"},
        {"title": " "},
        {"dated": TODAY + timedelta(days=1)},
    ],
)
def test_evidence_that_shows_nothing_is_refused(assessment, lead, changes):
    with pytest.raises(DomainError):
        evidence(answer_to(assessment), lead, **changes)
    assert not Evidence.objects.exists()


def test_evidence_of_another_answer_stays(assessment, lead):
    kept = evidence(answer_to(assessment, "testing-2"), lead)
    remove_evidence(answer=answer_to(assessment), evidence_id=kept.pk, by=lead, now=build.NOW)
    assert Evidence.objects.get() == kept


def test_an_answer_keeps_twenty_links(assessment, lead):
    answer = answer_to(assessment)
    for number in range(20):
        evidence(answer, lead, url=f"https://example.org/{number}")
    with pytest.raises(DomainError, match="20 links at most"):
        evidence(answer, lead, url="https://example.org/one-more")


# Submitting


def test_submitting_freezes_every_practice_the_unanswered_ones_included(assessment, lead):
    save(answer_to(assessment), lead, AnswerContent(level=3, note="Done.", target=4))
    evidence(answer_to(assessment), lead)
    evidence(answer_to(assessment), lead, url="https://example.org/older", dated=date(2026, 5, 1))
    made = submit(assessment, lead)
    assert (made.number, made.day, made.submitted_by, made.reason) == (1, TODAY, lead, "")
    assert made.answers.count() == 3
    frozen = made.answers.get(practice__key="testing-1")
    assert (frozen.level, frozen.note, frozen.target, frozen.confirmed) == (3, "Done.", 4, True)
    assert frozen.newest_evidence == TODAY
    assert frozen.evidence[0] == {
        "title": "Inventory",
        "url": "https://example.org/a",
        "dated": TODAY.isoformat(),
    }
    assert made.answers.get(practice__key="security-1").level is None


def test_submitting_says_what_was_carried_and_never_confirmed(team, cycle, lead):
    answer = carried(team, cycle, lead)
    frozen = submit(answer.assessment, lead).answers.get(practice__key="testing-1")
    assert (frozen.carried, frozen.confirmed) == (True, False)


def test_a_submission_is_of_the_organisations_day(assessment, lead, settings):
    settings.TIME_ZONE = "Pacific/Auckland"
    save(answer_to(assessment), lead, AnswerContent(level=1))
    assert submit(assessment, lead, now=datetime(2026, 11, 19, 20, tzinfo=UTC)).day == date(2026, 11, 20)


def test_nothing_at_all_answered_is_not_submitted(assessment, lead):
    with pytest.raises(NotSubmitted, match="at least one practice"):
        submit(assessment, lead)
    assert not SubmittedAnswer.objects.exists()


def test_a_correction_needs_a_reason_and_leaves_the_first_alone(assessment, lead):
    save(answer_to(assessment), lead, AnswerContent(level=1))
    first = submit(assessment, lead, reason="not needed")
    save(answer_to(assessment), lead, AnswerContent(level=3))
    with pytest.raises(NotSubmitted, match="Say why"):
        submit(assessment, lead, reason="  ")
    second = submit(assessment, lead, reason="Counted again.")
    assert (first.reason, second.number, second.reason) == ("", 2, "Counted again.")
    assert first.answers.get(practice__key="testing-1").level == 1


def test_a_submission_is_frozen_by_the_database(assessment, lead):
    save(answer_to(assessment), lead, AnswerContent(level=1))
    made = submit(assessment, lead)
    with pytest.raises(DatabaseError), transaction.atomic():
        made.answers.update(level=4)


def test_submitting_takes_as_many_statements_for_many_practices(team, lead, django_assert_max_num_queries):
    made = start(team, build.cycle(build.version({"testing": [1] * 50})), lead)
    Answer.objects.update(level=2)
    with django_assert_max_num_queries(14):
        submit(made, lead)


def test_a_submission_keeps_which_concerns_were_open_in_it(team, cycle, lead):
    answer = carried(team, cycle, lead)
    save(answer_to(answer.assessment, "testing-2"), lead, AnswerContent(level=4))
    made = submit(answer.assessment, lead)
    assert Submission.objects.get(pk=made.pk).left_open == {
        "unconfirmed": ["testing-1"],
        "no-current-evidence": ["testing-2"],
        "unanswered": ["security-1"],
    }
    evidence(answer_to(answer.assessment, "testing-2"), lead)
    save(answer, lead, AnswerContent(level=3))
    corrected = submit(answer.assessment, lead, reason="Counted again.")
    assert corrected.left_open == {
        "raised-without-evidence": ["testing-1"],
        "no-current-evidence": ["testing-1"],
        "unanswered": ["security-1"],
    }


def test_a_submission_of_answers_that_are_clear_keeps_nothing_open(assessment, lead):
    for key in ("testing-1", "testing-2", "security-1"):
        save(answer_to(assessment, key), lead, AnswerContent(level=2))
    assert submit(assessment, lead).left_open == {}


def test_an_answer_is_vouched_for_on_the_day_it_was_given_or_its_evidence_is_from(assessment, lead):
    given_on = build.NOW.date()
    save(answer_to(assessment), lead, AnswerContent(level=2))
    submission = submit(assessment, lead, now=build.NOW + timedelta(days=3))
    assert submission.answers.get(practice__key="testing-1").vouched_on == given_on


def test_what_nobody_confirmed_keeps_the_day_that_it_was_carried_with(team, cycle, lead):
    answer = carried(team, cycle, lead)
    later = build.NOW + timedelta(days=9)
    frozen = submit(answer.assessment, lead, now=later).answers.get(practice=answer.practice)
    assert (frozen.confirmed, frozen.vouched_on) == (False, answer.carried_from.vouched_on)
    assert frozen.vouched_on < later.date()
