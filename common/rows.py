"""Large tables of numbers, read without the cost of Django's chunks and conversions."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.models import Model, QuerySet


def fetch_rows(values: "QuerySet[Any, tuple[Any, ...]]") -> list[tuple[Any, ...]]:
    """All rows of a `values_list`, as the database gives them: for columns of whole numbers and texts alone.

    Django fetches a hundred rows at a time and looks at each; for thousands of rows that takes as long again as the
    database does. Columns that need a conversion on some engine (days, moments, decimals, JSON) would come raw.
    """
    try:
        statement, parameters = values.query.sql_with_params()
    except EmptyResultSet:
        return []
    with connections[values.db].cursor() as cursor:
        cursor.execute(statement, parameters)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows


class Compiled:
    """A `values_list` whose SQL is made once for each engine and number of arguments, and then run with others.

    For a page that asks the same nested question each time: Django compiles it for longer than the database answers.
    `build` gets stand-ins for the arguments, texts or (where `numbers` says so by position) whole numbers, each of
    which must come up in the SQL's parameters as it is. Columns of every kind are converted as Django does.
    """

    def __init__(
        self, build: "Callable[..., QuerySet[Any, tuple[Any, ...]]]", *, numbers: frozenset[int] = frozenset()
    ) -> None:
        self._build, self._numbers = build, numbers
        self._made: dict[tuple[str, int], _Made] = {}

    def rows(self, *arguments: Any) -> list[tuple[Any, ...]]:
        """All rows for these arguments. One statement."""
        made = self._compiled(len(arguments))
        with connection.cursor() as cursor:
            cursor.execute(made.statement, made.parameters_for(arguments))
            rows: list[tuple[Any, ...]] = cursor.fetchall()
        return [made.converted(row) for row in rows] if made.conversions else rows

    def instances[M: Model](self, model: type[M], *arguments: Any) -> list[M]:
        """The same as rows of `model`, whose `columns_of` they must be."""
        names = columns_of(model)
        return [model.from_db(DEFAULT_DB_ALIAS, names, values) for values in self.rows(*arguments)]

    def _compiled(self, count: int) -> "_Made":
        key = (connection.vendor, count)
        if key not in self._made:
            stand_ins = [-1_000_000 - n if n in self._numbers else f"stand-in {n}" for n in range(count)]
            self._made[key] = _made(self._build(*stand_ins), stand_ins)
        return self._made[key]


@dataclass(frozen=True, slots=True)
class _Made:
    """`places` says which argument a parameter stands for, `conversions` what is done to which column."""

    statement: str
    parameters: tuple[Any, ...]
    places: Mapping[Any, int]
    conversions: tuple[tuple[int, Callable[[Any], Any]], ...]

    def parameters_for(self, arguments: Sequence[Any]) -> list[Any]:
        places = self.places
        return [arguments[places[each]] if each in places else each for each in self.parameters]

    def converted(self, row: Sequence[Any]) -> tuple[Any, ...]:
        values = list(row)
        for column, convert in self.conversions:
            values[column] = convert(values[column])
        return tuple(values)


def _made(values: "QuerySet[Any, tuple[Any, ...]]", stand_ins: Sequence[Any]) -> _Made:
    compiler = values.query.get_compiler(values.db)
    statement, parameters = compiler.as_sql()
    converters = compiler.get_converters([column for column, *_ in compiler.select])
    return _Made(
        statement,
        tuple(parameters),
        {each: n for n, each in enumerate(stand_ins)},
        tuple((column, partial(_convert, functions, of)) for column, (functions, of) in converters.items()),
    )


def _convert(functions: Sequence[Callable[..., Any]], of: Any, value: Any) -> Any:
    if value is None:
        return None  # as it is converted by all of them
    for function in functions:
        value = function(value, of, connection)
    return value


def columns_of(model: type[Model], prefix: str = "") -> list[str]:
    """The names of all of its columns, for a `values_list`; under `prefix`, of one that is joined ("team__")."""
    return [prefix + field.attname for field in model._meta.concrete_fields]


def row_of[M: Model](model: type[M], values: Sequence[Any]) -> M | None:
    """The row whose `columns_of` these are; None where a join found none."""
    return model.from_db(DEFAULT_DB_ALIAS, columns_of(model), values) if values[0] is not None else None
