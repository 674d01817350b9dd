"""From a model file to its values, or to the first thing that is wrong with it."""

from collections.abc import Iterable, Iterator, Sequence

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from maturity.catalogue_file.document import Document, Path, load, quoted
from maturity.catalogue_file.entries import (
    CatalogueError,
    DimensionEntry,
    ModelFile,
    PracticeEntry,
    ReferenceEntry,
)
from maturity.catalogue_file.schema import DimensionFields, ModelFields, PracticeFields

type Problem = tuple[Path, str]

_MESSAGES = {
    "missing": "is missing",
    "extra_forbidden": "is not a known field here",
    "string_type": "must be text",
    "string_too_short": "is empty",
    "string_too_long": "is longer than {max_length} characters",
    "model_type": "must be fields with values, not text or a list",
    "dict_type": "must be levels with their criteria, not text or a list",
    "tuple_type": "must be a list",
    "value_error": "{error}",
}


def read_model(name: str, data: bytes) -> ModelFile:
    """The model in the file `name` with the content `data`.

    Raises CatalogueError for the first thing that is wrong, by its line. White space inside a text is made
    single, so that it does not matter how the file wraps its lines.
    """
    document = load(name, data)
    try:
        fields = ModelFields.model_validate(document.value)
    except ValidationError as error:
        raise _first(document, map(_problem, error.errors(include_url=False))) from error
    if problems := [*_names_twice(fields), *_keys_twice(fields), *_levels_off(fields)]:
        raise _first(document, problems)
    return _model(fields)


def _first(document: Document, problems: Iterable[Problem]) -> CatalogueError:
    line, message = min(
        ((document.line_of(path), message) for path, message in problems), key=lambda found: found[0]
    )
    return CatalogueError(document.file, line, message)


def _problem(details: ErrorDetails) -> Problem:
    path = details["loc"]
    return path, f"{_label(path)} {message_of(details)}"


def message_of(details: ErrorDetails) -> str:
    """What is wrong, to be read after the name of what it is wrong with: "is missing"."""
    return _MESSAGES.get(details["type"], details["msg"]).format(**details.get("ctx", {}))


def _label(path: Path) -> str:
    match path:
        case (*_, "levels", str(level)):
            return f"level {level}"
        case (*_, str(parent), int(index)):
            return f"entry {index + 1} of {quoted(parent)}"
        case (*_, last):
            return quoted(str(last))
    return "the file"


def _names_twice(fields: ModelFields) -> Iterator[Problem]:
    for level in repeated(fields.scale):
        yield ("scale", level), f"the level name {quoted(fields.scale[level])} is used twice"


def repeated(names: Sequence[str]) -> list[int]:
    """The places of names that were given before, whatever their case."""
    folded = [name.casefold() for name in names]
    return [place for place, name in enumerate(folded) if name in folded[:place]]


def _keys_twice(fields: ModelFields) -> Iterator[Problem]:
    dimensions: set[str] = set()
    practices: set[str] = set()
    for d, dimension in enumerate(fields.dimensions):
        if dimension.key in dimensions:
            yield ("dimensions", d, "key"), f"the dimension key {quoted(dimension.key)} is used twice"
        dimensions.add(dimension.key)
        for p, practice in enumerate(dimension.practices):
            if practice.key in practices:
                path = ("dimensions", d, "practices", p, "key")
                yield path, f"the practice key {quoted(practice.key)} is used twice in the file"
            practices.add(practice.key)


def _levels_off(fields: ModelFields) -> Iterator[Problem]:
    wanted = [str(level) for level in range(len(fields.scale))]
    for d, dimension in enumerate(fields.dimensions):
        for p, practice in enumerate(dimension.practices):
            path: Path = ("dimensions", d, "practices", p, "levels")
            off = [level for level in practice.levels if level not in wanted]
            missing = [level for level in wanted if level not in practice.levels]
            if off:
                yield (*path, off[0]), f"level {off[0]} is not on the scale 0 to {wanted[-1]}"
            elif missing:
                yield path, f"level {missing[0]} of the scale 0 to {wanted[-1]} is missing"


def _model(fields: ModelFields) -> ModelFile:
    return ModelFile(
        key=fields.key,
        name=fields.name,
        summary=fields.summary,
        scale=fields.scale,
        dimensions=tuple(map(_dimension, fields.dimensions)),
    )


def _dimension(fields: DimensionFields) -> DimensionEntry:
    return DimensionEntry(
        key=fields.key,
        title=fields.title,
        summary=fields.summary,
        weight=fields.weight,
        practices=tuple(map(practice_entry, fields.practices)),
    )


def practice_entry(fields: PracticeFields) -> PracticeEntry:
    return PracticeEntry(
        key=fields.key,
        title=fields.title,
        why=fields.why,
        weight=fields.weight,
        half_life_days=fields.half_life_days,
        criteria=tuple(fields.levels[str(level)] for level in range(len(fields.levels))),
        references=tuple(ReferenceEntry(reference.title, reference.url) for reference in fields.references),
        effort=fields.effort,
        metric=fields.metric,
        evidence=fields.evidence,
    )
