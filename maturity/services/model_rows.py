"""The rows of a draft: holding them against other writers, and writing them from a model file."""

import hashlib
import json
from dataclasses import asdict

from common.decisions import ChangedSince
from maturity.catalogue_file import DimensionEntry, ModelFile, PracticeEntry
from maturity.models import Dimension, LevelCriterion, ModelVersion, Practice, Reference

# Fields that the format gained later count only where they say something: an older edition keeps its digest.
_GAINED = {"effort", "metric", "evidence"}


def digest_of(file: ModelFile) -> str:
    """SHA-256 of all that the file says, whatever its layout, so that an edition is known again."""
    said = asdict(file, dict_factory=lambda fields: {k: v for k, v in fields if v or k not in _GAINED})
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def locked_draft(draft: ModelVersion) -> ModelVersion:
    """The draft's row, for this transaction alone. ChangedSince where it is a draft no longer."""
    rows = ModelVersion.objects.select_for_update(of=("self",)).select_related("model")
    found = rows.filter(pk=draft.pk).first()
    if found is None:
        raise ChangedSince("Somebody discarded this draft after you opened it. Start a new one.")
    if not found.is_draft:
        raise ChangedSince(
            f"Somebody published {found} after you opened it, and it is frozen now. Start a new draft."
        )
    return found


def write_content(draft: ModelVersion, file: ModelFile) -> None:
    """Make a draft that is empty say what `file` says; a handful of statements, whatever the size."""
    draft.name, draft.summary = file.name, file.summary
    draft.scale, draft.digest = list(file.scale), digest_of(file)
    draft.save()
    _fill(draft, file)


def empty_content(draft: ModelVersion) -> None:
    Reference.objects.filter(practice__version=draft).delete()
    LevelCriterion.objects.filter(practice__version=draft).delete()
    Practice.objects.filter(version=draft).delete()
    Dimension.objects.filter(version=draft).delete()


def _fill(version: ModelVersion, file: ModelFile) -> None:
    dimensions = Dimension.objects.bulk_create(
        _dimension(version, entry, place) for place, entry in enumerate(file.dimensions)
    )
    entries = [
        (dimension, entry, place)
        for dimension, parent in zip(dimensions, file.dimensions, strict=True)
        for place, entry in enumerate(parent.practices)
    ]
    practices = Practice.objects.bulk_create(_practice(*each) for each in entries)
    pairs = [(practice, entry) for practice, (_, entry, _) in zip(practices, entries, strict=True)]
    LevelCriterion.objects.bulk_create(
        LevelCriterion(practice=practice, level=level, text=text)
        for practice, entry in pairs
        for level, text in enumerate(entry.criteria)
    )
    Reference.objects.bulk_create(
        Reference(practice=practice, title=reference.title, url=reference.url, position=place)
        for practice, entry in pairs
        for place, reference in enumerate(entry.references)
    )


def _dimension(version: ModelVersion, entry: DimensionEntry, place: int) -> Dimension:
    return Dimension(
        version=version,
        key=entry.key,
        title=entry.title,
        summary=entry.summary,
        weight=entry.weight,
        position=place,
    )


def _practice(dimension: Dimension, entry: PracticeEntry, place: int) -> Practice:
    return Practice(
        version=dimension.version,
        dimension=dimension,
        key=entry.key,
        title=entry.title,
        why=entry.why,
        weight=entry.weight,
        half_life_days=entry.half_life_days,
        effort=entry.effort,
        metric=entry.metric,
        evidence=list(entry.evidence),
        position=place,
    )
