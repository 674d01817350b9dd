"""Imports as their pages show them. Each is seen by whoever uploaded it alone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F

from common.spreadsheets import progress
from common.spreadsheets.registry import all_sheets, sheet_named
from common.spreadsheets.sheet import Column, Sheet
from teams.models import ImportJob, User

SHOWN_FAULTS = 100
RECENT = 10


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of spreadsheet with what this person may do with it; the reasons say why not."""

    sheet: Sheet
    may_import: bool
    may_export: bool
    why_no_import: str
    why_no_export: str

    @property
    def is_seen(self) -> bool:
        return self.may_import or self.may_export


@dataclass(frozen=True, slots=True)
class Changed:
    """A row that would be written: the title of each column that differs, what is there before, and after."""

    row: int
    is_new: bool
    cells: Sequence[tuple[str, str, str]]


@dataclass(frozen=True, slots=True)
class ImportPage:
    """`done` of `job.rows` rows, for a bar. `found` has the counts of the preview, `faults` the first of them."""

    job: ImportJob
    sheet: Sheet
    done: int
    found: Mapping[str, Any]
    faults: Sequence[tuple[int, str, str]]
    examples: Sequence[Changed]

    @property
    def total(self) -> int:
        """At least as many as are done: before a file is read, the number of its rows is an estimate."""
        return max(self.job.rows, self.done, 1)

    @property
    def fault_count(self) -> int:
        return int(self.found.get("fault_count", 0))

    @property
    def to_write(self) -> int:
        return int(self.found.get("new", 0)) + int(self.found.get("changed", 0))

    @property
    def all_rows(self) -> int:
        return self.to_write + int(self.found.get("unchanged", 0))


def kind_for(sheet: Sheet, user: User) -> Kind:
    bring_in, take_out = sheet.may_import(user), sheet.may_export(user)
    return Kind(sheet, bool(bring_in), bool(take_out), bring_in.reason, take_out.reason)


def kinds_for(user: User) -> list[Kind]:
    return [kind for kind in (kind_for(sheet, user) for sheet in all_sheets()) if kind.is_seen]


def recent_imports(user: User, sheet: Sheet | None = None) -> list[tuple[ImportJob, str]]:
    """The newest of this person's, with the title of their kind and `fault_count` beside. One statement, which leaves
    previews where they are: they are some hundred kilobytes each where many rows are wrong."""
    jobs = ImportJob.objects.filter(uploaded_by=user).annotate(fault_count=F("found__fault_count"))
    if sheet:
        jobs = jobs.filter(sheet=sheet.slug)
    return [(job, _title(job)) for job in jobs.only("sheet", "file_name", "uploaded_at", "state")[:RECENT]]


def find_import(user: User, number: int) -> ImportJob | None:
    return ImportJob.objects.filter(uploaded_by=user, pk=number).first()


def import_page(job: ImportJob, sheet: Sheet) -> ImportPage:
    found = job.found
    return ImportPage(
        job=job,
        sheet=sheet,
        done=(progress.rows_done(job.pk) or 0) if job.is_at_work else 0,
        found=found,
        faults=all_faults(job, sheet)[:SHOWN_FAULTS],
        examples=[_changed(example, sheet.columns) for example in found.get("examples", [])],
    )


def all_faults(job: ImportJob, sheet: Sheet) -> list[tuple[int, str, str]]:
    """Those that are kept, the first thousand: row, column as the file calls it, and what is wrong."""
    titles = {column.name: column.title for column in sheet.columns}
    titles |= {name: job.headers[place] for name, place in job.matching.items()}
    return [(row, titles.get(name, name), words) for row, name, words in job.found.get("faults", [])]


def _title(job: ImportJob) -> str:
    sheet = sheet_named(job.sheet)
    return sheet.title if sheet else job.sheet


def _changed(example: Sequence[Any], columns: Sequence[Column]) -> Changed:
    row, before, after = example
    cells = [
        (column.title, (before or {}).get(column.name, ""), after[column.name])
        for column in columns
        if column.name in after
    ]
    return Changed(row, before is None, cells)
