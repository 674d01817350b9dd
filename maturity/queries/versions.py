"""Model versions to choose from."""

from django.db.models import Q

from maturity.models import MaturityModel, ModelVersion
from teams.models import Event


def newest_published() -> ModelVersion | None:
    """The version that was published last, of whatever model; None where there is none."""
    published = ModelVersion.objects.filter(state=ModelVersion.State.PUBLISHED).select_related("model")
    return published.order_by("-published_at", "-id").first()


def newest_of(model: MaturityModel) -> ModelVersion | None:
    """The model's version with the highest number, draft or not."""
    return model.versions.order_by("-number").first()


def version_before(version: ModelVersion) -> ModelVersion | None:
    """The edition of the same model that came before, with its model."""
    earlier = ModelVersion.objects.filter(model=version.model_id, number__lt=version.number)
    return earlier.select_related("model").order_by("-number").first()


def last_editor(draft: ModelVersion, kind: str, key: str) -> str:
    """Who changed an entry of a draft last, or "Somebody". `kind` is "dimension" or "practice"."""
    events = Event.objects.filter(subject_type=ModelVersion._meta.label_lower, subject_id=draft.pk)
    of_entry = events.filter(Q(**{f"detail__{kind}": key}) | Q(detail__weights__has_key=key))
    newest = of_entry.order_by("-at", "-pk").first()
    return (newest.actor_name if newest else "") or "Somebody"
