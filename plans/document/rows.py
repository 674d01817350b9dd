"""Rows and columns written as a Markdown table."""

from collections.abc import Iterable, Sequence

from plans.document.canonical import column_words, section_due
from plans.document.columns import CELL_WORDS, DEFAULT_WORDS, cells_of, default_words, field_of
from plans.document.model import Due, Item, Phase, Section
from plans.document.values import format_due


def write_table(headers: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table; pipes inside cells are escaped."""
    lines = [_row(headers), "|" + "|".join(" --- " for _ in headers) + "|", *map(_row, rows)]
    return "\n".join(lines)


def _row(cells: Sequence[str]) -> str:
    return "|" + "|".join(f" {cell.replace('|', '\\|')} " if cell else " " for cell in cells) + "|"


class Columns:
    """The columns of one section of a phase: which ones a table of some items needs, and what stands in them."""

    def __init__(self, phase: Phase, section: Section) -> None:
        self._phase, self._section = phase, section
        self._end = Due("week_end", phase.last_week)
        self._due = section_due(phase, section)
        mine = [(field, words) for s, field, words in phase.columns if s == section]
        self.named = {field for field, _ in mine if field not in CELL_WORDS | {"extra"}}
        self.says_done = any(field in ("yes", "no") for field, _ in mine)
        self.empty_extras = {words for field, words in mine if field == "extra"}

    def word(self, field: str) -> str:
        """The header of a field."""
        return column_words(self._phase, self._section, field)

    def title_word(self) -> str:
        """A header of the title that says so even beside unknown ones."""
        words = self.word("title")
        return words if field_of(self._section, words) == "title" else default_words(self._section, "title")

    def cells(self, item: Item) -> dict[str, str]:
        """What is to be said about an item, by field."""
        return cells_of(item, self._end, self._due, self.word)

    def empty(self, items: Sequence[Item]) -> set[str]:
        """Fields with a column that the plan had, and in which no item has anything."""
        return self.named - {field for item in items for field in self.cells(item)}

    def table(
        self, items: Sequence[Item], also: set[str], without: set[str], extras: set[str] | None = None
    ) -> str:
        """A table of items with their titles, with the fields of `also` and without those of `without`."""
        fields = self._fields(items, also | {"title"}, without, extras or set())
        return self._write(items, fields, self._headers(items, extras or set()), self.word("title"))

    def details(self, item: Item, without: set[str]) -> str:
        """A table of one row with everything but the title, or "" where there is nothing more to say."""
        fields = self._fields([item], set(), without | {"title"}, set())
        headers = self._headers([item], set())
        if not fields and not headers:
            return ""
        if not fields or any(field_of(self._section, header) == "title" for header in headers):
            fields = ["title", *fields]
        return self._write([item], fields, headers, self.title_word())

    def whole(self, item: Item, without: set[str]) -> str:
        """A table of one row with the title, for a title that cannot stand as a paragraph."""
        fields = self._fields([item], {"title"}, without, set())
        return self._write([item], fields, self._headers([item], set()), self.title_word())

    def _fields(
        self, items: Sequence[Item], also: set[str], without: set[str], extras: set[str]
    ) -> list[str]:
        used = {field for item in items for field in self.cells(item)} | also
        # An extra with the name of a field is only an extra where the field's own column stands before it.
        used |= {field_of(self._section, header) for header in self._headers(items, extras)}
        return [field for field in DEFAULT_WORDS if field in used - without]

    def _headers(self, items: Sequence[Item], extras: set[str]) -> list[str]:
        return sorted({header for item in items for header, _ in item.extras} | extras)

    def _write(self, items: Sequence[Item], fields: Sequence[str], extras: Sequence[str], title: str) -> str:
        words = [title if field == "title" else self.word(field) for field in fields]
        rows = ([self._cell(item, field) for field in fields] + _values(item, extras) for item in items)
        return write_table([*words, *extras], rows)

    def _cell(self, item: Item, field: str) -> str:
        cell = self.cells(item).get(field, "")
        if field == "due":
            return cell or format_due(item.due or self._end)
        return cell or "[ ]" if field == "done" else cell


def _values(item: Item, headers: Sequence[str]) -> list[str]:
    said = dict(item.extras)
    return [said.get(header, "") for header in headers]
