"""What differs between two editions of a model, and which of its questions are the same. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from maturity.catalogue_file.entries import DimensionEntry, ModelFile, PracticeEntry


@dataclass(frozen=True, slots=True)
class Question:
    """What a team is asked: a practice by its key, one criterion per level, and the names of the levels."""

    key: str
    criteria: tuple[str, ...]
    scale: tuple[str, ...]


def same_question(before: Question, after: Question) -> bool:
    """Whether an answer to one answers the other. Title, reasons, weight and place may differ; words asked may not."""
    return before == after


@dataclass(frozen=True, slots=True)
class Placed:
    """A practice where it stands: in which dimension, and as which of its practices (from 0)."""

    dimension: DimensionEntry
    practice: PracticeEntry
    place: int


@dataclass(frozen=True)
class PracticeChange:
    """A practice that both editions have. `asked_again`: its question is another, so its answers do not carry.

    `scale_changed` is the model's: with it every practice is asked again, whatever became of its words.
    """

    before: Placed
    after: Placed
    asked_again: bool
    scale_changed: bool
    reordered: bool

    @property
    def key(self) -> str:
        return self.after.practice.key

    @property
    def reworded(self) -> bool:
        return self.before.practice.criteria != self.after.practice.criteria

    @property
    def reweighed(self) -> bool:
        return self.before.practice.weight != self.after.practice.weight

    @property
    def half_life_changed(self) -> bool:
        return self.before.practice.half_life_days != self.after.practice.half_life_days

    @property
    def moved_dimension(self) -> bool:
        return self.before.dimension.key != self.after.dimension.key

    @property
    def moved(self) -> bool:
        """To another dimension, or to another place among the practices that were there before."""
        return self.moved_dimension or self.reordered

    @cached_property
    def texts(self) -> tuple[str, ...]:
        """The other fields that changed: "title", "why", "effort", "metric", "evidence", "references"."""
        return _changed(self.before.practice, self.after.practice, _TEXTS)

    @property
    def changed(self) -> bool:
        return bool(self.reworded or self.reweighed or self.half_life_changed or self.moved or self.texts)


@dataclass(frozen=True)
class DimensionChange:
    """A dimension that both editions have, without its practices."""

    before: DimensionEntry
    after: DimensionEntry
    reordered: bool

    @property
    def key(self) -> str:
        return self.after.key

    @property
    def reweighed(self) -> bool:
        return self.before.weight != self.after.weight

    @cached_property
    def texts(self) -> tuple[str, ...]:
        """Of "title" and "summary" those that changed."""
        return _changed(self.before, self.after, ("title", "summary"))

    @property
    def changed(self) -> bool:
        return bool(self.reweighed or self.texts or self.reordered)


@dataclass(frozen=True)
class ModelChanges:
    """From `before` to `after`. Every practice of either is in one of `new`, `removed`, `kept` and `asked_again`.

    `kept` has the practices whose question is the same, those included that changed in nothing at all.
    """

    before: ModelFile
    after: ModelFile
    new: tuple[Placed, ...]
    removed: tuple[Placed, ...]
    kept: tuple[PracticeChange, ...]
    asked_again: tuple[PracticeChange, ...]
    new_dimensions: tuple[DimensionEntry, ...]
    removed_dimensions: tuple[DimensionEntry, ...]
    dimensions: tuple[DimensionChange, ...]

    @property
    def scale_changed(self) -> bool:
        return self.before.scale != self.after.scale

    @cached_property
    def texts(self) -> tuple[str, ...]:
        """Of the model's own "name" and "summary" those that changed."""
        return _changed(self.before, self.after, ("name", "summary"))

    @property
    def kept_keys(self) -> frozenset[str]:
        """The practices whose answers still count."""
        return frozenset(change.key for change in self.kept)

    @property
    def reworded(self) -> tuple[PracticeChange, ...]:
        return tuple(change for change in self.asked_again if change.reworded)

    @property
    def changed_dimensions(self) -> tuple[DimensionChange, ...]:
        return tuple(change for change in self.dimensions if change.changed)

    @property
    def changed_kept(self) -> tuple[PracticeChange, ...]:
        """Those whose answers stay although something around the question changed."""
        return tuple(change for change in self.kept if change.changed)

    @property
    def is_empty(self) -> bool:
        """Whether both editions say the same."""
        practices = self.new or self.removed or self.asked_again or self.changed_kept
        dimensions = self.new_dimensions or self.removed_dimensions or self.changed_dimensions
        return not (practices or dimensions or self.texts or self.scale_changed)


_TEXTS = ("title", "why", "effort", "metric", "evidence", "references")


def compare(before: ModelFile, after: ModelFile) -> ModelChanges:
    """What became of `before` in `after`, by the keys and in the order of `after`; what was removed, in its own."""
    old, new = _placed(before), _placed(after)
    shared = tuple(_practice_changes(before, after, old, new))
    was, now = ({entry.key: entry for entry in file.dimensions} for file in (before, after))
    return ModelChanges(
        before=before,
        after=after,
        new=tuple(placed for key, placed in new.items() if key not in old),
        removed=tuple(placed for key, placed in old.items() if key not in new),
        kept=tuple(change for change in shared if not change.asked_again),
        asked_again=tuple(change for change in shared if change.asked_again),
        new_dimensions=tuple(entry for key, entry in now.items() if key not in was),
        removed_dimensions=tuple(entry for key, entry in was.items() if key not in now),
        dimensions=tuple(_dimension_changes(was, now)),
    )


def question(practice: PracticeEntry, file: ModelFile) -> Question:
    """What `practice` of `file` asks."""
    return Question(practice.key, practice.criteria, file.scale)


def _placed(file: ModelFile) -> dict[str, Placed]:
    return {
        practice.key: Placed(dimension, practice, place)
        for dimension in file.dimensions
        for place, practice in enumerate(dimension.practices)
    }


def _practice_changes(
    before: ModelFile, after: ModelFile, old: Mapping[str, Placed], new: Mapping[str, Placed]
) -> Iterator[PracticeChange]:
    reordered = {key for dimension in after.dimensions for key in _reordered_in(dimension, old)}
    for key, placed in new.items():
        if was := old.get(key):
            same = same_question(question(was.practice, before), question(placed.practice, after))
            yield PracticeChange(
                before=was,
                after=placed,
                asked_again=not same,
                scale_changed=before.scale != after.scale,
                reordered=key in reordered,
            )


def _reordered_in(dimension: DimensionEntry, old: Mapping[str, Placed]) -> set[str]:
    """The practices of `dimension` that were in it before and stand in another order now."""
    stayed = [
        p.key for p in dimension.practices if p.key in old and old[p.key].dimension.key == dimension.key
    ]
    return _out_of_order(stayed, {key: old[key].place for key in stayed})


def _dimension_changes(
    was: Mapping[str, DimensionEntry], now: Mapping[str, DimensionEntry]
) -> Iterator[DimensionChange]:
    shared = [key for key in now if key in was]
    reordered = _out_of_order(shared, {key: place for place, key in enumerate(was)})
    for key in shared:
        yield DimensionChange(was[key], now[key], reordered=key in reordered)


def _out_of_order(keys: Sequence[str], place: Mapping[str, int]) -> set[str]:
    """The fewest `keys` that must have been moved to bring them from the order of `place` into this one.

    The others are a longest run of keys whose places rise; so one practice that is moved is one that moved.
    """
    runs: list[list[str]] = []
    for key in keys:
        before = [run for run in runs if place[run[-1]] < place[key]]
        runs.append([*_longest(before), key])
    return set(keys) - set(_longest(runs))


def _longest(runs: Sequence[list[str]]) -> list[str]:
    return max(runs, key=len) if runs else []


def _changed(before: object, after: object, fields: Iterable[str]) -> tuple[str, ...]:
    return tuple(name for name in fields if getattr(before, name) != getattr(after, name))
