"""What is measured of the organisation's mail and imports."""

from collections.abc import Iterator
from datetime import datetime

from common.metrics.readings import Reading, read_with
from teams.queries.imports_at_work import imports_at_work
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


def read_imports(now: datetime) -> Iterator[Reading]:
    found = imports_at_work()
    age = (now - found.since).total_seconds() if found.since else 0
    yield Reading("waymark_imports_running", "Imports that are compared or brought in", found.number)
    yield Reading(
        "waymark_imports_age_seconds", "Since the first of their files was uploaded; 0 where none is", age
    )


read_with("mail", read_mail)
read_with("imports", read_imports)
