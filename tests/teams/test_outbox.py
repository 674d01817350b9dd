"""The outbox, as somebody who watches wants to know it."""

from datetime import timedelta

import pytest

from teams.models import Mail
from teams.models.mail import MAX_ATTEMPTS
from teams.queries.outbox import Outbox, outbox
from teams.readings import read_mail
from tests import build

pytestmark = pytest.mark.django_db


def mail(now, minutes, **columns):
    queued = now - timedelta(minutes=minutes)
    return Mail(
        recipient=build.user(),
        topic="tests",
        key="1",
        day=now.date(),
        subject="A mail",
        queued_at=queued,
        due_at=queued,
        **columns,
    )


def test_an_empty_outbox(now):
    assert outbox() == Outbox(waiting=0, since=None, given_up=0)
    assert [reading.value for reading in read_mail(now)] == [0, 0, 0]


@pytest.mark.parametrize("many", [1, 50])
def test_what_waits_and_what_was_given_up_in_one_statement(now, many, django_assert_num_queries):
    Mail.objects.bulk_create(
        [
            *(mail(now, minutes=5) for _ in range(many)),
            mail(now, minutes=9, attempts=MAX_ATTEMPTS - 1),
            mail(now, minutes=30, attempts=MAX_ATTEMPTS),
            mail(now, minutes=60, claimed_at=now, sent_at=now),
        ]
    )
    with django_assert_num_queries(1):
        found = outbox()
    assert found == Outbox(waiting=many + 1, since=now - timedelta(minutes=9), given_up=1)
    assert [reading.value for reading in read_mail(now)] == [many + 1, 9 * 60, 1]
