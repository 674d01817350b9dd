"""Background work of the organisation. Thin: the services do it, and doing it twice is doing it once."""

from typing import Any

from celery import shared_task
from celery.signals import worker_ready
from django.db import OperationalError
from django.utils import timezone

from teams.services.delivery import send_next


@shared_task(
    name="teams.send_mail",
    acks_late=True,
    ignore_result=True,
    autoretry_for=(OperationalError,),  # the database restarts, or another writer held it for too long
    retry_backoff=True,
    max_retries=5,
)
def send_mail() -> None:
    """Send what waits in the outbox and is due."""
    while send_next(now=timezone.now()):
        pass


@worker_ready.connect(dispatch_uid="teams.catch_up")
def catch_up(**kwargs: Any) -> None:
    """A worker that starts takes up what waits, without waiting for the beat."""
    send_mail.delay()
