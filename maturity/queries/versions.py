"""Model versions to choose from."""

from maturity.models import MaturityModel, ModelVersion


def newest_published() -> ModelVersion | None:
    """The version that was published last, of whatever model; None where there is none."""
    published = ModelVersion.objects.filter(state=ModelVersion.State.PUBLISHED).select_related("model")
    return published.order_by("-published_at", "-id").first()


def newest_of(model: MaturityModel) -> ModelVersion | None:
    """The model's version with the highest number, draft or not."""
    return model.versions.order_by("-number").first()
