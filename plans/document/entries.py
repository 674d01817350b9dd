"""Items out of blocks: a row of a table, an entry of a list, a heading with a body."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from plans.document.blocks import Block, Entry, Row
from plans.document.columns import field_of, fields_of, item_of_words, with_cells
from plans.document.draft import PhaseDraft
from plans.document.model import Item, Section
from plans.document.source import Part
from plans.document.tables import check_table
from plans.document.text import dedent, join_blocks, one_line, tidy, unfence
from plans.document.values import DONE, done_word, parse_done, parse_owners

_MARKER = re.compile(r"^([ \t]*(?:[-*+]|\d{1,9}[.)]))([ \t]*)")
_BOX = re.compile(r"^\[([ xX])\]\s+(?=\S)")


@dataclass(frozen=True, slots=True)
class Read:
    """An item and the line, from 0, that it begins on."""

    item: Item
    line: int


def items_of_table(draft: PhaseDraft, section: Section, table: Block) -> list[Read]:
    """An item for each row that says anything."""
    check_table(draft.source, table)
    headers, fields = table.rows[0].cells, fields_of(section, table.rows[0].cells)
    draft.see_headers(section, headers, fields, table.first)
    draft.source.mark(table.first, "columns", section=section)
    found = []
    for row in table.rows[1:]:
        title = _row_title(draft, row, fields)
        if title:
            item = item_of_words(section, title)
            found.append(Read(_with_row(draft, section, item, headers, fields, row), row.line))
    return found


def _row_title(draft: PhaseDraft, row: Row, fields: Sequence[str]) -> str:
    title = one_line(row.cells[fields.index("title")])
    if not title:
        title = next((one_line(cell) for cell in row.cells if cell.strip()), "")
        if title:
            draft.source.warn(row.line, f'this row has no title; "{title}" is taken for it')
    return title


def _with_row(
    draft: PhaseDraft, section: Section, item: Item, headers: Sequence[str], fields: Sequence[str], row: Row
) -> Item:
    item = with_cells(item, headers, fields, row.cells, lambda message: draft.source.warn(row.line, message))
    if item.everyone:
        cell = row.cells[list(fields).index("owners")]
        draft.see_words(section, "everyone", parse_owners(cell)[1], row.line)
    if "done" in fields:
        _see_done(draft, section, row.cells[list(fields).index("done")], row.line)
    return item


def _see_done(draft: PhaseDraft, section: Section, cell: str, line: int) -> None:
    """Remember how the plan says that something is done, or is not."""
    done = parse_done(cell)
    if done is not None:
        draft.see_words(section, "yes" if done else "no", done_word(cell), line)


def items_of_list(draft: PhaseDraft, section: Section, entries: Iterable[Entry]) -> list[Read]:
    """An item for each entry that says anything."""
    found = (Read(item_of_entry(draft, section, entry), entry.first) for entry in entries)
    return [read for read in found if read.item.title]


def item_of_entry(draft: PhaseDraft, section: Section, entry: Entry) -> Item:
    """The item of one entry: its first block is the title, a table of one row its details, the rest its body."""
    lines = _content(draft.source.lines[entry.first : entry.last])
    blocks = list(entry.blocks)
    taken: list[Block] = []
    details: Block | None = None
    title, done = "", False
    if blocks and _is_whole_item(section, blocks[0]):
        details = blocks[0]
        title = one_line(details.rows[1].cells[0])
    elif blocks:
        taken.append(blocks[0])
        title, done = _title_of(blocks[0], lines, entry.first)
        details = blocks[1] if len(blocks) > 1 and _is_details(section, blocks[1], title) else None
    taken += [details] if details else []
    body = unfence(_without(lines, entry.first, taken))
    if not title:
        title, body = one_line(body), ""
    item = _detailed(draft, section, item_of_words(section, title, body), details)
    if not done:
        return item
    draft.see_words(section, "yes", DONE, entry.first)
    return replace(item, done=True)


def _title_of(block: Block, lines: list[str], offset: int) -> tuple[str, bool]:
    text = (
        block.text
        if block.kind == "paragraph"
        else "\n".join(lines[block.first - offset : block.last - offset])
    )
    text = one_line(unfence(text))
    box = _BOX.match(text)
    return (text[box.end() :], box[1] != " ") if box else (text, False)


def item_of_heading(draft: PhaseDraft, section: Section, part: Part, last: int) -> Item:
    """The item of a sub-heading; its body goes to the line `last`, deeper headings included."""
    title = one_line(part.heading.text if part.heading else "")
    details = next((b for b in part.blocks[:1] if _is_details(section, b, title)), None)
    lines = draft.source.lines[part.first : last]
    body = unfence(_without(lines, part.first, [details] if details else []))
    return _detailed(draft, section, item_of_words(section, title or "Untitled", body), details)


def _is_details(section: Section, block: Block, title: str) -> bool:
    """Whether a table is the details of the title above it: one row, and its first column is a known field."""
    if block.kind != "table" or len(block.rows) != 2 or section == "goals":
        return False
    field = field_of(section, block.rows[0].cells[0])
    return one_line(block.rows[1].cells[0]) == title if field == "title" else field != ""


def _is_whole_item(section: Section, block: Block) -> bool:
    """Whether an entry begins with a table of one row that has the title, too."""
    if block.kind != "table" or len(block.rows) != 2 or section == "goals":
        return False
    return field_of(section, block.rows[0].cells[0]) == "title"


def _detailed(draft: PhaseDraft, section: Section, item: Item, details: Block | None) -> Item:
    if details is None:
        return item
    check_table(draft.source, details)
    headers = details.rows[0].cells
    fields = fields_of(section, headers, titled=False)
    draft.see_headers(section, headers, fields, details.first)
    return _with_row(draft, section, item, headers, fields, details.rows[1])


def _without(lines: list[str], offset: int, taken: Sequence[Block]) -> str:
    """The lines without those of some blocks, which come in order."""
    chunks, at = [], 0
    for block in taken:
        chunks.append("\n".join(lines[at : block.first - offset]))
        at = block.last - offset
    chunks.append("\n".join(lines[at:]))
    return join_blocks(*(tidy(chunk) for chunk in chunks))


def _content(lines: list[str]) -> list[str]:
    """The lines of a list entry as they would stand outside of the list."""
    marker = _MARKER.match(lines[0].expandtabs(4))
    written = _MARKER.match(lines[0])
    if marker is None or written is None:
        return lines
    gap = len(marker[2])
    inner = len(marker[1]) + (gap if 1 <= gap <= 4 else 1)
    return [lines[0][written.end() :], *(dedent(line, inner) for line in lines[1:])]
