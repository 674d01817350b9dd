"""Who is to be told by mail of what is due from them in plans."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q

from plans.models import Plan, PlanRole
from plans.reminders import MailKind, kind_of_mail
from teams.mail_hours import mail_day
from teams.models import Mail, User

TOPIC = "plans"


def mail_recipients(now: datetime) -> Iterator[tuple[User, MailKind]]:
    """Those who lead, manage or have a role in a plan that runs, once their hour of the day has come.

    Without those who are not active, who switched it off, or who had their mail of the day. Two statements.
    """
    told = set(
        Mail.objects.filter(topic=TOPIC, day__gte=now - timedelta(days=2)).values_list("recipient_id", "day")
    )
    for person in _concerned():
        day = mail_day(now, person.zone, person.mail_hour)
        kind = day and kind_of_mail(day, digest=person.mail_digest, reminder=person.mail_due_tomorrow)
        if kind and (person.pk, day) not in told:
            yield person, kind


def _concerned() -> list[User]:
    running = Plan.objects.filter(kind=Plan.Kind.STARTED, finished_at=None)
    has_part = (
        Exists(running.filter(lead=OuterRef("pk")))
        | Exists(running.filter(manager=OuterRef("pk")))
        | Exists(PlanRole.objects.filter(plan__in=running, person=OuterRef("pk")))
    )
    wants_some = Q(mail_digest=True) | Q(mail_due_tomorrow=True)
    return list(User.objects.filter(has_part, wants_some, is_active=True))
