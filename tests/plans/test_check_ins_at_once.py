"""Two windows in the same moment, each with a connection of its own: on PostgreSQL."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from common.decisions import ChangedSince
from plans.models import CheckIn
from plans.services.check_ins import CheckInWords, acknowledge_check_in, save_check_in, send_check_in
from tests import build
from tests.plans.test_check_ins import NOW, WORDS

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
WAIT = 30  # seconds


@pytest.fixture
def managed(weeks):
    weeks.manager = build.user("Dana Okafor")
    weeks.save()
    return weeks


def both(*acts):
    """What came of each, in the order of `acts`: a row, or what was told."""
    ready = Barrier(len(acts))

    def run(act):
        try:
            ready.wait(timeout=WAIT)
            return act()
        except ChangedSince as told:
            return told
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def saving(plan, text, version=0):
    words = CheckInWords(summary=text)
    return lambda: save_check_in(plan=plan, week=2, version=version, words=words, by=plan.lead, now=NOW)


def told(made):
    return [isinstance(each, ChangedSince) for each in made]


@pytest.mark.parametrize("version", [0, 1])
def test_of_two_who_save_other_words_one_is_told(managed, version):
    if version:
        saving(managed, "Before")()
    made = both(saving(managed, "One", version), saving(managed, "Other", version))
    assert sorted(told(made)) == [False, True]
    winner = made[told(made).index(False)]
    assert CheckIn.objects.get().summary == winner.summary


def test_of_two_who_send_the_same_words_both_find_them_sent_once(managed):
    def send():
        return send_check_in(plan=managed, week=2, version=0, words=WORDS, by=managed.lead, now=NOW)

    assert told(both(send, send)) == [False, False]
    assert CheckIn.objects.get().version == 1


def test_a_save_and_a_send_of_other_words_do_not_mix(managed):
    def send():
        return send_check_in(plan=managed, week=2, version=0, words=WORDS, by=managed.lead, now=NOW)

    made = both(saving(managed, "One"), send)
    assert sorted(told(made)) == [False, True]
    assert CheckIn.objects.get().summary in {"One", WORDS.summary}


def test_it_is_acknowledged_once_with_one_answer(managed):
    send_check_in(plan=managed, week=2, version=0, words=WORDS, by=managed.lead, now=NOW)

    def answering(text):
        return lambda: acknowledge_check_in(plan=managed, week=2, answer=text, by=managed.manager, now=NOW)

    assert sorted(told(both(answering("One"), answering("Other")))) == [False, True]
    assert CheckIn.objects.get().answer in {"One", "Other"}
