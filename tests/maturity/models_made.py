"""Models and drafts in tests: the house model, its versions, and a draft that differs in every way."""

from dataclasses import replace

from maturity.catalogue_file import DimensionEntry, ModelFile, PracticeEntry, ReferenceEntry
from maturity.model_editing import (
    find_practice,
    put_dimension,
    put_practice,
    remove_dimension,
    remove_practice,
)
from maturity.models import MaturityModel, ModelVersion
from maturity.queries.model_files import model_file
from maturity.queries.versions import newest_of
from maturity.services.model_versions import load_model, publish_version
from tests import build


def practice(key: str, **changes) -> PracticeEntry:
    entry = PracticeEntry(
        key=key,
        title=f"{key.capitalize()} are kept",
        why="It matters.",
        weight=1,
        half_life_days=180,
        criteria=(f"no {key}", f"some {key}", f"all {key}"),
        references=(ReferenceEntry("A page", f"https://example.org/{key}"),),
        evidence=("The log",),
    )
    return replace(entry, **changes)


def dimension(key: str, *practices: PracticeEntry, **changes) -> DimensionEntry:
    return replace(DimensionEntry(key, key.capitalize(), f"All about {key}.", 1, practices), **changes)


RECOVERY = dimension("recovery", practice("backups", weight=2), practice("drills"), practice("runbooks"))
TESTING = dimension("testing", practice("units"), practice("contracts"), weight=3)
HOUSE = ModelFile("house", "House model", "What we ask.", ("Absent", "Some", "All"), (RECOVERY, TESTING))


def loaded(file: ModelFile = HOUSE) -> ModelVersion:
    return load_model(file=file, by=None, now=build.NOW)


def published(file: ModelFile = HOUSE) -> ModelVersion:
    return publish_version(version=loaded(file), by=None, now=build.NOW)


def next_draft(model: MaturityModel) -> ModelVersion:
    """A draft after `build.version()`: without testing-2 and security, with testing-3, and people with people-1."""
    newest = newest_of(model)
    assert newest
    file = remove_dimension(remove_practice(model_file(newest), "testing-2"), "security")
    placed = find_practice(file, "testing-1")
    assert placed
    file = put_practice(file, replace(placed.practice, key="testing-3"), "testing")
    file = put_dimension(file, DimensionEntry("people", "People", "All about people.", 1, ()))
    return loaded(put_practice(file, replace(placed.practice, key="people-1"), "people"))
