"""What a new assessment takes over from the team's last submission."""

from collections.abc import Iterable
from datetime import date, datetime

from maturity.models import Answer, Assessment, Evidence, ModelVersion, SubmittedAnswer
from maturity.queries.questions import asked_by, move_between
from maturity.queries.submissions import newest_submission


def carried_answers(assessment: Assessment, version: ModelVersion, now: datetime) -> list[Answer]:
    """A new, unsaved answer for every practice of `version`, carried forward where the question is the same.

    `maturity.model_changes.same_question` says where it is; a reworded practice is asked again.
    """
    last = _last_answers(assessment, version)
    return [
        _carried(Answer(assessment=assessment, practice_id=pk, saved_at=now), last.get(key))
        for pk, key in version.practices.order_by("pk").values_list("pk", "key")
    ]


def carried_evidence(answers: Iterable[Answer]) -> list[Evidence]:
    """Unsaved copies of the evidence behind carried answers. The answers must be saved."""
    return [
        Evidence(answer=answer, title=row["title"], url=row["url"], dated=date.fromisoformat(row["dated"]))
        for answer in answers
        if answer.carried_from
        for row in answer.carried_from.evidence
    ]


def _last_answers(assessment: Assessment, version: ModelVersion) -> dict[str, SubmittedAnswer]:
    """By practice key: the last submission's answers that say something and were given to the same question."""
    last = newest_submission(assessment.team)
    if last is None:
        return {}
    unchanged = None if last.version_id == version.pk else _unchanged(last.version, version)
    return {
        answer.practice.key: answer
        for answer in last.answers.select_related("practice").order_by()
        if (unchanged is None or answer.practice.key in unchanged) and _says_something(answer)
    }


def _unchanged(before: ModelVersion, after: ModelVersion) -> set[str]:
    return set(move_between(asked_by(before), asked_by(after)).kept)


def _says_something(answer: SubmittedAnswer) -> bool:
    answered = answer.level is not None or answer.not_applicable
    return answered or bool(answer.note or answer.evidence) or answer.target is not None


def _carried(answer: Answer, last: SubmittedAnswer | None) -> Answer:
    if last is not None:
        answer.carried_from = last
        answer.level, answer.not_applicable = last.level, last.not_applicable
        answer.not_applicable_because = last.not_applicable_because
        answer.not_applicable_reason = last.not_applicable_reason
        answer.note, answer.target, answer.target_by = last.note, last.target, last.target_by
    return answer
