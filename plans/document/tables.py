"""Tables that are meant to be read as rows: broken ones are refused, so that no cell is lost."""

from markdown_it.rules_block.table import escapedSplit

from plans.document.blocks import Block
from plans.document.source import Source

_DELIMITERS = frozenset(" \t|:+-")


def cells_in(line: str) -> list[str]:
    """The cells of one line of a table, outer pipes apart."""
    cells = escapedSplit(line.strip())
    if cells and not cells[0].strip():
        cells.pop(0)
    if cells and not cells[-1].strip():
        cells.pop()
    return cells


def check_table(source: Source, table: Block) -> None:
    """DocumentError where a row has more cells than the header: what is in them would be lost."""
    width = len(table.rows[0].cells)
    for row in table.rows[1:]:
        found = len(cells_in(source.lines[row.line]))
        if found > width:
            source.fail(
                row.line,
                f"this row has {found} cells and its header {width}: put \\ before a | that is part of a cell",
            )


def check_not_a_table(source: Source, block: Block) -> None:
    """DocumentError where a paragraph or an underlined heading is clearly meant as a table."""
    lines = [line.strip() for line in source.lines[block.first : block.last]]
    for at, line in enumerate(lines):
        below = lines[at + 1] if at + 1 < len(lines) else ""
        if "|" in line and "-" in below and set(below) <= _DELIMITERS:
            _refuse_delimiter(source, block.first + at + 1, line, below)
        if line.startswith("|") and (
            below.startswith("|") or (line.endswith("|") and len(cells_in(line)) > 1)
        ):
            source.fail(
                block.first + at, "this looks like a table, but no row such as |---|---| stands under it"
            )


def _refuse_delimiter(source: Source, at: int, header: str, delimiter: str) -> None:
    width, found = len(cells_in(header)), len(cells_in(delimiter))
    wrong = f"has {found} cells, and the header {width}" if width != found else "is malformed"
    source.fail(at, f"the row under the header {wrong}: write one |---| for each column")
