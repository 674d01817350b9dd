"""Background work of the plans half. Thin: the services do it, and doing it twice is doing it once."""

from typing import Any

from celery import shared_task
from celery.signals import worker_ready
from django.utils import timezone

from common.background import TASK_OPTIONS
from plans.services.week_mails import queue_week_mails
from teams.tasks import send_mail


@shared_task(name="plans.mail_weeks", **TASK_OPTIONS)
def mail_weeks() -> None:
    """Queue the mails about plans whose day and hour it is, and wake the sending of them."""
    if list(queue_week_mails(by=None, now=timezone.now())):
        send_mail.delay()


@worker_ready.connect(dispatch_uid="plans.catch_up")
def catch_up(**kwargs: Any) -> None:
    """A worker that starts late in the day tells people yet what it would have told them at their hour."""
    mail_weeks.delay()
