"""Imports of people, at each step on their way."""

from common.spreadsheets.registry import sheet_named
from common.spreadsheets.sheet import Sheet
from teams.models import ImportJob, User
from teams.services.import_work import work_on
from teams.services.imports import confirm_import, take_upload
from tests import build

ADA = b"email,name\nada@example.org,Ada\n"


def people() -> Sheet:
    sheet = sheet_named("people")
    assert sheet is not None
    return sheet


def uploaded(
    by: User, content: bytes = ADA, *, name: str = "people.csv", sheet: Sheet | None = None
) -> ImportJob:
    return take_upload(sheet=sheet or people(), name=name, content=content, by=by, now=build.NOW)


def previewed(by: User, content: bytes = ADA, **options: object) -> ImportJob:
    """Compared, and to be confirmed."""
    return worked_on(uploaded(by, content, **options))


def confirmed(by: User, content: bytes = ADA) -> ImportJob:
    """To be written by whoever works next."""
    job = previewed(by, content)
    return confirm_import(job=job, sheet=people(), mark=job.found["mark"], by=by, now=build.NOW)


def worked_on(job: ImportJob) -> ImportJob:
    work_on(number=job.pk, now=build.NOW)
    job.refresh_from_db()
    return job


def many(rows: int) -> bytes:
    return b"email,name\n" + b"".join(b"p%d@example.org,Person %d\n" % (n, n) for n in range(rows))
