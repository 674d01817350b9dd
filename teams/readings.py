"""What is measured of the organisation's mail."""

from collections.abc import Iterator
from datetime import datetime

from common.metrics.readings import Reading, read_with
from teams.queries.outbox import outbox


def read_mail(now: datetime) -> Iterator[Reading]:
    found = outbox()
    age = (now - found.since).total_seconds() if found.since else 0
    yield Reading("waymark_mail_waiting", "Mails that may still leave", found.waiting)
    yield Reading(
        "waymark_mail_age_seconds", "How long the first of them has been waiting; 0 where none is", age
    )
    yield Reading(
        "waymark_mail_given_up", "Mails that were tried too often or are wanted no more", found.given_up
    )


read_with("mail", read_mail)
