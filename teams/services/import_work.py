"""The work of an import: comparing a file with what there is, and writing it; in a request or in a worker.

Whoever works claims the import first, and marks it at the end on condition that the claim is still theirs: of two, one
has done it. All rows are written in one transaction, which the mark closes. A worker that dies leaves a claim that
grows old, and the next sweep takes it up from the beginning.
"""

import logging
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any

from django.db import OperationalError, transaction
from django.db.models import F, Q

from common.decisions import DomainError
from common.spreadsheets import progress, values
from common.spreadsheets.matching import matched
from common.spreadsheets.reading import Reading
from common.spreadsheets.registry import sheet_named
from common.spreadsheets.sheet import Sheet, SheetRow
from teams.models import ImportFile, ImportJob
from teams.services import activity
from teams.services.imports import NOTHING, opened_file

State = ImportJob.State
CLAIM_LASTS = timedelta(seconds=progress.ALIVE)
MOST_ATTEMPTS = 3
EVERY = 250
"""Rows from one report of how far it is to the next; a wish to stop is heard as often."""
_LONGEST = 300  # characters of a value or a message that a preview keeps
CHANGED = (
    "What is in Waymark has changed since you looked, so that this file would do something else. "
    "Nothing was brought in. Look again, and confirm it anew."
)
BROKEN = (
    "Something went wrong, and nothing was brought in. Upload the file again; "
    "if it fails once more, tell whoever runs Waymark."
)
log = logging.getLogger(__name__)


class Stopped(Exception):
    """Somebody cancelled it, or another worker has it."""


def work_on(*, number: int, now: datetime) -> None:
    """Do what is due of an import; nothing where nothing is, or somebody is at it. Told in the import, not raised."""
    job = _claimed(number, now)
    if job is None:
        return
    try:
        _compare(job, now) if job.state == State.READING else _write(job, now)
    except Stopped:
        pass
    except OperationalError:  # the database was away: the sweep tries again
        raise
    except DomainError as error:
        _fail(job, f"{error.message} {NOTHING}", now)
    except Exception:
        log.exception("import %s failed", number)
        _fail(job, BROKEN, now)
    finally:
        progress.forget(number)


def due_imports(*, now: datetime) -> list[int]:
    """Numbers of those on which nobody works, oldest first."""
    return list(_waiting(now).order_by("uploaded_at", "pk").values_list("pk", flat=True))


def _waiting(now: datetime) -> Any:
    idle = Q(claimed_at=None) | Q(claimed_at__lt=now - CLAIM_LASTS)
    return ImportJob.objects.filter(idle, state__in=ImportJob.WORK)


def _claimed(number: int, now: datetime) -> ImportJob | None:
    waiting = _waiting(now).filter(pk=number)
    job: ImportJob | None = waiting.select_related("uploaded_by").first()
    if job is None or (job.claimed_at is not None and progress.rows_done(number) is not None):
        return None
    ours = waiting.filter(claim=job.claim)
    if not ours.update(claim=F("claim") + 1, claimed_at=now, attempts=F("attempts") + 1):
        return None
    job.claim += 1
    if job.attempts >= MOST_ATTEMPTS:
        log.error("import %s was left %s times by whoever worked on it", number, job.attempts)
        _fail(job, BROKEN, now)
        return None
    progress.report(number, 0)
    return job


def _compare(job: ImportJob, now: datetime) -> None:
    sheet, watch = _sheet(job), _Watch(job)
    reading = sheet.read(watch.counted(_rows(job)), by=job.uploaded_by, now=now)
    _mark(job, state=State.PREVIEW, found=as_json(reading), rows=watch.done)


def _write(job: ImportJob, now: datetime) -> None:
    sheet, watch = _sheet(job), _Watch(job)
    try:
        with transaction.atomic():
            reading = sheet.write(_rows(job), by=job.uploaded_by, now=now, progress=watch)
            _require_same(job, reading)
            _finish(job, sheet, reading, now)
    except _Differs as differs:
        _mark(job, state=State.PREVIEW, found=as_json(differs.reading), notice=CHANGED)


def _require_same(job: ImportJob, reading: Reading) -> None:
    if reading.fault_count or reading.mark != job.found["mark"]:
        raise _Differs(reading)


def _finish(job: ImportJob, sheet: Sheet, reading: Reading, now: datetime) -> None:
    """The last statements of the transaction: whoever lost the claim takes all of it back."""
    if not _mark(job, state=State.DONE, finished_at=now):
        raise Stopped
    ImportFile.objects.filter(job=job).delete()
    counts = {"new": reading.new, "changed": reading.changed, "unchanged": reading.unchanged}
    activity.record(
        by=job.uploaded_by, now=now, verb="imported", subject=job, detail={"sheet": sheet.slug, **counts}
    )


def _fail(job: ImportJob, notice: str, now: datetime) -> None:
    with transaction.atomic():
        if _mark(job, state=State.FAILED, notice=notice, finished_at=now):
            ImportFile.objects.filter(job=job).delete()


def _mark(job: ImportJob, **columns: Any) -> bool:
    """Unless somebody cancelled it or took it up meanwhile."""
    ours = ImportJob.objects.filter(pk=job.pk, state=job.state, claim=job.claim)
    return bool(ours.update(**{"claimed_at": None, "attempts": 0, **columns}))


def _sheet(job: ImportJob) -> Sheet:
    """Asked again, since it may be hours after the upload: DomainError where the person may not any more."""
    sheet = sheet_named(job.sheet)
    if sheet is None:
        raise DomainError("This kind of spreadsheet is not known any more.")
    if not job.uploaded_by.is_active:
        raise DomainError("Whoever uploaded it is not active any more.")
    sheet.may_import(job.uploaded_by).require()
    return sheet


def _rows(job: ImportJob) -> Iterator[SheetRow]:
    return matched(opened_file(job).rows(), job.matching)


class _Watch:
    """Says how far it is, and raises `Stopped` where it shall go no further."""

    def __init__(self, job: ImportJob) -> None:
        self._job, self._next, self.done = job, EVERY, 0

    def __call__(self, done: int) -> None:
        self.done = done
        if done < self._next:
            return
        self._next = done + EVERY
        progress.report(self._job.pk, done)
        ours = ImportJob.objects.filter(pk=self._job.pk, state=self._job.state, claim=self._job.claim)
        if progress.is_asked_to_stop(self._job.pk) or not ours.exists():
            raise Stopped

    def counted(self, rows: Iterable[SheetRow]) -> Iterator[SheetRow]:
        for done, row in enumerate(rows, start=1):
            self(done)
            yield row


class _Differs(Exception):
    def __init__(self, reading: Reading) -> None:
        super().__init__()
        self.reading = reading


def as_json(reading: Reading) -> dict[str, Any]:
    """What a preview shows, in words."""
    return {
        "new": reading.new,
        "changed": reading.changed,
        "unchanged": reading.unchanged,
        "fault_count": reading.fault_count,
        "mark": reading.mark,
        "faults": [[row, column, message[:_LONGEST]] for row, column, message in reading.faults],
        "examples": [[row, _words(before), _words(after)] for row, before, after in reading.examples],
    }


def _words(cells: Any) -> dict[str, str] | None:
    return None if cells is None else {name: values.text(cell)[:_LONGEST] for name, cell in cells.items()}
