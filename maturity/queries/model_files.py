"""A stored version as the values of its model file."""

from collections.abc import Iterable

from maturity.catalogue_file import DimensionEntry, ModelFile, PracticeEntry, ReferenceEntry
from maturity.models import Dimension, ModelVersion, Practice


def model_file(version: ModelVersion) -> ModelFile:
    """What `version` says, in four statements, and one more where its model has not been read."""
    practices: dict[int, list[Practice]] = {}
    rows = Practice.objects.filter(version=version).order_by("position")
    for practice in rows.prefetch_related("criteria", "references"):
        practices.setdefault(practice.dimension_id, []).append(practice)
    return ModelFile(
        key=version.model.key,
        name=version.name or version.model.name,
        summary=version.summary or version.model.summary,
        scale=tuple(version.scale),
        dimensions=tuple(
            _dimension(dimension, practices.get(dimension.pk, ()))
            for dimension in Dimension.objects.filter(version=version).order_by("position")
        ),
    )


def _dimension(row: Dimension, practices: Iterable[Practice]) -> DimensionEntry:
    return DimensionEntry(row.key, row.title, row.summary, row.weight, tuple(map(_practice, practices)))


def _practice(row: Practice) -> PracticeEntry:
    return PracticeEntry(
        key=row.key,
        title=row.title,
        why=row.why,
        weight=row.weight,
        half_life_days=row.half_life_days,
        criteria=tuple(criterion.text for criterion in row.criteria.all()),
        references=tuple(ReferenceEntry(each.title, each.url) for each in row.references.all()),
        effort=row.effort,
        metric=row.metric,
        evidence=tuple(row.evidence),
    )
