"""What a person does with a file of rows: hand it in, say which column is which, confirm it, cancel it."""

import zlib
from base64 import b64decode, b64encode
from collections.abc import Mapping
from datetime import datetime, timedelta

from common.decisions import ChangedSince, DomainError
from common.services import service
from common.spreadsheets.files.opening import OpenedFile, open_file
from common.spreadsheets.matching import guess, missing, plain
from common.spreadsheets.sheet import Sheet
from teams.models import ColumnChoice, ImportFile, ImportJob, User
from teams.services import activity

State = ImportJob.State
MOST_UNDER_WAY = 10
KEPT = timedelta(days=1)
NOTHING = "Nothing was brought in."
TOO_OLD = f"Nobody went on with it for a day, so the file was thrown away. {NOTHING}"
MOVED_ON = "This import has moved on in another window. Here is where it stands."


@service
def take_upload(*, sheet: Sheet, name: str, content: bytes, by: User, now: datetime) -> ImportJob:
    """Keep the file. Where every column of it is known by its name it is compared at once, else they are chosen first.

    `BadFile` for what cannot be read, DomainError for somebody with too many imports under way.
    """
    sheet.may_import(by).require()
    if ImportJob.objects.filter(uploaded_by=by, finished_at=None).count() >= MOST_UNDER_WAY:
        raise DomainError(f"You have {MOST_UNDER_WAY} imports under way. Finish or cancel one of them first.")
    opened = open_file(name, content)
    matching = guess(sheet.columns, opened.headers, _remembered(sheet, by))
    job = ImportJob.objects.create(
        sheet=sheet.slug,
        file_name=name[-200:],
        uploaded_by=by,
        uploaded_at=now,
        state=State.READING if _is_plain(sheet, opened, matching) else State.COLUMNS,
        headers=list(opened.headers),
        matching=dict(matching),
        rows=opened.estimated_rows,
    )
    ImportFile.objects.create(job=job, content=b64encode(zlib.compress(content)).decode())
    activity.record(by=by, now=now, verb="uploaded", subject=job, detail={"sheet": sheet.slug})
    return job


@service
def choose_columns(
    *, job: ImportJob, sheet: Sheet, matching: Mapping[str, int], by: User, now: datetime
) -> ImportJob:
    """Compare the file by these columns (`Column.name` to the place of the file's), and remember them for the next."""
    sheet.may_import(by).require()
    _require_matching(job, sheet, matching)
    _move(job, (State.COLUMNS, State.PREVIEW), State.READING, matching=dict(matching), found={})
    headers = {
        column.name: job.headers[matching[column.name]] if column.name in matching else ""
        for column in sheet.columns
    }
    ColumnChoice.objects.update_or_create(user=by, sheet=sheet.slug, defaults={"headers": headers})
    activity.record(by=by, now=now, verb="chose the columns of", subject=job, detail={"sheet": sheet.slug})
    return job


@service
def confirm_import(*, job: ImportJob, sheet: Sheet, mark: str, by: User, now: datetime) -> ImportJob:
    """What was shown under this mark shall be written. ChangedSince where something else is shown by now."""
    sheet.may_import(by).require()
    if job.state == State.WRITING:
        return job
    if job.state != State.PREVIEW or job.found.get("mark") != mark:
        raise ChangedSince(MOVED_ON)
    if job.found["fault_count"]:
        raise DomainError("Some rows are wrong. Correct them in the file, and upload it again.")
    _move(job, (State.PREVIEW,), State.WRITING)
    activity.record(by=by, now=now, verb="confirmed", subject=job, detail={"sheet": sheet.slug})
    return job


@service
def cancel_import(*, job: ImportJob, by: User, now: datetime) -> ImportJob:
    """Nothing of it is or will be written; the file goes. ChangedSince where it has ended already."""
    if job.state == State.CANCELLED:
        return job
    going_on = [state for state in State if state not in ImportJob.ENDED]
    _move(job, going_on, State.CANCELLED, finished_at=now, notice=NOTHING)
    ImportFile.objects.filter(job=job).delete()
    activity.record(by=by, now=now, verb="cancelled", subject=job, detail={"sheet": job.sheet})
    return job


@service
def throw_away_old(*, by: User | None, now: datetime) -> int:
    """Cancel what nobody went on with for a day; how many imports that were."""
    waiting = (State.COLUMNS, State.PREVIEW, State.READING)
    old = ImportJob.objects.filter(state__in=waiting, uploaded_at__lt=now - KEPT)
    jobs = list(old.select_for_update())  # of two sweeps the second waits, and finds none
    ImportFile.objects.filter(job__in=jobs).delete()
    old.filter(pk__in=[job.pk for job in jobs]).update(state=State.CANCELLED, finished_at=now, notice=TOO_OLD)
    for job in jobs:
        activity.record(by=by, now=now, verb="threw away", subject=job, detail={"sheet": job.sheet})
    return len(jobs)


def opened_file(job: ImportJob) -> OpenedFile:
    """The file of an import that has not ended. DomainError where it is gone."""
    kept = ImportFile.objects.filter(job=job).first()
    if kept is None:
        raise DomainError("The file of this import is gone. Upload it again.")
    return open_file(job.file_name, zlib.decompress(b64decode(kept.content)))


def _remembered(sheet: Sheet, by: User) -> Mapping[str, str]:
    chosen = ColumnChoice.objects.filter(user=by, sheet=sheet.slug).values_list("headers", flat=True).first()
    return chosen or {}


def _is_plain(sheet: Sheet, opened: OpenedFile, matching: Mapping[str, int]) -> bool:
    """Every header is a column's own name or title: there is nothing to choose."""
    own = {plain(name) for column in sheet.columns for name in (column.name, column.title)}
    return not missing(sheet.columns, matching) and all(plain(header) in own for header in opened.headers)


def _require_matching(job: ImportJob, sheet: Sheet, matching: Mapping[str, int]) -> None:
    if lacking := missing(sheet.columns, matching):
        raise DomainError(f"Choose the column of the file for: {', '.join(each.title for each in lacking)}.")
    if len(set(matching.values())) < len(matching):
        raise DomainError("Two columns take the same one of the file. Choose another for one of them.")
    if not all(0 <= place < len(job.headers) for place in matching.values()):
        raise DomainError("The file has no such column. Choose one from the list.")


def _move(job: ImportJob, before: "tuple[str, ...] | list[State]", after: State, **columns: object) -> None:
    """One conditional statement: of two windows, one goes on."""
    changes = {"notice": "", "claimed_at": None, "attempts": 0, "state": after, **columns}
    if not ImportJob.objects.filter(pk=job.pk, state__in=before).update(**changes):
        raise ChangedSince(MOVED_ON)
    job.refresh_from_db()
