"""A Markdown file as blocks with line numbers: headings, lists, tables, and everything else."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from markdown_it import MarkdownIt
from markdown_it.token import Token

BlockKind = Literal["heading", "paragraph", "list", "table", "other"]


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table: its line (counted from 0) and its cells in inline Markdown."""

    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """An item of a list: its lines, half-open, and the blocks inside."""

    first: int
    last: int
    blocks: tuple["Block", ...]


@dataclass(frozen=True, slots=True)
class Block:
    """A block: its lines, half-open, counted from 0. `rows[0]` of a table is the header."""

    kind: BlockKind
    first: int
    last: int
    depth: int = 0
    text: str = ""
    rows: tuple[Row, ...] = ()
    entries: tuple[Entry, ...] = ()


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark").enable("table")
    # Inline Markdown stays as it was written, so that only blocks are worth the time.
    parser.core.ruler.enableOnly(["normalize", "block"])
    return parser


def parse_blocks(text: str) -> tuple[Block, ...]:
    """The blocks at the top level of a text."""
    return _blocks(_parser().parse(text))


def _blocks(tokens: Sequence[Token]) -> tuple[Block, ...]:
    found, at = [], 0
    while at < len(tokens):
        end = _end(tokens, at)
        found.append(_block(tokens[at : end + 1]))
        at = end + 1
    return tuple(found)


def _end(tokens: Sequence[Token], at: int) -> int:
    if tokens[at].nesting == 0:
        return at
    level = tokens[at].level
    return next(i for i in range(at + 1, len(tokens)) if tokens[i].level == level and tokens[i].nesting == -1)


def _block(tokens: Sequence[Token]) -> Block:
    head = tokens[0]
    first, last = head.map or (0, 0)
    match head.type:
        case "heading_open":
            return Block("heading", first, last, depth=int(head.tag[1]), text=tokens[1].content)
        case "paragraph_open":
            return Block("paragraph", first, last, text=tokens[1].content)
        case "bullet_list_open" | "ordered_list_open":
            return Block("list", first, last, entries=_entries(tokens[1:-1]))
        case "table_open":
            return Block("table", first, last, rows=_rows(tokens))
        case _:
            return Block("other", first, last)


def _entries(tokens: Sequence[Token]) -> tuple[Entry, ...]:
    found, at = [], 0
    while at < len(tokens):
        end = _end(tokens, at)
        first, last = tokens[at].map or (0, 0)
        found.append(Entry(first, last, _blocks(tokens[at + 1 : end])))
        at = end + 1
    return tuple(found)


def _rows(tokens: Sequence[Token]) -> tuple[Row, ...]:
    rows: list[Row] = []
    cells: list[str] = []
    line = 0
    for token in tokens:
        if token.type == "tr_open":
            cells, line = [], (token.map or [0, 0])[0]
        elif token.type == "inline":
            cells.append(token.content)
        elif token.type == "tr_close":
            rows.append(Row(line, tuple(cells)))
    return tuple(rows)
