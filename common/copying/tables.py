"""The tables of a workspace and their rows as lines of text, the same on every engine.

A line is a JSON array with the values of `columns`, in order, without spaces: moments in UTC with six decimals, keys of
objects sorted. A table's lines, ordered by primary key, make its file, and the SHA-256 of that file is its digest.
"""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import models

CHUNK = 2_000
LEFT_OUT = {"admin", "auth", "contenttypes", "sessions", "usersessions"}
"""Apps of the framework: sessions end with a move, and the rest is made anew by `migrate`."""

type Table = type[models.Model]


def tables() -> tuple[Table, ...]:
    """Every table that people's work is in, in the order of their labels; the tables of many-to-many links too."""
    found = apps.get_models(include_auto_created=True)
    kept = (
        each
        for each in found
        if each._meta.managed and not each._meta.proxy and each._meta.app_label not in LEFT_OUT
    )
    return tuple(sorted(kept, key=lambda each: each._meta.label_lower))


def columns(table: Table) -> tuple[str, ...]:
    return tuple(field.attname for field in table._meta.concrete_fields)


def lines(table: Table) -> Iterator[str]:
    """One for each row, by primary key, each with its line end; read in chunks."""
    rows = table._base_manager.order_by("pk").values_list(*columns(table))
    for row in rows.iterator(chunk_size=CHUNK):
        yield (
            json.dumps(row, default=_plain, ensure_ascii=False, separators=(",", ":"), sort_keys=True) + "\n"
        )


def table_digest(table: Table) -> tuple[int, str]:
    """How many rows, and the SHA-256 of their lines."""
    count, total = 0, sha256()
    for line in lines(table):
        count += 1
        total.update(line.encode())
    return count, total.hexdigest()


def whole_digest(digests: dict[str, tuple[int, str]]) -> str:
    """Of all tables together: the SHA-256 of "LABEL ROWS DIGEST" lines in the order of the labels."""
    text = "".join(f"{label} {rows} {digest}\n" for label, (rows, digest) in sorted(digests.items()))
    return sha256(text.encode()).hexdigest()


def digests() -> dict[str, tuple[int, str]]:
    """By label of the table, for all of them."""
    return {table._meta.label_lower: table_digest(table) for table in tables()}


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal | UUID):
        return str(value)
    raise TypeError(f"no line can hold a {type(value).__name__}")
