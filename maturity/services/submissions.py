"""Handing an assessment in: its answers, frozen."""

from datetime import date, datetime

from common.days import organisation_day
from common.decisions import DomainError
from common.services import service
from maturity.models import Answer, Assessment, Submission, SubmittedAnswer
from maturity.queries.concerns import left_open
from maturity.queries.votes import tallies
from maturity.scoring import vouched_on
from maturity.services.assessments import locked, require_open
from maturity.services.corrections import close_correction, require_no_later_submission
from maturity.voting import Tally
from teams.models import User
from teams.services import activity


class NotSubmitted(DomainError):
    """Nothing is answered, or a correction does not say why it is made."""


@service
def submit_assessment(
    *, assessment: Assessment, by: User | None, now: datetime, reason: str = ""
) -> Submission:
    """Freeze a copy of every answer, the unanswered ones included, as the team's standing from today on.

    The first submission needs no reason and keeps none; each later one is a correction that says why. While a
    correction is open, its reason is the submission's, the first included, and submitting closes it. What was open in
    the answers is kept with them. NotSubmitted where nothing at all is answered or the reason is missing.
    """
    # Two people who submit at once get two numbers: the second waits here for the first.
    assessment = locked(assessment)
    require_open(assessment, by, now)
    if assessment.correction_is_open:
        require_no_later_submission(assessment)
    answers = _answers(assessment)
    if not any(answer.is_answered for answer in answers):
        raise NotSubmitted("Nothing is answered yet. Answer at least one practice, then submit.")
    number = assessment.submissions.count() + 1
    today = organisation_day(now)
    submission = Submission.objects.create(
        assessment=assessment,
        team=assessment.team,
        version=assessment.cycle.version,
        number=number,
        submitted_at=now,
        submitted_by=by,
        day=today,
        reason=_reason(assessment, number, reason),
        left_open=left_open(answers, today),
    )
    votes = tallies(assessment)
    SubmittedAnswer.objects.bulk_create(
        _frozen(submission, answer, votes.get(answer.practice_id)) for answer in answers
    )
    close_correction(assessment)
    detail = {"number": number, "reason": submission.reason}
    activity.record(by=by, now=now, verb="submitted", subject=assessment, team=assessment.team, detail=detail)
    return submission


def _answers(assessment: Assessment) -> list[Answer]:
    rows = assessment.answers.select_related("practice", "carried_from").prefetch_related("evidence")
    return list(rows)


def _reason(assessment: Assessment, number: int, given: str) -> str:
    """That with which the correction was opened; else what is given with each submission but the first."""
    if assessment.correction_is_open:
        return assessment.correction_reason
    if number > 1 and not given.strip():
        raise NotSubmitted("This is a correction of what was submitted before. Say why it is made.")
    return given.strip() if number > 1 else ""


def _frozen(submission: Submission, answer: Answer, vote: Tally | None) -> SubmittedAnswer:
    evidence = list(answer.evidence.all())
    newest_evidence = max((e.dated for e in evidence), default=None)
    return SubmittedAnswer(
        submission=submission,
        practice_id=answer.practice_id,
        level=answer.level,
        not_applicable=answer.not_applicable,
        not_applicable_because=answer.not_applicable_because,
        not_applicable_reason=answer.not_applicable_reason,
        note=answer.note,
        target=answer.target,
        target_by=answer.target_by,
        carried=answer.carried_from_id is not None,
        confirmed=answer.is_confirmed or not answer.is_answered,
        evidence=[{"title": e.title, "url": e.url, "dated": e.dated.isoformat()} for e in evidence],
        newest_evidence=newest_evidence,
        vouched_on=vouched_on(_stated_on(answer), newest_evidence),
        votes=vote.to_json() if vote else None,
        vote_spread=vote.spread if vote else None,
    )


def _stated_on(answer: Answer) -> date:
    """When somebody last said that it is true; of one that was carried and not confirmed, what was known then."""
    if answer.carried_from and not answer.confirmed_at:
        return answer.carried_from.vouched_on
    return organisation_day(answer.confirmed_at or answer.saved_at)
