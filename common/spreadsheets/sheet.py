"""What one kind of spreadsheet is: its columns, what it gives out, and what a file of it would do and does.

A kind is a `Sheet`. An app registers its kinds when it is ready (`common.spreadsheets.registry`); pages, files, columns
that are called otherwise, previews, progress and the summarising event are the engine's, and the same for all of them.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, ClassVar, NamedTuple

from common.decisions import Decision
from common.spreadsheets.reading import Reading

type Cell = str | int | float | bool | date | datetime | None


class SheetRow(NamedTuple):
    """A row as the file has it. `number` is what a spreadsheet program shows beside it: the header is row 1.

    `cells` goes by `Column.name`. An empty cell is None, and empties what may be empty; where it does anything else,
    `Column.help` says so. A column that the file does not have is not in `cells`: such a row says nothing about it, and
    what is there stays. Every text of a CSV is a str: numbers and days are read from
    it by `common.spreadsheets.values`, which takes what any of the formats gives.
    """

    number: int
    cells: Mapping[str, Cell]


@dataclass(frozen=True, slots=True)
class Column:
    """`name` heads the column in exports and keys `SheetRow.cells`; `title` and `aliases` are understood as well.

    `help` says what may stand in it, in a sentence, and what an empty cell does where it does not empty. `required` is
    that the file must have it. `example` is what the template shows.
    """

    name: str
    title: str
    help: str
    required: bool = False
    example: Cell = ""
    aliases: Sequence[str] = ()


class Sheet(ABC):
    """A kind of spreadsheet. Of one instance, which keeps nothing between calls.

    `slug` stands in addresses, `title` is a plural ("People"), `about` says in a sentence what one row is and what an
    import does with it. A kind that somebody may neither import nor export is not shown to them; a row that this person
    may not bring in is a Fault of that row.
    """

    slug: ClassVar[str]
    title: ClassVar[str]
    about: ClassVar[str]
    columns: ClassVar[Sequence[Column]]

    @abstractmethod
    def may_import(self, user: Any) -> Decision: ...

    @abstractmethod
    def may_export(self, user: Any) -> Decision: ...

    @abstractmethod
    def export(self, user: Any) -> Iterator[tuple[Cell, ...]]:
        """What this person may read, a tuple of cells in the order of `columns`; importing it changes nothing.

        Consumed a row at a time: read the database in chunks.
        """

    @abstractmethod
    def read(self, rows: Iterable[SheetRow], *, by: Any, now: datetime) -> Reading:
        """What `write` would do with the same rows, and everything that is wrong with them. Writes nothing.

        `rows` is a stream: take it once, in chunks, and keep no more of it than keys. Collect with a
        `common.spreadsheets.reading.Tally`, which bounds what is kept and makes the mark. A key that comes twice in
        the file is a Fault of the second row.
        """

    @abstractmethod
    def write(
        self, rows: Iterable[SheetRow], *, by: Any, now: datetime, progress: Callable[[int], None]
    ) -> Reading:
        """Do it, in the transaction that the engine has opened, and give the same Reading as `read` gives.

        Where the Reading has faults, or another mark than the preview that was confirmed, the engine rolls everything
        back; it also writes the one event that says what was brought in. Rows that are things with a history of their
        own may have an event each, in the same transaction. Call `progress` with the number of rows done so far, every
        few hundred rows; it raises when somebody cancelled: let that through.
        """
