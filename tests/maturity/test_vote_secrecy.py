"""Worlds in which one ballot says something else look the same to everybody but its voter, byte for byte."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.apps import apps
from django.core import mail
from django.core.management.color import no_style
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from common.request_id import HEADER
from maturity.answering import AnswerContent
from maturity.models import Answer, Practice, Snapshot, SubmittedAnswer
from maturity.services.snapshots import take_snapshot
from teams.models import Event
from tests import build
from tests.addresses.table import PAGES
from tests.maturity.ballots import join, open_on, reveal, vote, voted, withdraw
from tests.maturity.drafts import answer_to, save, submit
from tests.test_every_page import administration

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_the_tests_moment")]
CHANGING = re.compile(r'csrfmiddlewaretoken" value="\w+"|X-CSRFToken": "\w+"')
ROLES = ("", "lead", "member", "outsider", "leadership", "administrator")
PLACE = ("checkout", "2026-q4")
BALLOT = reverse("ballots", args=PLACE)


@pytest.fixture
def others(team):
    """Three of Checkout beside the lead and the member."""
    return join(team, 3)


@contextmanager
def another_world() -> Iterator[None]:
    """What happens inside is taken back, and rows get the same numbers in the next."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), list(apps.get_models())):
            cursor.execute(statement)


def addresses() -> Iterator[str]:
    """Every address that can be read, with what this world has."""
    known = {
        "team": ("checkout",),
        "matrix_cell": ("checkout", "testing"),
        "assessment_dimension": (*PLACE, "testing"),
        "answer": (*PLACE, Practice.objects.get(key="testing-1").pk),
        "submission": (*PLACE, 1),
        "guide_chapter": ("testing",),
        "guide_practice": ("testing-1",),
        **dict.fromkeys(("assessment", "assessment_submit", "votes", "ballots"), PLACE),
    }
    # An app for a second factor is offered another secret at each look.
    yield from (reverse(page.name) for page in PAGES if not page.arguments and page.name != "second_factor")
    yield from (reverse(name, args=arguments) for name, arguments in known.items())
    yield from (f"{reverse('votes', args=PLACE)}?choose={choice}" for choice in ("unanswered", "testing"))
    yield from (reverse(name) for name in administration())


def seen(people) -> dict[tuple[str, str], str]:
    """All that anybody gets at, by person and address: pages, cuts of them, the log, mail, what is kept."""
    found = {}
    for who in ROLES:
        client = Client()
        if who:
            client.force_login(people[who])
        for address in addresses():
            for target in ("", "turnout") if "/vote/" in address else ("",):
                headers = {"HTTP_HX_REQUEST": "true", "HTTP_HX_TARGET": target} if target else {}
                answer = client.get(address, **headers)
                said = CHANGING.sub("", answer.content.decode(errors="replace"))
                named = {
                    name: value for name, value in answer.headers.items() if name not in {"Expires", HEADER}
                }
                found[who, f"{address} {target}".strip()] = f"{answer.status_code} {named} {said}"
    for table in (Event, Answer, SubmittedAnswer, Snapshot):
        found["", table.__name__] = json.dumps(list(table.objects.order_by("pk").values()), default=str)
    found["", "mail"] = json.dumps([message.body for message in mail.outbox])
    return found


def told_apart(people, happens, levels=(0, 4)) -> set[tuple[str, str]]:
    """Where worlds differ that differ in what the member gave."""
    worlds = []
    for level in levels:
        with another_world():
            happens(level)
            worlds.append(seen(people))
    assert len(worlds[0]) > 200
    assert len({frozenset(world) for world in worlds}) == 1
    return {key for world in worlds for key in world if world[key] != worlds[0][key]}


@pytest.fixture
def opened(assessment, lead):
    """Every practice is answered; two of them are voted on."""
    for key in ("testing-1", "testing-2", "security-1"):
        save(answer_to(assessment, key), lead, AnswerContent(level=2))
    open_on(assessment, "testing-1", "testing-2")
    return assessment


def test_before_the_reveal_only_the_voter_sees_the_ballot(opened, people, others):
    for person in (*others, people["lead"]):
        vote(opened, {person: 2})

    def happens(level):
        vote(opened, {people["member"]: 3})  # and a change of mind
        vote(opened, {people["member"]: level})

    apart = told_apart(people, happens, levels=(0, 4, None))
    assert apart == {("member", BALLOT), ("member", f"{BALLOT} turnout")}


def test_under_three_voters_and_once_withdrawn_nothing_is_ever_seen(opened, people, lead, others):
    """After the reveal, after submitting, in the snapshot, and with another vote running on the same practice."""

    def happens(level):
        vote(opened, {others[0]: 2, people["member"]: level})
        vote(opened, dict.fromkeys(others, 2) | {people["member"]: level}, "testing-2")
        withdraw(opened, "testing-2")
        reveal(opened)
        submit(opened, lead)
        take_snapshot(day=build.NOW.date(), by=None, now=build.NOW)
        open_on(opened, "testing-1")
        vote(opened, dict.fromkeys(others, 1))

    assert told_apart(people, happens) == set()


def test_one_who_votes_beside_an_earlier_vote_is_not_seen(opened, people, lead, others):
    """Four voted and saw what they gave; the same four and the member vote again."""
    four = dict.fromkeys([*others, lead], 2)
    withdraw(opened)

    def happens(level):
        voted(opened, four)
        voted(opened, four | {people["member"]: level})
        submit(opened, lead)
        take_snapshot(day=build.NOW.date(), by=None, now=build.NOW)

    assert told_apart(people, happens) == set()


def test_the_comparison_finds_what_three_voters_show(opened, people, lead, others):
    """As it must: else the tests above could not fail."""

    def happens(level):
        vote(opened, dict.fromkeys(others, 2) | {people["member"]: level})
        reveal(opened)
        submit(opened, lead)
        take_snapshot(day=build.NOW.date(), by=None, now=build.NOW)

    found = told_apart(people, happens)
    assert {("lead", reverse("votes", args=PLACE)), ("", "SubmittedAnswer")} <= found
    assert ("leadership", reverse("submission", args=(*PLACE, 1))) in found
    assert ("outsider", reverse("matrix_cell", args=("checkout", "testing"))) in found
    assert "outsider" not in {who for who, where in found if "/vote/" in where}
    assert ("", "Event") not in found
