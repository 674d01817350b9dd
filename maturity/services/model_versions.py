"""Versions of a model: loading a file into a draft, starting one, discarding it, publishing it."""

from datetime import datetime

from common.decisions import ChangedSince, DomainError
from common.services import service
from maturity.catalogue_file import ModelFile
from maturity.models import Cycle, MaturityModel, ModelVersion
from maturity.policies import may_load_model
from maturity.queries.model_files import model_file
from maturity.queries.versions import newest_of
from maturity.services.model_rows import digest_of, empty_content, locked_draft, write_content
from teams.models import User
from teams.services import activity

__all__ = ["digest_of", "discard_draft", "load_model", "publish_version", "retire_version", "start_draft"]


@service
def load_model(
    *, file: ModelFile, by: User | None, now: datetime, replacing: str | None = None
) -> ModelVersion:
    """The version that holds what `file` says.

    That is the model's newest version where it says the same already, and a draft otherwise: a new one, or the
    existing draft with its whole content replaced. With `replacing`, the digest of the newest version as a person saw
    it ("" for none), ChangedSince where it says something else by now.
    """
    may_load_model(by).require()
    model, _ = MaturityModel.objects.get_or_create(
        key=file.key, defaults={"name": file.name, "summary": file.summary}
    )
    newest, digest = _newest_locked(model), digest_of(file)
    if newest and newest.digest == digest:
        return newest
    if replacing is not None and replacing != (newest.digest if newest else ""):
        raise ChangedSince("The model changed after the difference was shown. Nothing was overwritten.")
    version = _draft(model, newest, file)
    _name_unpublished(model, file)
    activity.record(by=by, now=now, verb="loaded", subject=version, detail={"digest": digest})
    return version


@service
def start_draft(*, model: MaturityModel, by: User | None, now: datetime) -> ModelVersion:
    """The model's draft; where there is none yet, a new one that says what the newest version says."""
    may_load_model(by).require()
    newest = _newest_locked(model)
    if newest is None:
        raise DomainError(f"{model.name} has no version to start from. Upload its file.")
    if newest.is_draft:
        return newest
    draft = _draft(model, newest, model_file(newest))
    activity.record(by=by, now=now, verb="started", subject=draft, detail={"from": newest.number})
    return draft


@service
def discard_draft(*, draft: ModelVersion, by: User | None, now: datetime) -> None:
    """Take a draft away with all that it says. A model that never had another version goes with it."""
    may_load_model(by).require()
    draft = locked_draft(draft)
    model = draft.model
    activity.record(by=by, now=now, verb="discarded", subject=draft)
    empty_content(draft)
    ModelVersion.objects.filter(pk=draft.pk).delete()
    if not model.versions.exists():
        model.delete()


@service
def publish_version(
    *, version: ModelVersion, by: User | None, now: datetime, opened: str | None = None
) -> ModelVersion:
    """Freeze a draft, so that cycles can use it. A version that is published already stays as it is.

    `opened` is the digest of what the person saw: ChangedSince where the draft says something else by now.
    DomainError where the draft is unfinished, or says nothing new.
    """
    may_load_model(by).require()
    locked = ModelVersion.objects.select_for_update().get(pk=version.pk)
    if locked.state == ModelVersion.State.RETIRED:
        raise DomainError(
            f"{version} is retired. Load its file again with a change to publish a new version."
        )
    if locked.is_draft:
        if opened is not None and opened != locked.digest:
            raise ChangedSince("Somebody changed the draft after you opened this page. Nothing is published.")
        _publish(locked, now)
        activity.record(by=by, now=now, verb="published", subject=version)
    version.refresh_from_db(fields=("state", "published_at"))
    return version


@service
def retire_version(*, version: ModelVersion, by: User | None, now: datetime) -> ModelVersion:
    """Take a published version out of use. DomainError where a cycle needs it, or where it is the newest one."""
    may_load_model(by).require()
    locked = ModelVersion.objects.select_for_update().get(pk=version.pk)
    if locked.state == ModelVersion.State.RETIRED:
        return locked
    if reason := why_not_retire(locked):
        raise DomainError(reason)
    locked.state = ModelVersion.State.RETIRED
    locked.save(update_fields=("state",))
    activity.record(by=by, now=now, verb="retired", subject=locked)
    return locked


def why_not_retire(version: ModelVersion) -> str:
    """A sentence where a version cannot be retired, empty where it can."""
    published = version.model.versions.filter(state=ModelVersion.State.PUBLISHED)
    if not published.filter(pk=version.pk).exists():
        return "Only a published version can be retired."
    if not published.filter(number__gt=version.number).exists():
        return "The newest version stays in use. Publish the next one before you retire it."
    needed = version.cycles.exclude(state=Cycle.State.CLOSED).order_by("opens").first()
    return f"{needed.name} asks it. It can be retired once that cycle is closed." if needed else ""


def why_not_publish(draft: ModelVersion) -> str:
    """What has to be done before a draft can be published, empty where nothing has to."""
    before = draft.model.versions.filter(number__lt=draft.number).order_by("-number").first()
    if before and before.digest == draft.digest:
        return f"The draft says the same as version {before.number}. Change something, or discard it."
    if not draft.dimensions.exists():
        return "The model has no dimension. Add the first one."
    empty = draft.dimensions.filter(practices=None).order_by("position").values_list("title", flat=True)
    return " ".join(f"{title} has no practice: add one, or retire the dimension." for title in empty)


def _publish(draft: ModelVersion, now: datetime) -> None:
    if reason := why_not_publish(draft):
        raise DomainError(reason)
    draft.state, draft.published_at = ModelVersion.State.PUBLISHED, now
    draft.save(update_fields=("state", "published_at"))
    if draft.name:
        MaturityModel.objects.filter(pk=draft.model_id).update(name=draft.name, summary=draft.summary)


def _newest_locked(model: MaturityModel) -> ModelVersion | None:
    """Two people who load or start at once do so one after the other."""
    MaturityModel.objects.select_for_update().get(pk=model.pk)
    return newest_of(model)


def _draft(model: MaturityModel, newest: ModelVersion | None, file: ModelFile) -> ModelVersion:
    """The draft that follows `newest`, or that it is, saying what `file` says."""
    if newest and newest.is_draft:
        empty_content(newest)
        draft = newest
    else:
        draft = ModelVersion(model=model, number=newest.number + 1 if newest else 1)
    write_content(draft, file)
    return draft


def _name_unpublished(model: MaturityModel, file: ModelFile) -> None:
    """Until something of it is published, a model is called what its draft says."""
    is_named = (model.name, model.summary) == (file.name, file.summary)
    if not is_named and not model.versions.exclude(state=ModelVersion.State.DRAFT).exists():
        model.name, model.summary = file.name, file.summary
        model.save(update_fields=("name", "summary"))
