"""A team's self-assessment: starting it and answering its practices."""

from dataclasses import asdict, replace
from datetime import datetime

from django.db.models import F

from common.days import organisation_day
from common.decisions import ChangedSince, DomainError
from common.services import service
from maturity.answering import AnswerContent, differences, problems
from maturity.models import Answer, Assessment, Cycle, Evidence
from maturity.policies import may_answer
from maturity.quarters import following_quarter
from maturity.services.carrying import carried_answers, carried_evidence
from teams.models import Team, User
from teams.policies import role_in
from teams.services import activity


class InvalidAnswer(DomainError):
    """An answer that the model does not know; `problems` has a sentence for each field that is wrong."""

    def __init__(self, problems: dict[str, str]) -> None:
        super().__init__(" ".join(problems.values()))
        self.problems = problems


@service
def start_assessment(*, team: Team, cycle: Cycle, by: User | None, now: datetime) -> Assessment:
    """The team's working copy in `cycle`, with an answer for every practice; made where there is none yet.

    What the team submitted last is carried forward, each answer to be confirmed.
    """
    role = role_in(by, team) if by else None
    may_answer(by, role, team=team, cycle=cycle, today=organisation_day(now)).require()
    return begin_assessment(team=team, cycle=cycle, by=by, now=now)


@service
def begin_assessment(*, team: Team, cycle: Cycle, by: User | None, now: datetime) -> Assessment:
    """`start_assessment` for services that have asked in their own words whether it may be started."""
    # Whoever moves the cycle to another version is waited for; then it is that one's practices which are asked.
    Cycle.objects.select_for_update().values_list("pk").get(pk=cycle.pk)
    cycle = Cycle.objects.select_related("version").get(pk=cycle.pk)
    assessment, made = Assessment.objects.get_or_create(team=team, cycle=cycle, defaults={"started_at": now})
    if made:
        answers = Answer.objects.bulk_create(carried_answers(assessment, cycle.version, now))
        Evidence.objects.bulk_create(carried_evidence(answers))
        carried = sum(answer.carried_from_id is not None for answer in answers)
        detail = {"practices": len(answers), "carried": carried}
        activity.record(by=by, now=now, verb="started", subject=assessment, team=team, detail=detail)
    return assessment


@service
def save_answer(
    *, answer: Answer, version: int, content: AnswerContent, by: User | None, now: datetime
) -> Answer:
    """Store `content` in an answer that was opened at `version`; returns it as it now stands.

    Nothing is written where nothing changes, so that a save can be sent again. Another level, or another word on
    whether the practice applies, confirms a carried answer. InvalidAnswer where the model does not know the
    content, ChangedSince where somebody saved something else since `version`.
    """
    require_answering(answer, by, now)
    content = _with_target_by(content.tidied(), answer)
    if wrong := problems(content, answer.assessment.cycle.version.highest_level):
        raise InvalidAnswer(wrong)
    changes = differences(content_of(answer), content)
    if not changes:
        return answer
    confirmed = {"confirmed_at": now} if answer.carried_from_id and "level" in changes else {}
    _update(answer, version, by, now, {**asdict(content), **confirmed})
    _record(answer, "answered", by, now, changes)
    return answer


@service
def confirm_answer(*, answer: Answer, by: User | None, now: datetime) -> Answer:
    """Say that a carried answer is still true. Nothing happens where nothing waits to be confirmed."""
    require_answering(answer, by, now)
    if answer.is_confirmed or not answer.is_answered:
        return answer
    _update(answer, answer.version, by, now, {"confirmed_at": now})
    _record(answer, "confirmed", by, now, {})
    return answer


def _with_target_by(content: AnswerContent, answer: Answer) -> AnswerContent:
    """A target that names no quarter keeps the one that it had, or is meant for the next."""
    if content.target is None or content.target_by:
        return content
    kept = answer.target_by if answer.target == content.target else ""
    return replace(content, target_by=kept or following_quarter(answer.assessment.cycle.slug))


def content_of(answer: Answer) -> AnswerContent:
    return AnswerContent(
        level=answer.level,
        not_applicable=answer.not_applicable,
        not_applicable_because=answer.not_applicable_because,
        not_applicable_reason=answer.not_applicable_reason,
        note=answer.note,
        target=answer.target,
        target_by=answer.target_by,
    )


def locked(assessment: Assessment) -> Assessment:
    """The row as it stands, kept from other writers until the transaction ends."""
    Assessment.objects.select_for_update().values_list("pk").get(pk=assessment.pk)
    # Read after the wait: the cycle may have been moved to another version meanwhile.
    return Assessment.objects.select_related("team", "cycle__version").get(pk=assessment.pk)


def require_answering(answer: Answer, by: User | None, now: datetime) -> None:
    """Raise Refused unless `by` may change the answer at `now`."""
    require_open(answer.assessment, by, now)


def require_open(assessment: Assessment, by: User | None, now: datetime) -> None:
    """Raise Refused unless `by` may answer and submit at `now`."""
    team, cycle, correcting = assessment.team, assessment.cycle, assessment.correction_is_open
    role, today = role_in(by, team) if by else None, organisation_day(now)
    may_answer(by, role, team=team, cycle=cycle, today=today, correcting=correcting).require()


def _update(answer: Answer, version: int, by: User | None, now: datetime, columns: dict[str, object]) -> None:
    """One conditional statement, so that the second of two writers is told on every database."""
    columns = {**columns, "saved_at": now, "saved_by": by}
    rows = Answer.objects.filter(pk=answer.pk, version=version)
    if not rows.update(**columns, version=F("version") + 1):
        raise ChangedSince("Somebody else changed this answer after you opened it. Nothing was overwritten.")
    for name, value in {**columns, "version": version + 1}.items():
        setattr(answer, name, value)


def _record(answer: Answer, verb: str, by: User | None, now: datetime, detail: dict[str, object]) -> None:
    activity.record(
        by=by,
        now=now,
        verb=verb,
        subject=answer.assessment,
        team=answer.assessment.team,
        detail={"practice": answer.practice.key, **detail},
    )
