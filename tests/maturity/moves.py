"""Editions of a model that differ in known ways, and a team that answered the first."""

from datetime import timedelta

from maturity.models import Cycle, Dimension, LevelCriterion, MaturityModel, ModelVersion, Practice
from maturity.services.moving import move_cycle
from teams.models import User
from tests import build

LATER = build.NOW + timedelta(minutes=5)


def edition(
    words: dict[str, str], *, model: MaturityModel, scale: list[str] | None = None, published: bool = True
) -> ModelVersion:
    """A version with one practice per key of `words`, in that order, whose criteria start with its words."""
    scale = scale or build.SCALE
    made = ModelVersion.objects.create(
        model=model,
        number=model.versions.count() + 1,
        scale=scale,
        digest=f"{model.pk}-{model.versions.count()}",
    )
    dimension = Dimension.objects.create(version=made, key="testing", title="Testing", position=0)
    for place, (key, word) in enumerate(words.items()):
        practice = Practice.objects.create(
            version=made,
            dimension=dimension,
            key=key,
            title=key.capitalize(),
            why="It matters.",
            position=place,
        )
        LevelCriterion.objects.bulk_create(
            LevelCriterion(practice=practice, level=level, text=f"{word} at {level}")
            for level in range(len(scale))
        )
    if published:
        made.state, made.published_at = ModelVersion.State.PUBLISHED, build.NOW
        made.save()
    return made


def model() -> MaturityModel:
    return MaturityModel.objects.create(key=f"moves-{MaturityModel.objects.count()}", name="Model")


def administrator() -> User:
    return User.objects.filter(role="administrator").first() or build.user("Ada", role="administrator")


def moved(cycle: Cycle, version: ModelVersion, **changes):
    arguments = {"cycle": cycle, "version": version, "by": administrator(), "now": LATER}
    return move_cycle(**arguments | changes)
