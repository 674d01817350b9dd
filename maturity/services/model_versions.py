"""Loading a model file into a draft version, and publishing it."""

import hashlib
import json
from dataclasses import asdict
from datetime import datetime

from common.decisions import DomainError
from common.services import service
from maturity.catalogue_file import DimensionEntry, ModelFile, PracticeEntry
from maturity.models import Dimension, LevelCriterion, MaturityModel, ModelVersion, Practice, Reference
from maturity.policies import may_load_model
from maturity.queries.versions import newest_of
from teams.models import User
from teams.services import activity

# Fields that the format gained later count only where they say something: an older edition keeps its digest.
_GAINED = {"effort", "metric", "evidence"}


def digest_of(file: ModelFile) -> str:
    """SHA-256 of all that the file says, whatever its layout, so that an edition is known again."""
    said = asdict(file, dict_factory=lambda fields: {k: v for k, v in fields if v or k not in _GAINED})
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


@service
def load_model(*, file: ModelFile, by: User | None, now: datetime) -> ModelVersion:
    """The version that holds what `file` says.

    That is the model's newest version where it says the same already, and a draft otherwise: a new one, or the
    existing draft with its whole content replaced.
    """
    may_load_model(by).require()
    model, _ = MaturityModel.objects.get_or_create(
        key=file.key, defaults={"name": file.name, "summary": file.summary}
    )
    newest, digest = newest_of(model), digest_of(file)
    if newest and newest.digest == digest:
        return newest
    MaturityModel.objects.filter(pk=model.pk).update(name=file.name, summary=file.summary)
    model.name, model.summary = file.name, file.summary
    version = _empty_draft(model, newest, file, digest)
    _fill(version, file)
    activity.record(by=by, now=now, verb="loaded", subject=version, detail={"digest": digest})
    return version


@service
def publish_version(*, version: ModelVersion, by: User | None, now: datetime) -> ModelVersion:
    """Freeze a draft, so that cycles can use it. A version that is published already stays as it is."""
    may_load_model(by).require()
    changed = ModelVersion.objects.filter(pk=version.pk, state=ModelVersion.State.DRAFT).update(
        state=ModelVersion.State.PUBLISHED, published_at=now
    )
    version.refresh_from_db(fields=("state", "published_at"))
    if version.state == ModelVersion.State.RETIRED:
        raise DomainError(
            f"{version} is retired. Load its file again with a change to publish a new version."
        )
    if changed:
        activity.record(by=by, now=now, verb="published", subject=version)
    return version


def _empty_draft(
    model: MaturityModel, newest: ModelVersion | None, file: ModelFile, digest: str
) -> ModelVersion:
    if newest and newest.state == ModelVersion.State.DRAFT:
        _empty(newest)
        newest.model, newest.scale, newest.digest = model, list(file.scale), digest
        newest.save(update_fields=("scale", "digest"))
        return newest
    number = newest.number + 1 if newest else 1
    return ModelVersion.objects.create(model=model, number=number, scale=list(file.scale), digest=digest)


def _empty(draft: ModelVersion) -> None:
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
