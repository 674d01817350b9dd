"""Two administrators at once, each with a connection of its own: SQLite in memory has one for all."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from common.decisions import DomainError
from teams.models import User
from teams.services.invitations import accept_invitation, invite
from teams.services.people import change_person, deactivate_person
from tests import build
from tests.teams.test_invitations import token_of

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
NOW = build.NOW


def at_once(*acts) -> list[object]:
    """What each act gives, or the rule that said no; all begin together."""
    start = Barrier(len(acts))

    def one(act) -> object:
        try:
            start.wait(timeout=30)
            return act()
        except DomainError as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(one, acts))


@pytest.mark.parametrize("how", ["demoted", "deactivated"])
def test_of_two_administrators_who_take_each_other_out_one_stays(how: str) -> None:
    for _ in range(5):
        User.objects.update(role=User.Role.MEMBER)
        first, second = (build.user(role="administrator") for _ in range(2))

        def out(person: User, by: User) -> object:
            if how == "deactivated":
                return deactivate_person(person=person, by=by, now=NOW)
            fields = {"name": person.name, "email": person.email, "role": "member", "version": 1}
            return change_person(person=person, **fields, by=by, now=NOW)

        found = at_once(lambda: out(first, second), lambda: out(second, first))  # noqa: B023  # run at once
        assert sorted(each is True for each in found) == [False, True], found
        assert User.objects.filter(role="administrator", is_active=True).count() == 1


def test_a_link_that_two_browsers_use_at_once_is_used_by_one() -> None:
    administrator = build.user(role="administrator")
    for _ in range(3):
        person = build.user()
        invite(person=person, by=administrator, now=NOW)
        token = token_of(person)

        def accept(name: str) -> object:
            return accept_invitation(token=token, name=name, password=f"{name} of many", by=None, now=NOW)  # noqa: B023

        found = at_once(lambda: accept("One"), lambda: accept("Two"))  # run at once
        taken = [each for each in found if isinstance(each, User)]
        assert len(taken) == 1
        assert User.objects.get(pk=person.pk).name == taken[0].name
