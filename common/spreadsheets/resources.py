"""What a kind over one table says of its rows: a Resource of django-import-export, and how its cells are read.

The library turns cells into columns of a model, tells new from changed, validates and saves.
"""

from collections.abc import Callable, Iterator, Sequence
from copy import copy
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from import_export.fields import Field
from import_export.resources import ModelResource
from import_export.widgets import Widget

from common.spreadsheets import values
from common.spreadsheets.sheet import Cell


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


def cell(
    column: str, widget: Widget | Callable[[object], Any], *, attribute: str = "", may_be_empty: bool = True
) -> Field:
    """A field of a Resource: the column of the sheet, and how it is read. An empty cell empties.

    What may not be empty, though the file need not have it, stays as it is; the column's help says so.
    """
    reads = widget if isinstance(widget, Widget) else Cells(widget)
    return Field(
        column_name=column, attribute=attribute or column, widget=reads, saves_null_values=may_be_empty
    )


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


def comparable(value: Any) -> Any:
    return value.casefold() if isinstance(value, str) else value


def same(one: Any, other: Any) -> bool:
    return bool(_settled(one) == _settled(other))


def _settled(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    return value.replace("\r\n", "\n").replace("\r", "\n").strip() or None
