"""Queueing a mail, in the transaction of what causes it. `teams.services.delivery` sends it."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Q

from common.services import service
from teams.letters import Letter
from teams.models import Mail, User
from teams.services import activity


@service
def queue_mail(
    *,
    to: User,
    topic: str,
    key: str,
    letter: Letter,
    switch: Mail.Switch = Mail.Switch.REMINDERS,
    by: User | None,
    now: datetime,
) -> Mail | None:
    """The mail that waits to be sent; None where the recipient had one of the topic for this occasion, or today.

    `key` names the occasion within the topic; today is the recipient's own. Of two at once the database keeps one.
    `switch` is the setting with which they may still refuse it before it leaves.
    """
    day = to.local(now).date()
    try:
        with transaction.atomic():
            mail = Mail.objects.create(
                recipient=to,
                topic=topic,
                key=key,
                switch=switch,
                day=day,
                subject=letter.subject,
                text=letter.text,
                html=letter.html,
                queued_at=now,
                due_at=now,
            )
    except IntegrityError:
        if Mail.objects.filter(Q(key=key) | Q(day=day), recipient=to, topic=topic).exists():
            return None
        raise
    detail = {"topic": topic, "key": key, "mail": mail.pk}
    activity.record(by=by, now=now, verb="wrote to", subject=to, detail=detail)
    return mail
