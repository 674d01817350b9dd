"""What is in the outbox, as somebody who watches wants to know it."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min, Q

from teams.models import Mail
from teams.models.mail import MAX_ATTEMPTS


@dataclass(frozen=True, slots=True)
class Outbox:
    """`waiting` mails may still leave, the first of them queued at `since`; `given_up` stay, whatever happens."""

    waiting: int
    since: datetime | None
    given_up: int


def outbox() -> Outbox:
    """One statement."""
    waits = Q(attempts__lt=MAX_ATTEMPTS)
    found = Mail.objects.filter(sent_at=None).aggregate(
        waiting=Count("pk", filter=waits),
        since=Min("queued_at", filter=waits),
        given_up=Count("pk", filter=~waits),
    )
    return Outbox(**found)
