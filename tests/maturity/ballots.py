"""Votes in tests: short ways to open, vote and reveal at the tests' moment."""

from maturity.models import Practice, Vote
from maturity.services.votes import cast_ballot, open_votes, reveal_votes, withdraw_votes
from teams.models import Membership
from tests import build


def practice_ids(assessment, *keys):
    found = Practice.objects.filter(version=assessment.cycle.version)
    return list((found.filter(key__in=keys) if keys else found).values_list("pk", flat=True))


def open_on(assessment, *keys, by=None):
    """Votes on the practices of these keys, or on all."""
    return open_votes(assessment=assessment, practices=practice_ids(assessment, *keys), by=by, now=build.NOW)


def running(assessment, key="testing-1"):
    return Vote.objects.get(
        assessment=assessment, practice__key=key, revealed_at__isnull=True, withdrawn_at__isnull=True
    )


def vote(assessment, levels, key="testing-1"):
    """`levels` maps people to what they give in the open vote."""
    for person, level in levels.items():
        cast_ballot(vote=running(assessment, key), level=level, by=person, now=build.NOW)


def reveal(assessment, *keys, by=None):
    return reveal_votes(
        assessment=assessment, practices=practice_ids(assessment, *keys), by=by, now=build.NOW
    )


def withdraw(assessment, *keys, by=None):
    return withdraw_votes(
        assessment=assessment, practices=practice_ids(assessment, *keys), by=by, now=build.NOW
    )


def voted(assessment, levels, key="testing-1"):
    """A vote from its opening to its reveal."""
    open_on(assessment, key)
    vote(assessment, levels, key)
    reveal(assessment, key)


def join(team, number):
    """So many more people of the team."""
    people = [build.user() for _ in range(number)]
    Membership.objects.bulk_create(Membership(team=team, user=person) for person in people)
    return people
