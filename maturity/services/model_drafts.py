"""Editing a draft in place: read it, change the values, write them back, one person at a time."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Literal

from common.decisions import ChangedSince, DomainError
from common.services import service
from maturity import model_editing
from maturity.catalogue_file import DimensionEntry, ModelFile, PracticeEntry
from maturity.model_editing import CannotEdit, find_dimension, find_practice
from maturity.models import ModelVersion
from maturity.policies import may_load_model
from maturity.queries.model_files import model_file
from maturity.queries.versions import last_editor, version_before
from maturity.services.model_rows import empty_content, locked_draft, write_content
from teams.models import User
from teams.services import activity

type Kind = Literal["dimension", "practice"]
type Change = Callable[[ModelFile], ModelFile]

_MARK = {"dimension": model_editing.mark_of_dimension, "practice": model_editing.mark_of_practice}
_MOVE = {"dimension": model_editing.move_dimension, "practice": model_editing.move_practice}
_REMOVE = {"dimension": model_editing.remove_dimension, "practice": model_editing.remove_practice}
_RESTORE = {"dimension": model_editing.restore_dimension, "practice": model_editing.restore_practice}


class InvalidEdit(DomainError):
    """The model does not allow the edit; `field` is the one to blame, "" where none is."""

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field


@dataclass(frozen=True, slots=True)
class Entry:
    """A dimension or a practice; `opened` is its mark (maturity.model_editing) as the person opened it, "" for none."""

    kind: Kind
    key: str
    opened: str


@dataclass(frozen=True, slots=True)
class Weighed:
    """Another weight for a dimension or practice; `was` is the one that the person saw."""

    kind: Kind
    key: str
    was: int
    weight: int


@service
def save_practice(
    *,
    draft: ModelVersion,
    practice: PracticeEntry,
    dimension: str,
    opened: str,
    by: User | None,
    now: datetime,
) -> ModelVersion:
    """Add `practice` to the draft, or change the one with its key, which may go to another dimension.

    ChangedSince where somebody else changed it since `opened`; InvalidEdit where the dimension cannot take it.
    """
    change = partial(model_editing.put_practice, practice=practice, dimension=dimension)
    entry = Entry("practice", practice.key, opened)
    return _edit(draft, by, now, "changed" if opened else "added", entry, change)


@service
def save_dimension(
    *, draft: ModelVersion, dimension: DimensionEntry, opened: str, by: User | None, now: datetime
) -> ModelVersion:
    """Add a dimension without practices, or change what the one with its key says itself. ChangedSince, InvalidEdit."""
    change = partial(model_editing.put_dimension, entry=dimension)
    entry = Entry("dimension", dimension.key, opened)
    return _edit(draft, by, now, "changed" if opened else "added", entry, change)


@service
def save_details(
    *,
    draft: ModelVersion,
    name: str,
    summary: str,
    scale: tuple[str, ...],
    opened: str,
    by: User | None,
    now: datetime,
) -> ModelVersion:
    """Other words for the model and its levels. ChangedSince where somebody else changed them since `opened`."""

    def change(file: ModelFile) -> ModelFile:
        edited = model_editing.put_details(file, name=name, summary=summary, scale=scale)
        if edited != file and model_editing.mark_of_details(file) != opened:
            raise ChangedSince(
                "Somebody else changed these words after you opened them. Nothing was overwritten."
            )
        return edited

    return _edit(draft, by, now, "renamed", None, change)


@service
def move_entry(
    *, draft: ModelVersion, kind: Kind, key: str, place: int, by: User | None, now: datetime
) -> ModelVersion:
    """Put a dimension, or a practice within its dimension, at `place` (from 0)."""
    return _edit(draft, by, now, "moved", None, lambda file: _MOVE[kind](file, key, place), {kind: key})


@service
def retire_entry(*, draft: ModelVersion, entry: Entry, by: User | None, now: datetime) -> ModelVersion:
    """Take a practice, or a dimension with its practices, out of the draft. ChangedSince; nothing where it is gone."""
    return _edit(draft, by, now, "retired", entry, lambda file: _REMOVE[entry.kind](file, entry.key))


@service
def restore_entry(
    *, draft: ModelVersion, kind: Kind, key: str, by: User | None, now: datetime
) -> ModelVersion:
    """Bring back what the version before had. Nothing happens where it is there."""
    before = version_before(draft)
    if before is None:
        raise InvalidEdit("There is no version before this one.")
    was = model_file(before)
    return _edit(draft, by, now, "restored", None, lambda file: _RESTORE[kind](file, was, key), {kind: key})


@service
def weigh_entries(
    *, draft: ModelVersion, weighed: Sequence[Weighed], by: User | None, now: datetime
) -> ModelVersion:
    """Give entries other weights, all or none. ChangedSince where one of them was given another meanwhile."""
    chosen = [each for each in weighed if each.weight != each.was]

    def change(file: ModelFile) -> ModelFile:
        for each in chosen:
            _require_weight(draft, file, each)
        by_kind = {
            kind: {e.key: e.weight for e in chosen if e.kind == kind} for kind in ("dimension", "practice")
        }
        return model_editing.reweigh(file, by_kind["dimension"], by_kind["practice"])

    weights = {each.key: [each.was, each.weight] for each in chosen}
    return _edit(draft, by, now, "reweighed", None, change, {"weights": weights})


def _edit(
    draft: ModelVersion,
    by: User | None,
    now: datetime,
    verb: str,
    entry: Entry | None,
    change: Change,
    detail: dict[str, object] | None = None,
) -> ModelVersion:
    """The draft after `change`. What changes nothing writes nothing, so that an edit can be sent again."""
    may_load_model(by).require()
    draft = locked_draft(draft)
    file = model_file(draft)
    edited = _changed(file, change)
    if edited == file:
        return draft
    if entry:
        _require_unchanged(draft, file, entry)
    empty_content(draft)
    write_content(draft, edited)
    said = detail or ({entry.kind: entry.key} if entry else {})
    activity.record(by=by, now=now, verb=verb, subject=draft, detail=said)
    return draft


def _changed(file: ModelFile, change: Change) -> ModelFile:
    try:
        return change(file)
    except CannotEdit as error:
        raise InvalidEdit(error.message, error.field) from error


def _require_unchanged(draft: ModelVersion, file: ModelFile, entry: Entry) -> None:
    mark = _MARK[entry.kind](file, entry.key)
    if mark != entry.opened:
        who = last_editor(draft, entry.kind, entry.key)
        what = "changed" if mark else "retired"
        raise ChangedSince(f"{who} {what} this {entry.kind} after you opened it. Nothing was overwritten.")


def _require_weight(draft: ModelVersion, file: ModelFile, each: Weighed) -> None:
    found: DimensionEntry | PracticeEntry | None = find_dimension(file, each.key)
    if each.kind == "practice":
        placed = find_practice(file, each.key)
        found = placed.practice if placed else None
    if found and found.weight in {each.was, each.weight}:
        return
    who = last_editor(draft, each.kind, each.key)
    did = f"gave “{found.title}” the weight {found.weight}" if found else f"retired “{each.key}”"
    raise ChangedSince(f"{who} {did} after you opened this page. No weight was changed; look again first.")
