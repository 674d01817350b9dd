"""Kinds of some thousand rows, each a row of one table: a `Sheet` over a Resource (`common.spreadsheets.resources`).

Here it is fed a batch at a time, from a stream, and asked with and without saving.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import batched
from typing import Any, ClassVar

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models
from import_export.instance_loaders import BaseInstanceLoader
from import_export.results import RowResult

from common.spreadsheets import values
from common.spreadsheets.reading import Reading, Tally
from common.spreadsheets.resources import SheetResource, comparable, same
from common.spreadsheets.sheet import Cell, Sheet, SheetRow

BATCH = 500
_CHUNK = 2_000


class ResourceSheet(Sheet):
    """`columns` and the resource's fields have the same names, in the same order."""

    resource_class: ClassVar[type[SheetResource]]

    def rows(self, user: Any) -> models.QuerySet[Any]:
        """What this person may take away, in the order of the file."""
        found: models.QuerySet[Any] = self.resource_class._meta.model._default_manager.all()
        return found

    def export(self, user: Any) -> Iterator[tuple[Cell, ...]]:
        resource = self.resource_class(by=user, now=None)
        for instance in self.rows(user).iterator(chunk_size=_CHUNK):
            shown = resource.shown(instance)
            yield tuple(shown[column.name] for column in self.columns)

    def read(self, rows: Iterable[SheetRow], *, by: Any, now: datetime) -> Reading:
        return _Taking(self, self.resource_class(by=by, now=now), saving=False).take(rows, _nobody)

    def write(
        self, rows: Iterable[SheetRow], *, by: Any, now: datetime, progress: Callable[[int], None]
    ) -> Reading:
        resource = self.resource_class(by=by, now=now)
        reading = _Taking(self, resource, saving=True).take(rows, progress)
        self.saved(resource)
        return reading

    def saved(self, resource: SheetResource) -> None:
        """Called once all rows are written, in their transaction."""


class _Taking:
    """One pass over the rows of a file."""

    def __init__(self, sheet: ResourceSheet, resource: SheetResource, *, saving: bool) -> None:
        self._sheet, self._resource, self._saving = sheet, resource, saving
        self._tally = Tally()
        self._columns = {column.name: column for column in sheet.columns}
        self._attributes = {field.attribute: field.column_name for field in resource.get_import_fields()}
        self._seen: dict[tuple[Any, ...], int] = {}

    def take(self, rows: Iterable[SheetRow], progress: Callable[[int], None]) -> Reading:
        done = 0
        for batch in batched(rows, BATCH):
            loader = _Loader(self._resource, batch)
            for row in batch:
                self._take(row, loader)
                done += 1
                progress(done)
        return self._tally.reading()

    def _take(self, row: SheetRow, loader: "_Loader") -> None:
        if self._lacks(row) or self._comes_twice(row, loader):
            return
        result = self._resource.import_row(
            dict(row.cells), loader, dry_run=not self._saving, row_number=row.number
        )
        if result.errors:  # nothing that a row may bring: the program is wrong, or the database away
            raise result.errors[0].error
        if result.validation_error is not None:
            self._refuse(row.number, result.validation_error)
        elif result.import_type == RowResult.IMPORT_TYPE_SKIP:
            self._tally.unchanged(row.number)
        elif not self._is_taken_twice(row.number, result.instance):
            self._count(row.number, result)

    def _lacks(self, row: SheetRow) -> bool:
        needed = ((name, cell) for name, cell in row.cells.items() if self._columns[name].required)
        empty = [name for name, cell in needed if not values.text(cell)]
        for name in empty:
            self._tally.fault(row.number, name, f"This is empty. {self._columns[name].help}")
        return bool(empty)

    def _comes_twice(self, row: SheetRow, loader: "_Loader") -> bool:
        key = loader.key_of(row.cells)
        if isinstance(key, _BadKey):
            self._tally.fault(row.number, key.column, key.message)
            return True
        return self._is_known((0, *key), row.number, self._resource.key_columns())

    def _is_taken_twice(self, number: int, instance: models.Model) -> bool:
        for place, attributes in enumerate(self._resource.also_unique, start=1):
            key = (place, *(comparable(getattr(instance, each)) for each in attributes))
            if self._is_known(key, number, [self._attributes[each] for each in attributes]):
                return True
        return False

    def _is_known(self, key: tuple[Any, ...], number: int, columns: Sequence[str]) -> bool:
        first = self._seen.setdefault(key, number)
        if first == number:
            return False
        what = " and ".join(columns)
        self._tally.fault(number, columns[-1], f"Row {first} has the same {what}. Leave one of the two out.")
        return True

    def _refuse(self, number: int, error: ValidationError) -> None:
        for attribute, messages in error.message_dict.items():
            column = "" if attribute == NON_FIELD_ERRORS else self._attributes.get(attribute, "")
            for message in messages:
                self._tally.fault(number, column, message)

    def _count(self, number: int, result: RowResult) -> None:
        after = self._resource.shown(result.instance)
        if result.import_type == RowResult.IMPORT_TYPE_NEW:
            self._tally.new(number, after)
            return
        before = self._resource.shown(result.original)
        differing = [name for name, value in after.items() if not same(value, before[name])]
        self._tally.changed(
            number, {name: before[name] for name in differing}, {name: after[name] for name in differing}
        )


class _BadKey(ValueError):
    def __init__(self, column: str, message: str) -> None:
        super().__init__(message)
        self.column, self.message = column, message


class _Loader(BaseInstanceLoader):  # type: ignore[misc]
    """The rows that a batch names by their keys, in one statement."""

    def __init__(self, resource: SheetResource, batch: Sequence[SheetRow]) -> None:
        super().__init__(resource)
        self._fields = [resource.fields[name] for name in resource.get_import_id_fields()]
        named: list[set[Any]] = [set() for _ in self._fields]
        for row in batch:
            for place, value in enumerate(self._cleaned(row.cells)):
                named[place].add(value)
        wanted = {f"{field.attribute}__in": each for field, each in zip(self._fields, named, strict=True)}
        found = resource.get_queryset().filter(**wanted)
        self._instances = {resource.key_of(instance): instance for instance in found}

    def get_instance(self, row: Mapping[str, Cell]) -> models.Model | None:
        key = self.key_of(row)
        return None if isinstance(key, _BadKey) else self._instances.get(key)

    def key_of(self, cells: Mapping[str, Cell]) -> tuple[Any, ...] | _BadKey:
        try:
            return tuple(comparable(value) for value in self._read(cells))
        except _BadKey as error:
            return error

    def _cleaned(self, cells: Mapping[str, Cell]) -> list[Any]:
        try:
            return list(self._read(cells))
        except _BadKey:
            return []

    def _read(self, cells: Mapping[str, Cell]) -> Iterator[Any]:
        for field in self._fields:
            try:
                yield field.clean(cells)
            except values.BadCell as error:
                raise _BadKey(field.column_name, str(error)) from error


def _nobody(done: int) -> None:
    """Is told how far a reading is: the engine counts the rows that it gives."""
