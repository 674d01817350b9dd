"""A workspace as a folder: `manifest.json`, and for each table a file of lines (`common.copying.tables`)."""

import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from hashlib import sha256
from itertools import batched
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.color import no_style
from django.db import DatabaseError, connection, models, transaction

from common import triggers
from common.copying.manifest import (
    Manifest,
    manifest_of,
    read_manifest,
    require_empty,
    require_same_rows,
    require_same_shape,
)
from common.copying.moment import one_moment
from common.copying.tables import Table, columns, lines, tables
from common.decisions import DomainError

MANIFEST = "manifest.json"
BATCH = 500


def write_folder(folder: Path, *, now: datetime) -> Manifest:
    """Write all of the workspace, of one moment, into a folder that is empty or not there yet.

    The manifest comes last: a folder without one is a copy that was broken off.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise DomainError(f"{folder} is there already and not empty. Name a new folder.")
    folder.mkdir(parents=True, exist_ok=True)
    with one_moment():
        found = {table._meta.label_lower: _write(folder, table) for table in tables()}
        manifest = manifest_of(found, now=now)
    (folder / MANIFEST).write_text(manifest.as_json(), encoding="utf-8")
    return manifest


def read_folder(folder: Path) -> Manifest:
    """Take a folder into this empty workspace: all of it with the same digests, or nothing and a DomainError."""
    manifest = read_manifest(_text(folder / MANIFEST), f"{folder / MANIFEST}")
    with transaction.atomic():
        require_same_shape(manifest)
        require_empty()
        _require_whole(folder, manifest)
        frozen = triggers.frozen_of_apps()
        triggers.remove(
            connection, frozen
        )  # they hold what happens after a row is there; these rows are its past
        for table in tables():
            _read(folder, table)
        triggers.install(connection, frozen)
        _go_on_counting()
        connection.check_constraints()
        require_same_rows(manifest)
    return manifest


def file_of(folder: Path, label: str) -> Path:
    return folder / f"{label}.jsonl"


def _write(folder: Path, table: Table) -> tuple[int, str]:
    count, total = 0, sha256()
    with file_of(folder, table._meta.label_lower).open("w", encoding="utf-8", newline="\n") as file:
        for line in lines(table):
            count += 1
            total.update(line.encode())
            file.write(line)
    return count, total.hexdigest()


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise DomainError(f"{path} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise DomainError(f"{path} is not UTF-8 text.") from error


def _require_whole(folder: Path, manifest: Manifest) -> None:
    """Every file as it was written: what came to harm on its way is found before a row is."""
    for label, (_, digest) in sorted(manifest.tables.items()):
        path = file_of(folder, label)
        if not path.is_file():
            raise DomainError(f"{path} is missing: the copy is not whole.")
        with path.open("rb") as file:
            if _sha256(iter(lambda file=file: file.read(1 << 20), b"")) != digest:  # type: ignore[misc]
                raise DomainError(f"{path} is not as it was written: its digest differs from the manifest's.")


def _sha256(parts: Iterable[bytes]) -> str:
    total = sha256()
    for part in parts:
        total.update(part)
    return total.hexdigest()


def _read(folder: Path, table: Table) -> None:
    path = file_of(folder, table._meta.label_lower)
    if not path.is_file():
        return
    for batch in batched(_rows(path, table), BATCH):
        try:
            table._base_manager.bulk_create(batch)
        except DatabaseError as error:
            raise DomainError(f"{path}: the database refuses rows up to {batch[-1].pk}: {error}") from error


def _rows(path: Path, table: Table) -> Iterator[models.Model]:
    fields = {field.attname: field for field in table._meta.concrete_fields}
    names = columns(table)
    with path.open(encoding="utf-8") as file:
        for number, line in enumerate(file, start=1):
            try:
                values: list[Any] = json.loads(line)
                pairs = zip(names, values, strict=True)
                yield table(**{name: _value(fields[name], value) for name, value in pairs})
            except (ValueError, TypeError, ValidationError) as error:
                raise DomainError(f"{path}, line {number}: this is no row of its table ({error}).") from error


def _value(field: "models.Field[Any, Any]", value: Any) -> Any:
    target = field.target_field if isinstance(field, models.ForeignKey) else field
    return target.to_python(value)


def _go_on_counting() -> None:
    """The next row of each table gets a number that no row has."""
    statements = connection.ops.sequence_reset_sql(no_style(), list(tables()))
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
