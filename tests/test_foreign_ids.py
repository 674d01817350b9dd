"""Ids of other teams where one's own belong: in addresses they are not found, in forms they change nothing."""

from dataclasses import replace
from itertools import product

import pytest
from django.db import connection

from maturity.models import Evidence
from plans.models import Item
from teams.models import Event
from tests.addresses.asked import Asked
from tests.addresses.organisation import Organisation
from tests.addresses.strangers import strangers_beside
from tests.addresses.table import PAGES, POSTS
from tests.mutations import Mutated, Sender
from tests.test_every_page import undone

pytestmark = pytest.mark.django_db

HIDDEN_TEAM = "ledger"
# Not the link of an answer: removing one that the answer does not have is done, as removing one twice is.
EXCHANGED = ("plan", "vote", "change", "item", "item_change", "comment", "link", "tick", "goal", "note")
IN_FORMS = (("phase", "phase"), ("onto", "item"), ("item", "item"), ("owner", "role"))
# All of them once, on SQLite; on PostgreSQL a fifth, which has every field and not every post.
EVERY = 1 if connection.vendor == "sqlite" else 5


@pytest.fixture(scope="module")
def sender(organisation: Organisation) -> Sender:
    theirs = strangers_beside(organisation)
    sessions = {
        role: organisation.browser(role).cookies["sessionid"].value for role in ("lead", "administrator")
    }
    return Sender(organisation, theirs, sessions)


def exchanged(asked: Asked, *, posts: bool, role: str) -> list[Mutated]:
    """The address once for each id in it that is another's, where outsiders are not told that there is such a page."""
    if asked.by_role()["outsider"] != 404 or asked.by_role()["lead"] == 404:
        return []
    made = Mutated(asked, posts, role)
    words = [argument.strip("{}") for argument in asked.arguments]
    places = {place: f"{{{word}}}" for place, word in enumerate(words) if word in EXCHANGED}
    places |= {place: "{team}" for place, word in enumerate(words) if word == HIDDEN_TEAM}
    return [replace(made, arguments={place: value}) for place, value in places.items()]


def found(sender: Sender, made: list[Mutated]) -> list[tuple[str, int]]:
    """Those that are not answered as if there were nothing."""
    told = []
    for each in made:
        with undone():
            told.append((f"{each.asked} {each.arguments}", sender.send(each)[0].status_code))
    return [one for one in told if one[1] != 404]


def test_what_is_another_team_s_is_not_found(sender: Sender) -> None:
    made = [
        *(each for page in PAGES for each in exchanged(page, posts=False, role="lead")),
        *(each for post in POSTS for each in exchanged(post, posts=True, role="lead")),
    ]
    assert len(made) > 80
    assert found(sender, made) == []


def test_nor_for_whoever_sees_both_where_one_does_not_belong_to_the_other(sender: Sender) -> None:
    """An item of one plan below the address of another."""
    made = [each for post in POSTS for each in exchanged(post, posts=True, role="administrator")]
    within = [
        each for each in made if min(each.arguments) > 0 and each.asked.by_role()["administrator"] == 302
    ]
    assert len(within) > 15
    assert found(sender, within) == []


def test_removing_their_link_as_if_it_were_of_one_s_own_answer_leaves_it_there(sender: Sender) -> None:
    (remove,) = (post for post in POSTS if post.name == "evidence_remove")
    with undone():
        sender.send(Mutated(remove, posts=True, role="lead", arguments={3: "{evidence}"}))
        assert Evidence.objects.filter(pk=str(sender.theirs["evidence"])).exists()


def test_in_a_form_it_changes_nothing_of_theirs(sender: Sender) -> None:
    of_theirs = Item.objects.filter(phase__plan__slug=sender.theirs["plan"]).order_by("pk")
    before = list(of_theirs.values())
    of_plans = [post for post in POSTS if post.arguments[:1] == ("{plan}",)]
    for post, (name, word) in list(product(of_plans, IN_FORMS))[::EVERY]:
        value = f"{sender.theirs[word]}.1" if name == "item" else f"{{{word}}}"
        with undone():
            sender.send(Mutated(post, posts=True, role="lead", fields=((name, (value,)),)))
            assert list(of_theirs.values()) == before, (post, name)
            assert not Event.objects.filter(team__slug="risk", actor__name="Lead").exists(), (post, name)
