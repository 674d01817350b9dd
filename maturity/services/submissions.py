"""Handing an assessment in: its answers, frozen."""

from datetime import datetime

from common.decisions import DomainError
from common.services import service
from maturity.models import Answer, Assessment, Submission, SubmittedAnswer
from maturity.policies import may_answer
from maturity.services.assessments import local_day
from teams.models import User
from teams.policies import role_in
from teams.services import activity


class NotSubmitted(DomainError):
    """Nothing is answered, or a correction does not say why it is made."""


@service
def submit_assessment(
    *, assessment: Assessment, by: User | None, now: datetime, reason: str = ""
) -> Submission:
    """Freeze a copy of every answer, the unanswered ones included, as the team's standing from today on.

    The first submission needs no reason and keeps none; each later one is a correction that says why.
    NotSubmitted where nothing at all is answered or the reason is missing.
    """
    # Two people who submit at once get two numbers: the second waits here for the first.
    assessment = _locked(assessment)
    team, cycle, today = assessment.team, assessment.cycle, local_day(now)
    role = role_in(by, team) if by else None
    may_answer(by, role, team=team, cycle=cycle, today=today).require()
    answers = list(assessment.answers.order_by("practice_id").prefetch_related("evidence"))
    if not any(answer.is_answered for answer in answers):
        raise NotSubmitted("Nothing is answered yet. Answer at least one practice, then submit.")
    number = assessment.submissions.count() + 1
    if number > 1 and not reason.strip():
        raise NotSubmitted("This is a correction of what was submitted before. Say why it is made.")
    submission = Submission.objects.create(
        assessment=assessment,
        team=team,
        version=cycle.version,
        number=number,
        submitted_at=now,
        submitted_by=by,
        day=today,
        reason=reason.strip() if number > 1 else "",
    )
    SubmittedAnswer.objects.bulk_create(_frozen(submission, answer) for answer in answers)
    detail = {"number": number, "reason": submission.reason}
    activity.record(by=by, now=now, verb="submitted", subject=assessment, team=team, detail=detail)
    return submission


def _locked(assessment: Assessment) -> Assessment:
    rows = Assessment.objects.select_related("team", "cycle__version")
    return rows.select_for_update(of=("self",)).get(pk=assessment.pk)


def _frozen(submission: Submission, answer: Answer) -> SubmittedAnswer:
    evidence = list(answer.evidence.all())
    return SubmittedAnswer(
        submission=submission,
        practice_id=answer.practice_id,
        level=answer.level,
        not_applicable=answer.not_applicable,
        not_applicable_reason=answer.not_applicable_reason,
        note=answer.note,
        target=answer.target,
        carried=answer.carried_from_id is not None,
        confirmed=answer.is_confirmed or not answer.is_answered,
        evidence=[{"title": e.title, "url": e.url, "dated": e.dated.isoformat()} for e in evidence],
        newest_evidence=max((e.dated for e in evidence), default=None),
    )
