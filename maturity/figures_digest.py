"""The digest of a day's figures: SHA-256 of a text that anybody can write again from the rows. Pure.

docs/definitions.md has the recipe. Whoever changes the text gives it another first line, and keeps this one for the
digests that exist.
"""

from collections.abc import Iterable
from datetime import date
from hashlib import sha256

FIRST_LINE = "waymark figures 1"
COLUMNS = (
    "team_id",
    "dimension_key",
    "submission_id",
    "version__number",
    "score",
    "raw_score",
    "attained",
    "coverage",
    "target",
    "gap",
    "confidence",
    "disagreement",
    "practices",
    "applicable",
    "answered",
    "not_applicable",
    "unconfirmed",
    "with_evidence",
)
"""What a line says of a row. Not read from the model: a figure that is added later is not in a digest of today."""

type Row = tuple[int | str | None, ...]


def digest(day: date, rows: Iterable[Row]) -> str:
    """64 hexadecimal digits; `rows` are the day's, with COLUMNS, in any order."""
    return sha256(canonical_text(day, rows).encode()).hexdigest()


def canonical_text(day: date, rows: Iterable[Row]) -> str:
    """A line for each row, by team and then by dimension, the overall one (whose key is empty) first."""
    ordered = sorted(rows, key=lambda row: (row[0], row[1]))
    lines = (",".join("" if value is None else str(value) for value in row) for row in ordered)
    return "".join(f"{line}\n" for line in (FIRST_LINE, day.isoformat(), *lines))
