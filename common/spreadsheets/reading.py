"""What came of reading a file: how many rows are new, changed, as they were or wrong, with a few of each to look at."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import NamedTuple

MOST_FAULTS = 1000
MOST_EXAMPLES = 10
"""Of each, new and changed."""


class Fault(NamedTuple):
    """What is wrong in a row, and how to mend it. `column` is the `Column.name`; empty where it is the whole row."""

    row: int
    column: str
    message: str


class Example(NamedTuple):
    """A row that would be written: `before` is None where it is new, else only what changes, by column, as `after`."""

    row: int
    before: Mapping[str, object] | None
    after: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Reading:
    """`fault_count` counts all faults, `faults` has the first of them. `mark` is the same for the same outcome."""

    new: int
    changed: int
    unchanged: int
    fault_count: int
    faults: Sequence[Fault]
    examples: Sequence[Example]
    mark: str

    @property
    def is_writable(self) -> bool:
        return not self.fault_count and bool(self.new or self.changed)


class Tally:
    """Counts what rows come to. Each row is reported once as new, changed or unchanged, or has one or several faults.

    `before` and `after` go by `Column.name` and hold plain values, so that the mark tells two outcomes apart.
    """

    def __init__(self) -> None:
        self._new = self._changed = self._unchanged = self._fault_count = 0
        self._faults: list[Fault] = []
        self._added: list[Example] = []
        self._edited: list[Example] = []
        self._mark = blake2b(digest_size=16)

    def new(self, row: int, after: Mapping[str, object]) -> None:
        self._new += 1
        self._mark.update(f"{row}+{after!r}".encode("utf-8", "surrogatepass"))
        if len(self._added) < MOST_EXAMPLES:
            self._added.append(Example(row, None, dict(after)))

    def changed(self, row: int, before: Mapping[str, object], after: Mapping[str, object]) -> None:
        """Only the columns that differ."""
        self._changed += 1
        self._mark.update(f"{row}~{before!r}{after!r}".encode("utf-8", "surrogatepass"))
        if len(self._edited) < MOST_EXAMPLES:
            self._edited.append(Example(row, dict(before), dict(after)))

    def unchanged(self, row: int) -> None:
        self._unchanged += 1
        self._mark.update(f"{row}=".encode())

    def fault(self, row: int, column: str, message: str) -> None:
        self._fault_count += 1
        if len(self._faults) < MOST_FAULTS:
            self._faults.append(Fault(row, column, message))

    def reading(self) -> Reading:
        return Reading(
            new=self._new,
            changed=self._changed,
            unchanged=self._unchanged,
            fault_count=self._fault_count,
            faults=tuple(self._faults),
            examples=(*self._added, *self._edited),
            mark=self._mark.hexdigest(),
        )
