"""A thousand requests with exchanged ids and hostile values: none is answered by a broken page, none with a secret.

Always the same ones. These are 20,000 others: `WAYMARK_MUTATIONS=20000 .venv/bin/pytest tests/test_mutations.py
--hypothesis-seed=7`.
"""

import os
from dataclasses import replace

import pytest
from django.db import connection
from django.http import HttpResponse
from hypothesis import HealthCheck, given, settings

from tests.addresses.asked import ROLES, Asked
from tests.addresses.organisation import Organisation
from tests.addresses.strangers import WHO_READS, strangers_beside
from tests.addresses.table import PAGES
from tests.mutations import Mutated, Sender, mutated
from tests.test_every_page import undone

pytestmark = pytest.mark.django_db

BY_HAND = int(os.environ.get("WAYMARK_MUTATIONS", "0"))
# On PostgreSQL it is numbers and NUL that differ, which each address meets soon.
ALWAYS = 1000 if connection.vendor == "sqlite" else 300


@pytest.fixture(scope="module")
def sender(organisation: Organisation) -> Sender:
    """Built and taken back with the organisation."""
    theirs = strangers_beside(organisation)
    sessions = {role: organisation.browser(role).cookies["sessionid"].value for role in ROLES[1:]}
    return Sender(organisation, theirs, sessions)


def body_of(answer: HttpResponse) -> str:
    return b"".join(answer).decode(errors="replace") + answer.get("Location", "")


def secrets_in(answer: HttpResponse, role: str) -> set[str]:
    """The words that the role may not read and finds in the answer."""
    body = body_of(answer)
    return {word for word, readers in WHO_READS.items() if word in body and role not in readers}


@settings(
    max_examples=BY_HAND or ALWAYS,
    derandomize=not BY_HAND,
    database=None,
    suppress_health_check=list(HealthCheck),
)
@given(mutated())
def test_no_request_breaks_a_page_or_finds_a_secret(sender: Sender, made: Mutated) -> None:
    if made.asked.name == "calendar_feed":
        return  # a secret address is for whoever knows it: tests/plans/test_calendars.py
    with undone():
        for answer in sender.send(made):
            assert answer.status_code < 500
            assert secrets_in(answer, made.role) == set()


def test_the_secrets_are_where_they_are_looked_for(sender: Sender) -> None:
    """Or else none could be found: whoever may read one does so by an address of the table."""
    asked = [page for page in PAGES if page.name in {"plan_phases", "plan_notes", "assessment_dimension"}]
    for role in ROLES[1:]:
        made = [Mutated(page, posts=False, role=role) for page in asked]
        made += [replace(each, arguments={0: theirs_of(each.asked)}) for each in made]
        bodies = "".join(body_of(answer) for each in made for answer in sender.send(each))
        for word, readers in WHO_READS.items():
            assert (word in bodies) == (role in readers), (role, word)


def theirs_of(asked: Asked) -> str:
    return "{team}" if asked.name.startswith("assessment") else "{plan}"
