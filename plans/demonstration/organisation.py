"""Writes the demonstration's people, divisions and teams, in bulk."""

from collections.abc import Sequence
from datetime import date

from django.utils.text import slugify

from plans.demonstration.people import InventedPerson, InventedTeam
from teams.models import Division, Membership, Team, User
from teams.personas import PERSONAS

OVERSEERS = (
    ("leadership", "Dana Okafor", User.Role.LEADERSHIP),
    ("administrator", "Sam Osei", User.Role.ADMINISTRATOR),
)
BATCH = 2_000


def write_organisation(invented: Sequence[InventedTeam], since: date) -> list[Team]:
    """The teams, in the order of `invented`; the lead of each is its first person, a member `since` that day."""
    users = _write_people(invented)
    divisions = _write_divisions(list(dict.fromkeys(each.division for each in invented)))
    teams = Team.objects.bulk_create(
        [
            Team(
                division=divisions[each.division],
                name=each.name,
                slug=slugify(each.name),
                purpose=each.purpose,
            )
            for each in invented
        ],
        batch_size=BATCH,
    )
    Membership.objects.bulk_create(
        [
            Membership(team=team, user=users[person.email], role=role, since=since)
            for team, each in zip(teams, invented, strict=True)
            for person, role in _roles(each)
        ],
        batch_size=BATCH,
    )
    return teams


def _roles(team: InventedTeam) -> list[tuple[InventedPerson, str]]:
    lead, *members = team.people
    return [(lead, Membership.Role.LEAD), *((person, Membership.Role.MEMBER) for person in members)]


def _write_people(invented: Sequence[InventedTeam]) -> dict[str, User]:
    """By address. Nobody has a password: a demonstration is entered by its four doors."""
    people = [User(email=PERSONAS[key], name=name, role=role) for key, name, role in OVERSEERS]
    people += [User(email=person.email, name=person.name) for team in invented for person in team.people]
    for user in people:
        user.set_unusable_password()
    return {user.email: user for user in User.objects.bulk_create(people, batch_size=BATCH)}


def _write_divisions(names: Sequence[str]) -> dict[str, Division]:
    divisions = [Division(name=name, slug=slugify(name), position=place) for place, name in enumerate(names)]
    return {division.name: division for division in Division.objects.bulk_create(divisions)}
