"""What a model file says, as values, and the one way in which it can be wrong."""

from dataclasses import dataclass


class CatalogueError(ValueError):
    """The first thing that is wrong in a model file. `line` counts from 1; str is "file:line: message"."""

    def __init__(self, file: str, line: int, message: str) -> None:
        super().__init__(f"{file}:{line}: {message}")
        self.file = file
        self.line = line
        self.message = message


@dataclass(frozen=True, slots=True)
class ReferenceEntry:
    title: str
    url: str


@dataclass(frozen=True, slots=True)
class PracticeEntry:
    """`criteria` has one text per level of the model's scale, level 0 first.

    `effort` and `metric` are "" where the file is silent; `metric` is a key of maturity.delivery_metrics.
    """

    key: str
    title: str
    why: str
    weight: int
    half_life_days: int
    criteria: tuple[str, ...]
    references: tuple[ReferenceEntry, ...] = ()
    effort: str = ""
    metric: str = ""
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DimensionEntry:
    key: str
    title: str
    summary: str
    weight: int
    practices: tuple[PracticeEntry, ...]


@dataclass(frozen=True, slots=True)
class ModelFile:
    """`scale` has the names of the levels, level 0 first."""

    key: str
    name: str
    summary: str
    scale: tuple[str, ...]
    dimensions: tuple[DimensionEntry, ...]
