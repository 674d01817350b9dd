"""Waking the worker once there is something to do: mail to send, a file to compare or to write."""

from datetime import datetime
from functools import partial

from django.db import transaction

from common.spreadsheets import progress
from teams.models import ImportJob, User
from teams.services.import_work import work_on
from teams.services.imports import cancel_import
from teams.tasks import send_mail, work_on_import

AT_ONCE = 2_000
"""Rows that a request deals with by itself."""


def wake_mail() -> None:
    """Ask the worker to send, once the transaction is committed.

    With the broker down this is logged and nothing more: the schedule sends later.
    """
    transaction.on_commit(partial(send_mail.apply_async, retry=False), robust=True)


def go_on_with(job: ImportJob, *, now: datetime) -> None:
    """Do what is due of a small import here and now; ask the worker for that of a large one.

    With the broker down the large one waits for the schedule.
    """
    if job.is_at_work and job.rows <= AT_ONCE:
        work_on(number=job.pk, now=now)
    elif job.is_at_work:
        transaction.on_commit(partial(work_on_import.apply_async, (job.pk,), retry=False), robust=True)


def stop(job: ImportJob, *, by: User, now: datetime) -> None:
    """Said to the worker first: on SQLite its transaction lets nobody else write."""
    if not job.has_ended:
        progress.ask_to_stop(job.pk)
    cancel_import(job=job, by=by, now=now)
