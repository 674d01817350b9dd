"""Editing a model as its file's values: each edit takes a model and returns the changed one. Pure."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace

from maturity.catalogue_file.entries import DimensionEntry, ModelFile, PracticeEntry
from maturity.catalogue_file.schema import MAX_DIMENSIONS, MAX_PRACTICES
from maturity.model_changes import Placed


class CannotEdit(ValueError):
    """An edit that the model does not allow; `field` is the one to blame, "" where none is."""

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.field = field


def find_dimension(file: ModelFile, key: str) -> DimensionEntry | None:
    return next((dimension for dimension in file.dimensions if dimension.key == key), None)


def find_practice(file: ModelFile, key: str) -> Placed | None:
    for dimension in file.dimensions:
        for place, practice in enumerate(dimension.practices):
            if practice.key == key:
                return Placed(dimension, practice, place)
    return None


def mark_of_practice(file: ModelFile, key: str) -> str:
    """Changes with all that a practice says and with its dimension, not with its place; "" where there is none."""
    placed = find_practice(file, key)
    return _mark([asdict(placed.practice), placed.dimension.key]) if placed else ""


def mark_of_dimension(file: ModelFile, key: str) -> str:
    """Changes with what a dimension says itself, not with its practices; "" where there is none."""
    dimension = find_dimension(file, key)
    return _mark(asdict(replace(dimension, practices=()))) if dimension else ""


def mark_of_details(file: ModelFile) -> str:
    """Changes with the model's name, its summary and its scale."""
    return _mark([file.name, file.summary, file.scale])


def put_details(file: ModelFile, *, name: str, summary: str, scale: tuple[str, ...]) -> ModelFile:
    """With other words for the model and for its levels, whose number stays."""
    if len(scale) != len(file.scale):
        raise CannotEdit(
            "Levels are added or taken away in the model's file, with a criterion for each practice."
        )
    return replace(file, name=name, summary=summary, scale=scale)


def put_practice(file: ModelFile, practice: PracticeEntry, dimension: str) -> ModelFile:
    """With `practice` in `dimension`: in place of the one with its key, or as the last one."""
    placed = find_practice(file, practice.key)
    if placed and placed.dimension.key == dimension:
        return _with_practices(file, dimension, _replaced(placed.dimension.practices, placed.place, practice))
    into = _dimension(file, dimension)
    if len(into.practices) >= MAX_PRACTICES:
        raise CannotEdit(f"{into.title} has {MAX_PRACTICES} practices, the most there may be.", "dimension")
    return _with_practices(remove_practice(file, practice.key), dimension, (*into.practices, practice))


def move_practice(file: ModelFile, key: str, place: int) -> ModelFile:
    """With the practice at `place` (from 0) of its dimension."""
    placed = find_practice(file, key)
    if placed is None:
        raise CannotEdit("This practice is no longer in the draft.")
    return _with_practices(
        file, placed.dimension.key, _moved(placed.dimension.practices, placed.place, place)
    )


def remove_practice(file: ModelFile, key: str) -> ModelFile:
    placed = find_practice(file, key)
    if placed is None:
        return file
    others = tuple(practice for practice in placed.dimension.practices if practice.key != key)
    return _with_practices(file, placed.dimension.key, others)


def restore_practice(file: ModelFile, before: ModelFile, key: str) -> ModelFile:
    """With a practice as `before` had it, at its old place; its dimension comes back, if it has to."""
    placed = find_practice(before, key)
    if placed is None:
        raise CannotEdit("The version before has no such practice.")
    if find_practice(file, key):
        return file
    home = placed.dimension.key
    if find_dimension(file, home) is None:
        file = _insert_dimension(file, before, replace(placed.dimension, practices=()))
    practices = list(_dimension(file, home).practices)
    practices.insert(placed.place, placed.practice)
    return _with_practices(file, home, tuple(practices))


def put_dimension(file: ModelFile, entry: DimensionEntry) -> ModelFile:
    """With what `entry` says of the dimension with its key, whose practices stay; or as the last one, without any."""
    old = find_dimension(file, entry.key)
    if old:
        place = file.dimensions.index(old)
        new = replace(entry, practices=old.practices)
        return replace(file, dimensions=_replaced(file.dimensions, place, new))
    if len(file.dimensions) >= MAX_DIMENSIONS:
        raise CannotEdit(f"The model has {MAX_DIMENSIONS} dimensions, the most there may be.")
    return replace(file, dimensions=(*file.dimensions, replace(entry, practices=())))


def move_dimension(file: ModelFile, key: str, place: int) -> ModelFile:
    """With the dimension at `place` (from 0)."""
    now = file.dimensions.index(_dimension(file, key))
    return replace(file, dimensions=_moved(file.dimensions, now, place))


def remove_dimension(file: ModelFile, key: str) -> ModelFile:
    """Without the dimension and all its practices."""
    return replace(file, dimensions=tuple(each for each in file.dimensions if each.key != key))


def restore_dimension(file: ModelFile, before: ModelFile, key: str) -> ModelFile:
    """With a dimension as `before` had it, and those of its practices that are nowhere else."""
    was = find_dimension(before, key)
    if was is None:
        raise CannotEdit("The version before has no such dimension.")
    if find_dimension(file, key):
        return file
    missing = tuple(practice for practice in was.practices if not find_practice(file, practice.key))
    return _insert_dimension(file, before, replace(was, practices=missing))


def reweigh(file: ModelFile, dimensions: Mapping[str, int], practices: Mapping[str, int]) -> ModelFile:
    """With other weights, by key."""
    return replace(
        file,
        dimensions=tuple(
            replace(
                dimension,
                weight=dimensions.get(dimension.key, dimension.weight),
                practices=tuple(
                    replace(each, weight=practices.get(each.key, each.weight)) for each in dimension.practices
                ),
            )
            for dimension in file.dimensions
        ),
    )


def _mark(said: object) -> str:
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()[:16]


def _dimension(file: ModelFile, key: str) -> DimensionEntry:
    found = find_dimension(file, key)
    if found is None:
        raise CannotEdit("This dimension is no longer in the draft. Choose another.", "dimension")
    return found


def _with_practices(file: ModelFile, key: str, practices: tuple[PracticeEntry, ...]) -> ModelFile:
    dimension = _dimension(file, key)
    place = file.dimensions.index(dimension)
    return replace(
        file, dimensions=_replaced(file.dimensions, place, replace(dimension, practices=practices))
    )


def _insert_dimension(file: ModelFile, before: ModelFile, dimension: DimensionEntry) -> ModelFile:
    place = [each.key for each in before.dimensions].index(dimension.key)
    dimensions = list(file.dimensions)
    dimensions.insert(place, dimension)
    return replace(file, dimensions=tuple(dimensions))


def _replaced[Entry](entries: Sequence[Entry], place: int, entry: Entry) -> tuple[Entry, ...]:
    return (*entries[:place], entry, *entries[place + 1 :])


def _moved[Entry](entries: Sequence[Entry], now: int, place: int) -> tuple[Entry, ...]:
    others = [*entries[:now], *entries[now + 1 :]]
    others.insert(max(place, 0), entries[now])
    return tuple(others)
