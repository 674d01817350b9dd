"""Kinds of some thousand rows, each a row of one table: a `Sheet` over a Resource of django-import-export.

The library turns cells into columns of a model, tells new from changed, validates and saves; here it is fed a batch at
a time, from a stream, and asked with and without saving.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from copy import copy
from datetime import datetime
from itertools import batched
from typing import Any, ClassVar

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models
from import_export.fields import Field
from import_export.instance_loaders import BaseInstanceLoader
from import_export.resources import ModelResource
from import_export.results import RowResult
from import_export.widgets import Widget

from common.spreadsheets import values
from common.spreadsheets.reading import Reading, Tally
from common.spreadsheets.sheet import Cell, Column, Sheet, SheetRow

BATCH = 500
_CHUNK = 2_000


class Cells(Widget):  # type: ignore[misc]  # the library ships no types
    """Reads a cell with a function of `common.spreadsheets.values`, and gives it out as it is."""

    def __init__(self, understand: Callable[[object], Any]) -> None:
        super().__init__(coerce_to_string=False)
        self._understand = understand

    def clean(self, value: object, row: object = None, **kwargs: object) -> Any:
        return self._understand(value)

    def render(self, value: Any, obj: object = None, **kwargs: object) -> Any:
        return value


class Named(Widget):  # type: ignore[misc]
    """A row of another table by a column that names it ("slug"); all of them are read once for each file."""

    def __init__(self, model: type[models.Model], column: str, missing: str) -> None:
        """`missing` says what to do about a name that nobody has; "{}" in it is the name."""
        super().__init__(coerce_to_string=False)
        self._model, self._column, self._missing = model, column, missing
        self._found: dict[str, models.Model] | None = None

    def clean(self, value: object, row: object = None, **kwargs: object) -> models.Model | None:
        words = values.text(value)
        if not words:
            return None
        if self._found is None:
            rows = self._model._default_manager.all()
            self._found = {str(getattr(each, self._column)).casefold(): each for each in rows}
        if words.casefold() not in self._found:
            raise values.BadCell(self._missing.format(words[:80]))
        return self._found[words.casefold()]

    def render(self, value: Any, obj: object = None, **kwargs: object) -> Any:
        return None if value is None else getattr(value, self._column)


def cell(column: str, widget: Widget | Callable[[object], Any], *, attribute: str = "") -> Field:
    """A field of a Resource: the column of the sheet, and how it is read. An empty cell leaves what is there."""
    reads = widget if isinstance(widget, Widget) else Cells(widget)
    return Field(column_name=column, attribute=attribute or column, widget=reads, saves_null_values=False)


class SheetResource(ModelResource):  # type: ignore[misc]
    """`Meta.import_id_fields` is the key. `by` and `now` are who brings the rows in, and when.

    `also_unique` are attributes of which no two rows of a file may have the same; `trusted` are attributes whose widget
    has seen to it that they hold; `unbroken` are constraints, by name, that no row of a file can break, so that the
    database need not be asked for each row.
    """

    also_unique: ClassVar[Sequence[Sequence[str]]] = ()
    trusted: ClassVar[frozenset[str]] = frozenset()
    unbroken: ClassVar[frozenset[str]] = frozenset()

    class Meta:
        abstract = True

    def __init__(self, *, by: Any, now: Any) -> None:
        super().__init__()
        self.by, self.now = by, now

    def key_columns(self) -> Sequence[str]:
        return tuple(self.fields[name].column_name for name in self.get_import_id_fields())

    def key_of(self, instance: models.Model) -> tuple[Any, ...]:
        return tuple(
            comparable(self.fields[name].get_value(instance)) for name in self.get_import_id_fields()
        )

    def shown(self, instance: models.Model) -> dict[str, Cell]:
        """Its cells by column, as an export has them."""
        return {field.column_name: field.export(instance) for field in self.get_import_fields()}

    def faults_of(self, instance: models.Model, original: models.Model | None) -> Iterator[tuple[str, str]]:
        """What the kind itself minds: attribute and sentence. `original` is None for a new row."""
        return iter(())

    def skip_row(self, instance: Any, original: Any, row: Any, import_validation_errors: Any = None) -> bool:
        """Unchanged. Blanks at the ends and line ends of another kind are no change."""
        if import_validation_errors or original.pk is None:
            return False
        fields = self.get_import_fields()
        return all(same(field.get_value(instance), field.get_value(original)) for field in fields)

    def after_init_instance(self, instance: Any, new: bool, row: Any, **kwargs: Any) -> None:
        self._original = None if new else copy(instance)

    def validate_instance(
        self, instance: Any, import_validation_errors: Any = None, validate_unique: bool = True
    ) -> None:
        errors = dict(import_validation_errors or {})
        try:
            self._clean(instance, set(errors))
        except ValidationError as error:
            errors = error.update_error_dict(errors)
        for attribute, sentence in self.faults_of(instance, self._original):
            errors.setdefault(attribute, []).append(ValidationError(sentence))
        if errors:
            raise ValidationError(errors)

    def _clean(self, instance: Any, wrong: set[str]) -> None:
        """As `full_clean`, without what asks the database for each row and is known: the key is new, or its own."""
        instance.clean_fields(exclude=wrong | self.trusted)
        instance.clean()
        key = {self.fields[name].attribute for name in self.get_import_id_fields()}
        instance.validate_unique(exclude=wrong | key)
        for constraint in instance._meta.constraints:
            if constraint.name not in self.unbroken:
                constraint.validate(type(instance), instance, exclude=wrong | key)


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
        empty = [name for name, cell in row.cells.items() if cell is None and self._columns[name].required]
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


def comparable(value: Any) -> Any:
    return value.casefold() if isinstance(value, str) else value


def same(one: Any, other: Any) -> bool:
    return bool(_settled(one) == _settled(other))


def _nobody(done: int) -> None:
    """Is told how far a reading is: the engine counts the rows that it gives."""


def _settled(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    return value.replace("\r\n", "\n").replace("\r", "\n").strip() or None


__all__ = ["Cells", "Column", "Named", "ResourceSheet", "SheetResource", "cell"]
