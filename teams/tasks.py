"""Background work of the organisation. Thin: the services do it, and doing it twice is doing it once."""

from typing import Any

from celery import shared_task
from celery.signals import worker_ready
from django.utils import timezone

from common.background import TASK_OPTIONS
from teams.services.delivery import send_next
from teams.services.import_work import due_imports, work_on
from teams.services.imports import throw_away_old


@shared_task(name="teams.send_mail", **TASK_OPTIONS)
def send_mail() -> None:
    """Send what waits in the outbox and is due."""
    while send_next(now=timezone.now()):
        pass


@shared_task(name="teams.work_on_import", **TASK_OPTIONS)
def work_on_import(number: int) -> None:
    """Compare or write one file."""
    work_on(number=number, now=timezone.now())


@shared_task(name="teams.work_on_imports", **TASK_OPTIONS)
def work_on_imports() -> None:
    """What a killed worker left, or nobody was told of; and files that nobody went on with are thrown away."""
    for number in due_imports(now=timezone.now()):
        work_on(number=number, now=timezone.now())
    throw_away_old(by=None, now=timezone.now())


@worker_ready.connect(dispatch_uid="teams.catch_up")
def catch_up(**kwargs: Any) -> None:
    """A worker that starts takes up what waits, without waiting for the beat."""
    send_mail.delay()
    work_on_imports.delay()
