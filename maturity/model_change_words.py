"""The difference between two editions, in words to show. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass

from maturity.catalogue_file.entries import PracticeEntry
from maturity.delivery_metrics import METRICS
from maturity.model_changes import DimensionChange, ModelChanges, PracticeChange
from maturity.word_changes import Piece, word_changes

_LABELS = {
    "name": "Name",
    "title": "Title",
    "summary": "Summary",
    "why": "Why it matters",
    "effort": "Effort",
    "metric": "Delivery metric",
    "evidence": "Evidence",
    "references": "Further reading",
}


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that changed, as the pieces of its old and its new words in reading order."""

    label: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """Something that changed, with its differences. `where` is the title of a practice's dimension."""

    key: str
    title: str
    where: str
    differences: tuple[Difference, ...]


def told_practice(change: PracticeChange, scale: tuple[str, ...]) -> Told:
    """`scale` names the levels of the later edition."""
    after = change.after
    return Told(change.key, after.practice.title, after.dimension.title, tuple(_of_practice(change, scale)))


def told_dimension(change: DimensionChange) -> Told:
    return Told(change.key, change.after.title, "", tuple(_of_dimension(change)))


def told_model(changes: ModelChanges) -> tuple[Difference, ...]:
    """What changed in the model's own words and in the names of its levels."""
    texts = [
        _text(name, getattr(changes.before, name), getattr(changes.after, name)) for name in changes.texts
    ]
    if changes.scale_changed:
        texts.append(
            Difference("Levels", _swapped(", ".join(changes.before.scale), ", ".join(changes.after.scale)))
        )
    return tuple(texts)


def marks(changes: ModelChanges) -> dict[str, tuple[str, ...]]:
    """A few words for each practice that is new or changed, by key; for dimensions by "dimension KEY"."""
    found: dict[str, tuple[str, ...]] = {placed.practice.key: ("new",) for placed in changes.new}
    found |= {f"dimension {entry.key}": ("new",) for entry in changes.new_dimensions}
    for change in (*changes.asked_again, *changes.kept):
        found[change.key] = tuple(_marks(change))
    for each in changes.dimensions:
        found[f"dimension {each.key}"] = tuple(_marks_of_dimension(each))
    return {key: words for key, words in found.items() if words}


def counted(changes: ModelChanges) -> tuple[str, ...]:
    """ "2 new practices", "1 asked again" …: what there is of each kind, nothing of what there is none."""
    numbers = (
        (len(changes.new), "new practice", "new practices"),
        (len(changes.removed), "practice removed", "practices removed"),
        (len(changes.asked_again), "asked again", "asked again"),
        (len(changes.changed_kept), "changed with its answers kept", "changed with their answers kept"),
        (len(changes.new_dimensions), "new dimension", "new dimensions"),
        (len(changes.removed_dimensions), "dimension removed", "dimensions removed"),
        (len(changes.changed_dimensions), "dimension changed", "dimensions changed"),
    )
    words = [f"{number} {one if number == 1 else many}" for number, one, many in numbers if number]
    if changes.texts:
        words.append("the model’s own words changed")
    return (*words, "the levels changed") if changes.scale_changed else tuple(words)


def _of_practice(change: PracticeChange, scale: tuple[str, ...]) -> Iterator[Difference]:
    before, after = change.before.practice, change.after.practice
    if change.reworded:
        yield from _criteria(before, after, scale)
    if change.reweighed:
        yield Difference("Weight", _swapped(str(before.weight), str(after.weight)))
    if change.half_life_changed:
        days = (f"{entry.half_life_days} days" for entry in (before, after))
        yield Difference("Half-life", _swapped(*days))
    if change.moved_dimension:
        yield Difference("Dimension", _swapped(change.before.dimension.title, change.after.dimension.title))
    elif change.reordered:
        places = (f"place {placed.place + 1}" for placed in (change.before, change.after))
        yield Difference("Order", _swapped(*places))
    for name in change.texts:
        yield _text(name, _said(before, name), _said(after, name))


def _criteria(before: PracticeEntry, after: PracticeEntry, scale: tuple[str, ...]) -> Iterator[Difference]:
    levels = max(len(before.criteria), len(after.criteria))
    for level in range(levels):
        texts = [entry.criteria[level] if level < len(entry.criteria) else "" for entry in (before, after)]
        if texts[0] != texts[1]:
            name = f" · {scale[level]}" if level < len(scale) else ""
            yield Difference(f"{level}{name}", word_changes(*texts))


def _of_dimension(change: DimensionChange) -> Iterator[Difference]:
    if change.reweighed:
        yield Difference("Weight", _swapped(str(change.before.weight), str(change.after.weight)))
    for name in change.texts:
        yield _text(name, getattr(change.before, name), getattr(change.after, name))
    if change.reordered:
        yield Difference("Order", (Piece("same", "another place among the dimensions"),))


def _said(practice: PracticeEntry, name: str) -> str:
    if name == "evidence":
        return "; ".join(practice.evidence)
    if name == "references":
        return "; ".join(f"{each.title} ({each.url})" for each in practice.references)
    if name == "metric":
        return METRICS.get(practice.metric, "")
    return str(getattr(practice, name))


def _text(name: str, before: str, after: str) -> Difference:
    return Difference(_LABELS[name], word_changes(before, after))


def _swapped(before: str, after: str) -> tuple[Piece, ...]:
    return (Piece("gone", before), Piece("same", " "), Piece("new", after))


def _marks(change: PracticeChange) -> Iterator[str]:
    before, after = change.before.practice, change.after.practice
    if change.reworded:
        yield "reworded"
    if change.reweighed:
        yield f"weight {before.weight} → {after.weight}"
    if change.half_life_changed:
        yield f"half-life {before.half_life_days} → {after.half_life_days}"
    if change.moved_dimension:
        yield f"from {change.before.dimension.title}"
    elif change.reordered:
        yield "moved"
    if change.texts:
        yield "text changed"


def _marks_of_dimension(change: DimensionChange) -> Iterator[str]:
    if change.reweighed:
        yield f"weight {change.before.weight} → {change.after.weight}"
    if change.reordered:
        yield "moved"
    if change.texts:
        yield "text changed"
