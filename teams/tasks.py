"""Background work of the organisation. Thin: the services do it, and doing it twice is doing it once."""

from typing import Any

from celery import shared_task
from celery.signals import worker_ready
from django.utils import timezone

from common.background import TASK_OPTIONS
from teams.services.delivery import send_next


@shared_task(name="teams.send_mail", **TASK_OPTIONS)
def send_mail() -> None:
    """Send what waits in the outbox and is due."""
    while send_next(now=timezone.now()):
        pass


@worker_ready.connect(dispatch_uid="teams.catch_up")
def catch_up(**kwargs: Any) -> None:
    """A worker that starts takes up what waits, without waiting for the beat."""
    send_mail.delay()
