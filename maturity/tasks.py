"""Background work of the maturity half. Thin: the services do it, and doing it twice is doing it once."""

from typing import Any

from celery import shared_task
from celery.signals import worker_ready
from django.db import OperationalError
from django.utils import timezone

from maturity.services.snapshots import take_outdated


@shared_task(
    name="maturity.take_snapshots",
    acks_late=True,
    ignore_result=True,
    autoretry_for=(OperationalError,),  # the database restarts, or another writer held it for too long
    retry_backoff=True,
    max_retries=5,
)
def take_snapshots() -> None:
    """Take every missing or stale day until today, in the organisation's time zone."""
    for _ in take_outdated(until=timezone.localdate(), by=None, now=timezone.now()):
        pass


@worker_ready.connect(dispatch_uid="maturity.catch_up")
def catch_up(**kwargs: Any) -> None:
    """A worker that starts finishes what a killed one left, without waiting for the beat."""
    take_snapshots.delay()
