"""Telling people by mail what is due from them in plans: the week on Mondays, the day before on others.

One mail a day and person at most, which the outbox holds: both kinds are of one topic.
"""

from collections.abc import Iterator
from datetime import datetime

from common.services import service
from plans.models import MailedPlan
from plans.queries.mail_recipients import TOPIC, mail_recipients
from plans.reminders import MailKind
from plans.services.week_letter import week_letter
from teams.models import Mail, User
from teams.policies import may_administer
from teams.services.outbox import queue_mail

SWITCHES = {MailKind.DIGEST: Mail.Switch.DIGEST, MailKind.REMINDER: Mail.Switch.DUE_TOMORROW}


def queue_week_mails(*, by: User | None, now: datetime) -> Iterator[Mail]:
    """Write to everybody whose hour has come, each in a transaction of its own.

    Whatever stops it half way leaves whole mails behind, and the next run of the day goes on from the data.
    """
    for person, kind in mail_recipients(now):
        if mail := queue_week_mail(person=person, kind=kind, by=by, now=now):
            yield mail


@service
def queue_week_mail(*, person: User, kind: MailKind, by: User | None, now: datetime) -> Mail | None:
    """None where there is nothing to say, and where the person had their mail of the day."""
    if by is not None:
        may_administer(by).require()
    letter = week_letter(person, kind, now)
    if letter is None:
        return None
    key = f"{kind} {person.local(now).date()}"
    mail = queue_mail(to=person, topic=TOPIC, key=key, letter=letter, switch=SWITCHES[kind], by=by, now=now)
    if mail is not None:
        MailedPlan.objects.bulk_create(MailedPlan(mail=mail, plan_id=plan) for plan in sorted(letter.plans))
    return mail
