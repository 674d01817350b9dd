"""What shows that an answer is true: adding and removing links."""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator

from common.days import organisation_day
from common.decisions import ChangedSince, DomainError
from common.services import service
from maturity.hidden_characters import refused_for
from maturity.models import Answer, Evidence
from maturity.services.assessments import require_answering
from teams.models import User
from teams.services import activity

_MAX_PER_ANSWER = 20
_is_web_address = URLValidator(schemes=["https"])


@service
def add_evidence(
    *, answer: Answer, title: str, url: str, dated: date, by: User | None, now: datetime
) -> Evidence:
    """Put a titled link, dated no later than today, beside the answer. The same link twice is one, newly dated."""
    require_answering(answer, by, now)
    _check(title, url, dated, organisation_day(now))
    _hold(answer)
    evidence, changed = _kept(answer, title.strip(), url, dated)
    if changed:
        _record(answer, "added evidence to", evidence, by, now)
    return evidence


@service
def remove_evidence(*, answer: Answer, evidence_id: int, by: User | None, now: datetime) -> None:
    """Take a link away. One that is gone already stays gone."""
    require_answering(answer, by, now)
    evidence = answer.evidence.filter(pk=evidence_id).first()
    if evidence is None:
        return
    _record(answer, "removed evidence from", evidence, by, now)
    evidence.delete()


def _hold(answer: Answer) -> None:
    """Until the link is stored, so that no move to another version takes the answer away from under it."""
    if not Answer.objects.select_for_update().order_by("pk").values_list("pk").filter(pk=answer.pk).first():
        raise ChangedSince("The cycle does not ask this practice any more. The link was not added.")


def _kept(answer: Answer, title: str, url: str, dated: date) -> tuple[Evidence, bool]:
    """The answer's row for `url`, saying this, and whether that is news."""
    known = {evidence.url: evidence for evidence in answer.evidence.all()}
    evidence = known.get(url) or Evidence(answer=answer, url=url)
    if evidence.pk and (evidence.title, evidence.dated) == (title, dated):
        return evidence, False
    if not evidence.pk and len(known) >= _MAX_PER_ANSWER:
        raise DomainError(f"An answer keeps {_MAX_PER_ANSWER} links at most. Remove one first.")
    evidence.title, evidence.dated = title, dated
    evidence.save()
    return evidence, True


def _record(answer: Answer, verb: str, evidence: Evidence, by: User | None, now: datetime) -> None:
    detail = {
        "practice": answer.practice.key,
        "title": evidence.title,
        "url": evidence.url,
        "dated": evidence.dated.isoformat(),
    }
    assessment = answer.assessment
    activity.record(by=by, now=now, verb=verb, subject=assessment, team=assessment.team, detail=detail)


def _check(title: str, url: str, dated: date, today: date) -> None:
    if not title.strip():
        raise DomainError("Give the evidence a title.")
    if hidden := refused_for(title) or refused_for(url):
        raise DomainError(hidden)
    if dated > today:
        raise DomainError("Evidence is dated today or earlier.")
    try:
        _is_web_address(url)
    except ValidationError as error:
        raise DomainError("Evidence is a link that starts with https://") from error
