"""Two at once on the outbox, each with a connection of its own: SQLite in memory has one for all."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier

import pytest
from django.core import mail as django_mail
from django.db import connection

from teams.letters import Letter
from teams.models import Event, Mail
from teams.services.delivery import send_next
from teams.services.outbox import queue_mail
from tests import build

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
LETTER = Letter("Two teams to hand in", "Plain words.", "<p>The same words.</p>")


def both(act: Callable[[], object]) -> list[object]:
    """What `act` gives to each of two threads that begin together."""
    start = Barrier(2)

    def one(_: int) -> object:
        try:
            start.wait(timeout=30)
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(one, range(2)))


def test_of_two_who_queue_for_the_same_occasion_one_does() -> None:
    person = build.user("Priya Raman")
    for n in range(10):
        arguments = {"to": person, "topic": f"news {n}", "key": "first", "letter": LETTER}
        made = both(partial(queue_mail, **arguments, by=None, now=build.NOW))
        assert sum(mail is not None for mail in made) == 1
    assert Mail.objects.count() == Event.objects.count() == 10


def test_of_two_who_send_each_mail_is_sent_by_one() -> None:
    for _ in range(30):
        queue_mail(to=build.user(), topic="news", key="first", letter=LETTER, by=None, now=build.NOW)

    def send_all() -> None:
        while send_next(now=build.NOW):
            pass

    both(send_all)
    assert sorted(message.to[0] for message in django_mail.outbox) == sorted(
        Mail.objects.values_list("recipient__email", flat=True)
    )
    assert set(Mail.objects.values_list("attempts", flat=True)) == {1}
    assert not Mail.objects.filter(sent_at=None).exists()
