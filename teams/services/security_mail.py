"""Telling people what was done to their account, so that whoever did not do it finds out."""

from datetime import datetime

from django.urls import reverse

from common.links import absolute
from common.services import service
from teams.letters import write_letter
from teams.models import Event, Mail, User
from teams.services.outbox import queue_mail


@service
def tell_of_change(*, event: Event, person: User, what: str, by: User | None, now: datetime) -> Mail | None:
    """`what` was done, as a sentence without its end ("Your password was changed"). Nobody switches this mail off.

    Its topic is the event, so that the second change of a day is told too.
    """
    context = {
        "what": what,
        "by": by if by and by.pk != person.pk else None,
        "now": now,
        "security_link": absolute(reverse("security")),
        "reset_link": absolute(reverse("account_reset_password")),
    }
    letter = write_letter("security", to=person, subject=what, context=context)
    topic = f"security {event.pk}"
    return queue_mail(
        to=person, topic=topic, key=event.verb, letter=letter, switch=Mail.Switch.NONE, by=by, now=now
    )
