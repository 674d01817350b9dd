"""Who is invented, and that the same numbers invent the same people."""

from random import Random

import pytest

from plans.demonstration.people import STORY, TEAMS_PER_DIVISION, invent_teams
from teams.personas import PERSONAS


@pytest.mark.parametrize("number", [1, 5, 10, 11, 500])
def test_there_are_as_many_teams_as_asked_for_and_none_twice(number: int) -> None:
    teams = invent_teams(number, Random(1))
    assert len({team.name for team in teams}) == number
    addresses = [person.email for team in teams for person in team.people]
    assert len(set(addresses)) == len(addresses)


def test_the_same_seed_gives_the_same_organisation_and_another_seed_another() -> None:
    assert invent_teams(30, Random(1)) == invent_teams(30, Random(1))
    assert invent_teams(30, Random(1)) != invent_teams(30, Random(2))


@pytest.mark.parametrize("number", [1, 10, 40])
def test_checkout_is_always_there_with_the_people_to_look_around_as(number: int) -> None:
    checkout = next(team for team in invent_teams(number, Random(1)) if team.name == "Checkout")
    assert [person.email for person in checkout.people[:2]] == [PERSONAS["lead"], PERSONAS["member"]]


def test_ten_teams_in_three_divisions_are_the_default_story() -> None:
    teams = invent_teams(10, Random(1))
    assert {team.division for team in teams} == set(STORY)


def test_a_large_organisation_has_divisions_that_a_person_can_read() -> None:
    teams = invent_teams(600, Random(1))
    sizes = [
        sum(team.division == division for team in teams) for division in {team.division for team in teams}
    ]
    assert max(sizes) <= TEAMS_PER_DIVISION
