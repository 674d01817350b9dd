"""Models and their versions, to look at."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Count
from django.http import Http404

from maturity.catalogue_file import DimensionEntry, ModelFile, PracticeEntry
from maturity.model_change_words import counted, marks
from maturity.model_changes import ModelChanges, compare
from maturity.model_editing import mark_of_dimension, mark_of_practice
from maturity.models import Cycle, MaturityModel, ModelVersion
from maturity.queries.guide import look
from maturity.queries.model_files import model_file
from maturity.queries.versions import version_before


@dataclass(frozen=True, slots=True)
class ListedVersion:
    """`cycles` are the names of those that ask it, newest first."""

    version: ModelVersion
    practices: int
    dimensions: int
    cycles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ListedModel:
    """Versions newest first."""

    model: MaturityModel
    versions: tuple[ListedVersion, ...]

    @property
    def draft(self) -> ModelVersion | None:
        return next((each.version for each in self.versions if each.version.is_draft), None)


@dataclass(frozen=True, slots=True)
class OutlinedLevel:
    name: str
    text: str
    look: str


@dataclass(frozen=True, slots=True)
class OutlinedPractice:
    """`opened` is its mark (maturity.model_editing); `up` and `down` are the places beside its own, None at an end."""

    entry: PracticeEntry
    levels: tuple[OutlinedLevel, ...]
    opened: str
    marks: tuple[str, ...]
    up: int | None
    down: int | None


@dataclass(frozen=True, slots=True)
class OutlinedDimension:
    """As OutlinedPractice, with the practices that it has."""

    entry: DimensionEntry
    practices: tuple[OutlinedPractice, ...]
    opened: str
    marks: tuple[str, ...]
    up: int | None
    down: int | None


@dataclass(frozen=True)
class VersionPage:
    """A version with what it says, and with the version before it, where there is one."""

    version: ModelVersion
    file: ModelFile
    before: ModelVersion | None
    changes: ModelChanges | None

    @property
    def practices(self) -> int:
        return sum(len(dimension.practices) for dimension in self.file.dimensions)

    @cached_property
    def outline(self) -> tuple[OutlinedDimension, ...]:
        words = marks(self.changes) if self.changes else {}
        return tuple(_outlined(self.file, place, words) for place in range(len(self.file.dimensions)))

    @cached_property
    def counted(self) -> tuple[str, ...]:
        return counted(self.changes) if self.changes else ()


def listed_models(*, with_drafts: bool) -> list[ListedModel]:
    """Every model that has a version to show, by name. Two statements."""
    versions = ModelVersion.objects.select_related("model").order_by("model__name", "model", "-number")
    if not with_drafts:
        versions = versions.exclude(state=ModelVersion.State.DRAFT)
    counted_versions = versions.annotate(
        practice_count=Count("practices", distinct=True), dimension_count=Count("dimensions", distinct=True)
    )
    asking = _cycles()
    found: dict[int, list[ListedVersion]] = defaultdict(list)
    models = {}
    for version in counted_versions:
        models[version.model_id] = version.model
        row = ListedVersion(
            version, version.practice_count, version.dimension_count, tuple(asking[version.pk])
        )
        found[version.model_id].append(row)
    return [ListedModel(models[pk], tuple(rows)) for pk, rows in found.items()]


def find_version(key: str, number: int) -> ModelVersion:
    """Http404 where there is none."""
    version = ModelVersion.objects.select_related("model").filter(model__key=key, number=number).first()
    if version is None:
        raise Http404("There is no such version.")
    return version


def version_page(version: ModelVersion) -> VersionPage:
    """Nine statements, whatever the size; five for a first version."""
    file, before = model_file(version), version_before(version)
    changes = compare(model_file(before), file) if before else None
    return VersionPage(version, file, before, changes)


def outlined_levels(scale: Sequence[str], criteria: Sequence[str]) -> tuple[OutlinedLevel, ...]:
    """The levels of a practice with their colours; a criterion that is missing is empty."""
    texts = [*criteria, *[""] * len(scale)]
    highest = max(len(scale) - 1, 1)
    return tuple(OutlinedLevel(f"{n} · {name}", texts[n], look(n, highest)) for n, name in enumerate(scale))


def cycles_asking(version: ModelVersion) -> list[Cycle]:
    """Newest first."""
    return list(version.cycles.order_by("-opens"))


def _cycles() -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    for version, name in Cycle.objects.order_by("-opens").values_list("version_id", "name"):
        found[version].append(name)
    return found


def _outlined(file: ModelFile, place: int, words: Mapping[str, tuple[str, ...]]) -> OutlinedDimension:
    entry = file.dimensions[place]
    up, down = _beside(place, len(file.dimensions))
    return OutlinedDimension(
        entry=entry,
        practices=tuple(
            OutlinedPractice(
                practice,
                outlined_levels(file.scale, practice.criteria),
                mark_of_practice(file, practice.key),
                words.get(practice.key, ()),
                *_beside(at, len(entry.practices)),
            )
            for at, practice in enumerate(entry.practices)
        ),
        opened=mark_of_dimension(file, entry.key),
        marks=words.get(f"dimension {entry.key}", ()),
        up=up,
        down=down,
    )


def _beside(place: int, places: int) -> tuple[int | None, int | None]:
    return (place - 1 if place else None, place + 1 if place + 1 < places else None)
