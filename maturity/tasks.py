"""Background work of the maturity half. Thin: the services do it, and doing it twice is doing it once."""

from typing import Any

from celery import shared_task
from celery.signals import worker_ready
from django.utils import timezone

from common.background import NIGHTLY_TASK_OPTIONS, TASK_OPTIONS
from common.days import organisation_day
from maturity.services import cycles, thinning
from maturity.services.closed_figures import freeze_closed
from maturity.services.reminders import remind_due_leads
from maturity.services.snapshots import take_outdated
from teams.tasks import send_mail


@shared_task(name="maturity.take_snapshots", **TASK_OPTIONS)
def take_snapshots() -> None:
    """Take every missing or stale day until today, in the organisation's time zone; freeze what closed cycles show."""
    now = timezone.now()
    for _ in take_outdated(until=organisation_day(), by=None, now=now):
        pass
    for _ in freeze_closed(by=None, now=now):
        pass


@shared_task(name="maturity.advance_cycles", **TASK_OPTIONS)
def advance_cycles() -> None:
    """Open the cycles whose day has come, and close those whose last day is over."""
    for _ in cycles.advance_cycles(by=None, now=timezone.now()):
        pass


@shared_task(name="maturity.remind_leads", **TASK_OPTIONS)
def remind_leads() -> None:
    """Queue the reminders whose day and hour it is, and wake the sending of them."""
    if list(remind_due_leads(by=None, now=timezone.now())):
        send_mail.delay()


@shared_task(name="maturity.thin_snapshots", **NIGHTLY_TASK_OPTIONS)
def thin_snapshots() -> None:
    """Remove the figures of old days that are not kept."""
    for _ in thinning.thin_snapshots(by=None, now=timezone.now()):
        pass


@worker_ready.connect(dispatch_uid="maturity.catch_up")
def catch_up(**kwargs: Any) -> None:
    """A worker that starts finishes what a killed one left, without waiting for the beat."""
    advance_cycles.delay()
    take_snapshots.delay()
    remind_leads.delay()
