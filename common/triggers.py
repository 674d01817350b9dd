"""Triggers that make rows immutable, in the SQL of each engine.

A `Frozen` names a table and the changes that the database refuses. The migrations install them; whatever must empty
tables (a test's flush) takes them off and puts them back.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from importlib import import_module

from django.apps import apps
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils.module_loading import module_has_submodule


@dataclass(frozen=True, slots=True)
class Frozen:
    """Refuse `operations` on `table` (where `condition`, an SQL expression on OLD and NEW, is true) with `message`."""

    table: str
    message: str
    operations: tuple[str, ...] = ("UPDATE", "DELETE")
    condition: str = ""

    def name(self, operation: str) -> str:
        return f"frozen_{self.table}_{operation.lower()}"

    def install(self, vendor: str) -> list[str]:
        make = _postgresql if vendor == "postgresql" else _sqlite
        return [statement for operation in self.operations for statement in make(self, operation)]

    def remove(self, vendor: str) -> list[str]:
        on_table = f" ON {self.table}" if vendor == "postgresql" else ""
        return [f"DROP TRIGGER IF EXISTS {self.name(operation)}{on_table}" for operation in self.operations]


def _sqlite(frozen: Frozen, operation: str) -> list[str]:
    when = f"WHEN {frozen.condition} " if frozen.condition else ""
    refuse = f"BEGIN SELECT RAISE(ABORT, '{frozen.message}'); END"
    return [f"CREATE TRIGGER {frozen.name(operation)} BEFORE {operation} ON {frozen.table} {when}{refuse}"]


def _postgresql(frozen: Frozen, operation: str) -> list[str]:
    name, row = frozen.name(operation), "OLD" if operation == "DELETE" else "NEW"
    refuse = f"RAISE EXCEPTION '{frozen.message}' USING ERRCODE = 'restrict_violation';"
    body = f"IF {frozen.condition} THEN {refuse} END IF;" if frozen.condition else refuse
    code = f"$$ BEGIN {body} RETURN {row}; END $$"
    return [
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS {code}",
        f"CREATE TRIGGER {name} BEFORE {operation} ON {frozen.table} FOR EACH ROW EXECUTE FUNCTION {name}()",
    ]


def install(connection: BaseDatabaseWrapper, frozen: Iterable[Frozen]) -> None:
    _run(connection, (statement for each in frozen for statement in each.install(connection.vendor)))


def remove(connection: BaseDatabaseWrapper, frozen: Iterable[Frozen]) -> None:
    _run(connection, (statement for each in frozen for statement in each.remove(connection.vendor)))


def frozen_of_apps() -> list[Frozen]:
    """What the apps froze, each in its module `frozen`."""
    found = (app for app in apps.get_app_configs() if module_has_submodule(app.module, "frozen"))
    return [each for app in found for each in import_module(f"{app.name}.frozen").FROZEN]


def _run(connection: BaseDatabaseWrapper, statements: Iterable[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
