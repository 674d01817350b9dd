"""Checkout votes: on two practices the team saw different levels, and on two others the vote is still open."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from maturity.models import Assessment, Vote
from maturity.services.votes import cast_ballot, open_votes, reveal_votes
from teams.models import Team, User

# Practice to what was given, relative to the answer on record: the lead's first, None is "I don't know".
REVEALED: Mapping[str, Sequence[int | None]] = {
    "regression-tests": (0, -1, 1, 0),
    "alerts-lead-to-action": (0, -1, -1, None),
}
# The same of those who have voted already: the two members as whom nobody looks around.
OPEN: Mapping[str, Sequence[int | None]] = {"secrets-are-rotated": (0, 1), "runbooks-are-followed": (1, None)}


def hold_votes(assessment: Assessment, team: Team, lead: User, now: datetime) -> None:
    """In the practices that the model has."""
    members = list(User.objects.filter(memberships__team=team).exclude(pk=lead.pk).order_by("pk"))
    for vote in _opened(assessment, REVEALED, lead, now):
        _cast(vote, assessment, REVEALED[vote.practice.key], [lead, *members], now)
    reveal_votes(assessment=assessment, by=lead, now=now)
    for vote in _opened(assessment, OPEN, lead, now):
        _cast(vote, assessment, OPEN[vote.practice.key], members[1:], now)


def _opened(
    assessment: Assessment, on: Mapping[str, Sequence[int | None]], lead: User, now: datetime
) -> list[Vote]:
    answers = assessment.answers.filter(practice__key__in=on.keys())
    practices = list(answers.values_list("practice_id", flat=True))
    if not practices:
        return []
    open_votes(assessment=assessment, practices=practices, by=lead, now=now)
    votes = Vote.objects.filter(assessment=assessment, practice__in=practices, revealed_at__isnull=True)
    return list(votes.select_related("practice"))


def _cast(
    vote: Vote, assessment: Assessment, given: Sequence[int | None], voters: Sequence[User], now: datetime
) -> None:
    on_record = assessment.answers.get(practice=vote.practice_id).level or 0
    highest = assessment.cycle.version.highest_level
    for voter, offset in zip(voters, given, strict=False):
        level = None if offset is None else max(0, min(highest, on_record + offset))
        cast_ballot(vote=vote, level=level, by=voter, now=now)
