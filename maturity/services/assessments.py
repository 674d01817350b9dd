"""A team's self-assessment: starting it and answering its practices."""

from datetime import date, datetime

from django.db.models import F
from django.utils import timezone

from common.decisions import ChangedSince, DomainError
from common.services import service
from maturity.answering import AnswerContent, differences, problems
from maturity.models import Answer, Assessment, Cycle, Evidence
from maturity.policies import may_answer
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
    _require(by, team, cycle, now)
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
    content = content.tidied()
    if wrong := problems(content, answer.assessment.cycle.version.highest_level):
        raise InvalidAnswer(wrong)
    changes = differences(content_of(answer), content)
    if not changes:
        return answer
    confirmed = {"confirmed_at": now} if answer.carried_from_id and "level" in changes else {}
    _update(answer, version, by, now, {**_columns(content), **confirmed})
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


def content_of(answer: Answer) -> AnswerContent:
    return AnswerContent(
        level=answer.level,
        not_applicable=answer.not_applicable,
        not_applicable_reason=answer.not_applicable_reason,
        note=answer.note,
        target=answer.target,
    )


def require_answering(answer: Answer, by: User | None, now: datetime) -> None:
    """Raise Refused unless `by` may change the answer at `now`."""
    _require(by, answer.assessment.team, answer.assessment.cycle, now)


def local_day(now: datetime) -> date:
    """The organisation's day at a moment."""
    return timezone.localdate(now, timezone.get_default_timezone())


def _require(by: User | None, team: Team, cycle: Cycle, now: datetime) -> None:
    role = role_in(by, team) if by else None
    may_answer(by, role, team=team, cycle=cycle, today=local_day(now)).require()


def _columns(content: AnswerContent) -> dict[str, object]:
    return {
        "level": content.level,
        "not_applicable": content.not_applicable,
        "not_applicable_reason": content.not_applicable_reason,
        "note": content.note,
        "target": content.target,
    }


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
