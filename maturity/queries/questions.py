"""What a model version asks, and what two of them ask alike."""

from dataclasses import dataclass

from maturity.model_changes import Question
from maturity.models import LevelCriterion, ModelVersion
from maturity.moving import Move, plan_move


@dataclass(frozen=True, slots=True)
class Asked:
    """A practice of a version, with its question."""

    pk: int
    key: str
    title: str
    dimension: str
    question: Question


def asked_by(version: ModelVersion) -> dict[str, Asked]:
    """The practices of `version` by their keys, in its order. Two statements."""
    criteria: dict[int, list[str]] = {}
    rubric = LevelCriterion.objects.filter(practice__version=version).order_by("practice_id", "level")
    for practice, text in rubric.values_list("practice_id", "text"):
        criteria.setdefault(practice, []).append(text)
    rows = version.practices.order_by("dimension__position", "position", "pk")
    scale = tuple(version.scale)
    return {
        key: Asked(pk, key, title, dimension, Question(key, tuple(criteria.get(pk, ())), scale))
        for pk, key, title, dimension in rows.values_list("pk", "key", "title", "dimension__title")
    }


def move_between(before: dict[str, Asked], after: dict[str, Asked]) -> Move:
    return plan_move(_questions(before), _questions(after))


def _questions(asked: dict[str, Asked]) -> dict[str, Question]:
    return {key: each.question for key, each in asked.items()}
