"""Reminding leads of what they have to hand in: one mail a day and person at most, which lists it all."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from common.days import organisation_day
from common.decisions import DomainError
from common.services import service
from maturity.models import Cycle, Reminder
from maturity.policies import may_remind, takes_answers
from maturity.queries.reminders import TOPIC, Due, Lead, leads_with_dues, whom_to_remind
from maturity.reminders import occasion, reminder_day
from maturity.services.reminder_letter import reminder_letter
from teams.mail_hours import mail_day
from teams.models import Mail, User
from teams.services.outbox import queue_mail


@dataclass(frozen=True, slots=True)
class Reminded:
    """Whom a reminder goes to now, and who was left out, each with the reason in words."""

    people: tuple[str, ...]
    left_out: tuple[str, ...]


def remind_due_leads(*, by: User | None, now: datetime) -> Iterator[Mail]:
    """Remind everybody whose day and hour it is, each in a transaction of its own.

    Whatever stops it half way leaves whole mails behind, and the next run goes on from the data.
    """
    for lead in leads_with_dues(organisation_day(now)):
        day = _occasion(lead, now)
        if day and (mail := remind_lead(lead=lead, key=day.isoformat(), by=by, now=now)):
            yield mail


@service
def remind_lead(*, lead: Lead, key: str, by: User | None, now: datetime) -> Mail | None:
    """Queue the mail that lists all of the lead's dues; None where they had one for the occasion, or today."""
    may_remind(by).require()
    letter = reminder_letter(lead, now)
    mail = queue_mail(to=lead.user, topic=TOPIC, key=key, letter=letter, by=by, now=now)
    if mail is not None:
        Reminder.objects.bulk_create(Reminder(mail=mail, cycle=due.cycle, team=due.team) for due in lead.due)
    return mail


@service
def remind_now(*, cycle: Cycle, by: User | None, now: datetime) -> Reminded:
    """Remind the leads of every team that has not submitted in `cycle`, whatever day and hour it is.

    Still one a day and person at most. DomainError where the cycle takes no answers.
    """
    may_remind(by).require()
    require_open(cycle, now)
    asked = whom_to_remind(cycle, now)
    people, left_out = [], list(asked.left_out)
    for lead in asked.leads:
        key = f"asked {lead.user.local(now).date()}"
        if remind_lead(lead=lead, key=key, by=by, now=now):
            people.append(lead.user.name)
        else:  # somebody else's reminder came first
            left_out.append(f"{lead.user.name} was reminded today")
    return Reminded(tuple(people), tuple(left_out))


def require_open(cycle: Cycle, now: datetime) -> None:
    """DomainError unless the cycle takes answers, which is what leads are reminded of."""
    if not (taken := takes_answers(cycle, organisation_day(now))):
        raise DomainError(taken.reason)


def _occasion(lead: Lead, now: datetime) -> date | None:
    user = lead.user
    today = mail_day(now, user.zone, user.mail_hour) if user.mail_reminders else None
    return today and occasion((_day(due, today) for due in lead.due), lead.reminded_on)


def _day(due: Due, today: date) -> date | None:
    return reminder_day(due.cycle.due, due.cycle.closes, today)
