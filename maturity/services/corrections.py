"""Corrections of what a closed cycle holds: opening and withdrawing them. Submitting closes one."""

from datetime import datetime

from common.days import organisation_day
from common.decisions import ChangedSince, DomainError
from common.services import service
from maturity.answering import MAX_REASON
from maturity.models import Assessment, Cycle
from maturity.policies import may_open_correction, may_withdraw_correction
from maturity.queries.submissions import submitted_since
from maturity.services.assessments import begin_assessment, locked
from teams.models import Team, User
from teams.services import activity


class NoReason(DomainError):
    """A correction does not say why it is made, or says too much."""


@service
def open_correction(*, team: Team, cycle: Cycle, reason: str, by: User | None, now: datetime) -> Assessment:
    """Let leadership and administrators change and submit the team's answers in a cycle that is over.

    An assessment that was never started starts here. Opening it again with the same reason changes nothing;
    ChangedSince where a correction is open for another one.
    """
    today, since = organisation_day(now), submitted_since(team, cycle)
    may_open_correction(by, team=team, cycle=cycle, today=today, submitted_since=since).require()
    reason = _checked(reason)
    assessment = locked(begin_assessment(team=team, cycle=cycle, by=by, now=now))
    if assessment.correction_is_open:
        return _same(assessment, reason)
    _set(assessment, reason, now, by)
    detail = {"reason": reason}
    activity.record(
        by=by, now=now, verb="opened a correction of", subject=assessment, team=team, detail=detail
    )
    return assessment


@service
def withdraw_correction(*, assessment: Assessment, by: User | None, now: datetime) -> None:
    """End a correction without a submission. The answers stay as they are, and count for nothing."""
    may_withdraw_correction(by).require()
    assessment = locked(assessment)
    if not assessment.correction_is_open:
        return
    detail = {"reason": assessment.correction_reason}
    close_correction(assessment)
    activity.record(
        by=by,
        now=now,
        verb="withdrew a correction of",
        subject=assessment,
        team=assessment.team,
        detail=detail,
    )


def close_correction(assessment: Assessment) -> None:
    """For services that hold the assessment's lock."""
    if assessment.correction_is_open:
        _set(assessment, "", None, None)


def require_no_later_submission(assessment: Assessment) -> None:
    """The team may have submitted in a later cycle while the correction was open."""
    if since := submitted_since(assessment.team, assessment.cycle):
        raise DomainError(
            f"{assessment.team.name} has submitted {since} since, and stands where that says."
            " Withdraw this correction."
        )


def _set(assessment: Assessment, reason: str, at: datetime | None, by: User | None) -> None:
    assessment.correction_reason = reason
    assessment.correction_opened_at, assessment.correction_opened_by = at, by
    assessment.save(update_fields=("correction_reason", "correction_opened_at", "correction_opened_by"))


def _checked(reason: str) -> str:
    reason = reason.strip()
    if not reason:
        raise NoReason("Say why the correction is made. The reason stays with what is submitted.")
    if len(reason) > MAX_REASON:
        raise NoReason(f"Keep the reason under {MAX_REASON} characters.")
    return reason


def _same(assessment: Assessment, reason: str) -> Assessment:
    if assessment.correction_reason != reason:
        raise ChangedSince(
            f"A correction is open already, for this reason: “{assessment.correction_reason}”"
            " Submit or withdraw it first."
        )
    return assessment
