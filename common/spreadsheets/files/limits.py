"""How much a file may hold, and what is said of one that cannot be read."""

from common.decisions import DomainError

MOST_BYTES = 20 * 1024 * 1024
MOST_ROWS = 100_000
MOST_COLUMNS = 200
MOST_CHARACTERS = 100_000
"""Of one cell."""


class BadFile(DomainError):
    """The file cannot be read; the message says where, and what to do."""


def too_many_rows() -> BadFile:
    return BadFile(
        f"The file has more than {MOST_ROWS:,} rows. Split it, and bring the parts in one after the other."
    )


def too_many_columns(row: int) -> BadFile:
    return BadFile(f"Row {row} has more than {MOST_COLUMNS} columns. Remove those that are not needed.")
