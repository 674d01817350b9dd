"""What the next cycle would be, and the versions that it may ask."""

from datetime import date

from django.db.models import QuerySet

from maturity.models import Cycle, ModelVersion
from maturity.quarters import Quarter
from maturity.queries.versions import newest_published


def next_quarter(today: date) -> Quarter:
    """The quarter after the last cycle's, or the current one where that is later or there is none."""
    known = [quarter for slug in Cycle.objects.values_list("slug", flat=True) if (quarter := _quarter(slug))]
    current = Quarter.of(today)
    return max(max(known).next, current) if known else current


def next_version() -> ModelVersion | None:
    """What the next cycle asks: the newest published version of the model that the last cycle asked."""
    last = Cycle.objects.select_related("version").order_by("-opens", "-pk").first()
    if last is None:
        return newest_published()
    newest = published_versions().filter(model=last.version.model_id).order_by("-number").first()
    return newest or newest_published()


def published_versions() -> QuerySet[ModelVersion]:
    """The newest first."""
    published = ModelVersion.objects.filter(state=ModelVersion.State.PUBLISHED).select_related("model")
    return published.order_by("model__name", "-number")


def _quarter(slug: str) -> Quarter | None:
    try:
        return Quarter.parse(slug)
    except ValueError:
        return None
