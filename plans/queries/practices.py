"""The practices that items of a plan are to move, by the words of the newest published edition."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from common.rows import Compiled
from maturity.models import ModelVersion, Practice, Submission, SubmittedAnswer
from plans.models import Plan
from plans.queries.item_rows import Listed


@dataclass(frozen=True, slots=True)
class MovedPractice:
    """`level` is what the team last submitted, None where it did not; `target` the highest that the items name."""

    title: str
    level: int | None
    target: int | None

    @property
    def is_reached(self) -> bool:
        return self.level is not None and self.target is not None and self.level >= self.target


def moved_practices(plan: Plan, items: Iterable[Listed]) -> list[MovedPractice]:
    """One statement; none where no item names a practice. A key that the edition does not know is left out."""
    targets: dict[str, int | None] = {}
    for item in items:
        if item.practice_key:
            known = targets.get(item.practice_key)
            targets[item.practice_key] = max(known or 0, item.target_level or 0) or None
    if not targets:
        return []
    found = _LEVELS.rows(plan.team_id, *targets)
    return [MovedPractice(title, level, targets[key]) for key, title, level in found]


@dataclass(frozen=True, slots=True)
class NamedPractice:
    """`dimension` is the key of its chapter; empty where the newest edition does not know the practice."""

    key: str
    title: str
    dimension: str


def named_practice(key: str) -> NamedPractice | None:
    """The practice that an item names; None where it names none. One statement at most."""
    if not key:
        return None
    row = Practice.objects.filter(version=newest_edition(), key=key).select_related("dimension").first()
    return NamedPractice(key, row.title, row.dimension.key) if row else NamedPractice(key, key, "")


def practice_titles() -> dict[str, str]:
    """Of every practice of the newest published edition, by key."""
    return dict(Practice.objects.filter(version=newest_edition()).order_by().values_list("key", "title"))


def newest_edition() -> Subquery:
    published = ModelVersion.objects.filter(state=ModelVersion.State.PUBLISHED)
    return Subquery(published.order_by("-published_at", "-pk").values("pk")[:1])


def _levels(team: int, *keys: str) -> "QuerySet[Practice, tuple[Any, ...]]":
    """Key, title, and the level of the practice with the same key in what the team last submitted."""
    newest = Submission.objects.filter(team=team).order_by("-submitted_at", "-pk").values("pk")[:1]
    answers = SubmittedAnswer.objects.filter(submission=Subquery(newest), practice__key=OuterRef("key"))
    rows = Practice.objects.filter(version=newest_edition(), key__in=keys)
    return rows.order_by("dimension__position", "position").values_list(
        "key", "title", Subquery(answers.values("level")[:1])
    )


_LEVELS = Compiled(_levels, numbers=frozenset({0}))
