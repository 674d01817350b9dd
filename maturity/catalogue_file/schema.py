"""The fields of a model file, and what each may hold. The limits are those of the tables it is stored in."""

import re
import unicodedata
from collections.abc import Callable
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, StringConstraints

from maturity.catalogue_file.document import quoted
from maturity.delivery_metrics import METRICS

FORMAT = 1
DEFAULT_WEIGHT = 1
DEFAULT_HALF_LIFE_DAYS = 180
MAX_DIMENSIONS = 50
MAX_PRACTICES = 100
MAX_EVIDENCE = 6
MAX_REFERENCES = 20

_KEY = re.compile(r"[a-z][a-z0-9-]*")
_ADDRESS = re.compile(r"https://[^\s/?#@]+([/?#]\S*)?")
_NUMBER = re.compile(r"-?[0-9]{1,9}", re.ASCII)


def _one_line(value: object) -> object:
    """Text with its white space made single, however the file wraps it."""
    if not isinstance(value, str):
        return value
    text = " ".join(value.split())
    if any(unicodedata.category(character) in ("Cc", "Cs") for character in text):
        raise ValueError("has a control character")
    return text


def _whole(low: int, high: int) -> Callable[[object], int]:
    def check(value: object) -> int:
        if isinstance(value, str) and _NUMBER.fullmatch(value) and low <= int(value) <= high:
            return int(value)
        shown = quoted(value) if isinstance(value, str) else "a list or mapping"
        raise ValueError(f"must be a whole number from {low} to {high}, not {shown}")

    return check


def _entries(low: int, high: int) -> BeforeValidator:
    """Counts what the file has; pydantic's own limits count the valid ones, and blame the list for its entries."""

    def check(value: object) -> object:
        if isinstance(value, list) and not low <= len(value) <= high:
            raise ValueError(f"must have {low} to {high} entries, not {len(value)}")
        return value

    return BeforeValidator(check)


def _format(value: object) -> int:
    if value != str(FORMAT):
        raise ValueError(f"must be {FORMAT}, the only format that this version of Waymark reads")
    return FORMAT


def _key(value: object) -> object:
    if isinstance(value, str) and not _KEY.fullmatch(value):
        rule = "must be lower-case letters, digits and hyphens, starting with a letter"
        raise ValueError(f"{rule}, not {quoted(value)}")
    return value


def _address(value: object) -> object:
    if isinstance(value, str) and not _ADDRESS.fullmatch(value):
        raise ValueError(f"must be an address that starts with https://, not {quoted(value)}")
    return value


def _metric(value: object) -> object:
    if isinstance(value, str) and value not in METRICS:
        raise ValueError(f"must be one of {', '.join(METRICS)}, not {quoted(value)}")
    return value


_LINE = BeforeValidator(_one_line)
Label = Annotated[str, StringConstraints(min_length=1, max_length=40), _LINE]
Name = Annotated[str, StringConstraints(min_length=1, max_length=120), _LINE]
Title = Annotated[str, StringConstraints(min_length=1, max_length=160), _LINE]
Source = Annotated[str, StringConstraints(min_length=1, max_length=200), _LINE]
Effort = Annotated[str, StringConstraints(min_length=1, max_length=80), _LINE]
Metric = Annotated[str, BeforeValidator(_metric)]
Criterion = Annotated[str, StringConstraints(min_length=1, max_length=400), _LINE]
Prose = Annotated[str, StringConstraints(min_length=1, max_length=2000), _LINE]
Key = Annotated[str, StringConstraints(max_length=80), BeforeValidator(_key)]
Address = Annotated[str, StringConstraints(max_length=500), BeforeValidator(_address)]
Weight = Annotated[int, BeforeValidator(_whole(1, 100))]
Days = Annotated[int, BeforeValidator(_whole(1, 3650))]
Format = Annotated[int, BeforeValidator(_format)]


class _Fields(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ReferenceFields(_Fields):
    title: Source
    url: Address


class PracticeFields(_Fields):
    key: Key
    title: Title
    why: Prose
    weight: Weight = DEFAULT_WEIGHT
    half_life_days: Days = DEFAULT_HALF_LIFE_DAYS
    levels: dict[str, Criterion]
    effort: Effort = ""
    metric: Metric = ""
    evidence: Annotated[tuple[Source, ...], _entries(0, MAX_EVIDENCE)] = ()
    references: Annotated[tuple[ReferenceFields, ...], _entries(0, MAX_REFERENCES)] = ()


class DimensionWords(_Fields):
    """What a dimension says itself."""

    key: Key
    title: Name
    summary: Prose
    weight: Weight = DEFAULT_WEIGHT


class DimensionFields(DimensionWords):
    practices: Annotated[tuple[PracticeFields, ...], _entries(1, MAX_PRACTICES)]


class ModelWords(_Fields):
    """What a model says itself."""

    name: Name
    summary: Prose
    scale: Annotated[tuple[Label, ...], _entries(2, 10)]


class ModelFields(ModelWords):
    format: Format
    key: Key
    dimensions: Annotated[tuple[DimensionFields, ...], _entries(1, MAX_DIMENSIONS)]
