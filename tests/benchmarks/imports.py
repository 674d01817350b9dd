"""A year of an old spreadsheet, 100,000 answers of a CSV, beside the same rows by hand-written executemany.

Beside the ratio it prints to stderr what `bulk_create` takes for the same rows, what the preview takes, what the worker
then takes for the snapshots, and the most memory that the process held.
"""

import csv
import io
import resource
import sys
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from time import perf_counter
from typing import Any

from django.db import connection, models, transaction

from common.days import organisation_day
from common.spreadsheets.sheet import SheetRow
from maturity.models import Answer, Assessment, Cycle, Evidence, Practice, Submission, SubmittedAnswer
from maturity.services.closed_figures import freeze_closed
from maturity.services.snapshots import take_outdated
from maturity.spreadsheets.answers import AnswersSheet
from tests.benchmarks.measuring import Result, compare
from tests.benchmarks.organisation import build

DIMENSIONS, PRACTICES, RUNS = 5, 10, 3
QUARTERS = ("2025-q1", "2025-q2", "2025-q3", "2025-q4")
NOW = datetime(2026, 2, 2, 12, tzinfo=UTC)
WRITTEN = (Cycle, Assessment, Submission, SubmittedAnswer, Answer, Evidence)
"""The tables of what an import brings in, in the order in which they refer to each other."""


def measure(name: str, teams: int) -> Result:
    """`teams` teams that answered 50 practices in each of four quarters; in every run all of it, rolled back after."""
    build(teams=teams, dimensions=DIMENSIONS, practices=PRACTICES, quarters=0)
    file = _file(teams)
    tables = _brought(file)
    count = sum(len(rows) for _, rows in tables)
    if count < teams * DIMENSIONS * PRACTICES * len(QUARTERS):
        raise AssertionError("the import did not bring every answer in")
    most = _peak()
    result = compare(
        name,
        work=lambda: _undone(lambda: _import(file)),
        floor=lambda: _undone(lambda: _by_hand(tables)),
        runs=RUNS,
    )
    told = {
        "bulk_create of the same rows": _seconds(lambda: _undone(lambda: _bulk_create(tables))),
        "preview": _seconds(lambda: AnswersSheet().read(_rows(file), by=None, now=NOW)),
        "import": _seconds(lambda: _import(file)),
        "snapshots and freezing by the worker": _seconds(_snapshots),
    }
    words = "; ".join(f"{what}: {taken:.1f} s" for what, taken in told.items())
    sys.stderr.write(f"{name}: {count:,} rows; {words}; peak memory {most} MB\n")
    return result


def _file(teams: int) -> str:
    """As it is read in: every cell a text."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(column.name for column in AnswersSheet.columns)
    for quarter in QUARTERS:
        for team in range(teams):
            for practice, key in enumerate(_keys()):
                writer.writerow(_cells(team, quarter, practice, key))
    return out.getvalue()


def _keys() -> list[str]:
    return list(Practice.objects.order_by("pk").values_list("key", flat=True))


def _cells(team: int, quarter: str, practice: int, key: str) -> tuple[str, ...]:
    drawn = (team * 7919 + practice * 104729 + int(quarter[-1]) * 31) % 997
    excluded = drawn % 16 == 1
    level = "not applicable" if excluded else "" if drawn % 16 == 2 else str(drawn % 5)
    because, reason = ("nothing-of-the-kind", "Nothing of the kind here.") if excluded else ("", "")
    note = f"Checked with team {team} in the retrospective; the runbook names who is called. {drawn}"
    target = "4" if drawn % 2 else ""
    evidence = (
        f"{quarter[:4]}-01-0{1 + drawn % 9} https://example.org/runbook/{drawn} Runbook"
        if drawn % 3 == 0
        else ""
    )
    return f"team-{team}", quarter, key, level, because, reason, note, target, "", evidence, "", ""


def _rows(file: str) -> Iterator[SheetRow]:
    for number, cells in enumerate(csv.DictReader(io.StringIO(file)), start=2):
        yield SheetRow(number, cells)


def _import(file: str) -> None:
    with transaction.atomic():
        done = AnswersSheet().write(_rows(file), by=None, now=NOW, progress=lambda _: None)
        if done.fault_count:
            raise AssertionError(f"the import found faults: {done.faults[:3]}")


def _undone(work: Callable[[], Any]) -> None:
    """Do it and roll it back, so that each run writes into the same empty tables."""
    with transaction.atomic():
        work()
        transaction.set_rollback(True)


def _brought(file: str) -> list[tuple[type[models.Model], list[tuple[Any, ...]]]]:
    """All rows that an import writes, as the database holds them."""
    found: list[tuple[type[models.Model], list[tuple[Any, ...]]]] = []

    def copy() -> None:
        _import(file)
        with connection.cursor() as cursor:
            for model in WRITTEN:
                cursor.execute(f"SELECT {_columns(model)} FROM {model._meta.db_table} ORDER BY id")
                found.append((model, cursor.fetchall()))

    _undone(copy)
    return found


def _columns(model: type[models.Model]) -> str:
    return ", ".join(str(field.column) for field in model._meta.concrete_fields)


def _by_hand(tables: list[tuple[type[models.Model], list[tuple[Any, ...]]]]) -> None:
    with connection.cursor() as cursor:
        for model, rows in tables:
            marks = ", ".join(["%s"] * len(model._meta.concrete_fields))
            statement = f"INSERT INTO {model._meta.db_table} ({_columns(model)}) VALUES ({marks})"
            cursor.executemany(statement, rows)


def _bulk_create(tables: list[tuple[type[models.Model], list[tuple[Any, ...]]]]) -> None:
    for model, rows in tables:
        fields = model._meta.concrete_fields
        names = [field.attname for field in fields]
        model._default_manager.bulk_create(
            (model(**dict(zip(names, _python(fields, row), strict=True))) for row in rows), batch_size=2000
        )


def _python(fields: Sequence[Any], row: tuple[Any, ...]) -> Iterator[Any]:
    """The values as models have them; SQLite keeps days and moments as texts, the moments of UTC."""
    for field, value in zip(fields, row, strict=True):
        if isinstance(field, models.JSONField):
            yield field.from_db_value(value, None, connection)
        elif isinstance(field, models.DateTimeField) and isinstance(value, str):
            yield datetime.fromisoformat(value).replace(tzinfo=UTC)
        else:
            yield field.to_python(value)


def _snapshots() -> None:
    for _ in take_outdated(until=organisation_day(NOW), by=None, now=NOW):
        pass
    for _ in freeze_closed(by=None, now=NOW):
        pass


def _seconds(work: Callable[[], Any]) -> float:
    start = perf_counter()
    work()
    return perf_counter() - start


def _peak() -> int:
    """The most that this process ever held, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
