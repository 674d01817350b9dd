"""A team's vote on practices: opened, voted in, and revealed to everybody at once or withdrawn unread.

The log says which practices were voted on. It says of nobody that they voted, and of no vote what was given.
"""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from common.days import organisation_day
from common.decisions import ChangedSince, DomainError
from common.services import service
from maturity.models import Answer, Assessment, Ballot, Vote
from maturity.policies import may_answer, may_vote
from maturity.queries.votes import open_votes_of
from maturity.services.assessments import confirm_answer, content_of, save_answer
from teams.models import User
from teams.policies import role_in
from teams.services import activity


@service
def open_votes(
    *, assessment: Assessment, practices: Collection[int], by: User | None, now: datetime
) -> list[Vote]:
    """Open a vote on each of the practices (their ids) that has none open; returns those that were opened.

    DomainError where the assessment asks none of them.
    """
    assessment = _locked(assessment, by, now)
    asked = set(assessment.answers.filter(practice__in=practices).values_list("practice_id", flat=True))
    if not asked:
        raise DomainError("Choose at least one practice to vote on.")
    running = set(open_votes_of(assessment).values_list("practice_id", flat=True))
    opened = Vote.objects.bulk_create(
        Vote(assessment=assessment, practice_id=practice, opened_at=now, opened_by=by)
        for practice in sorted(asked - running)
    )
    _record(assessment, opened, "opened the vote on", by, now)
    return opened


@service
def cast_ballot(*, vote: Vote, level: int | None, by: User, now: datetime) -> None:
    """Give one's level, or None for "I don't know"; the last one counts. The same again changes nothing.

    ChangedSince where the vote has ended, DomainError where the scale has no such level.
    """
    # Waits for a reveal that is under way, so that a ballot is in what is shown or its voter is told.
    rows = Vote.objects.select_related("assessment__team", "assessment__cycle__version")
    vote = rows.select_for_update(of=("self",)).get(pk=vote.pk)
    team, cycle = vote.assessment.team, vote.assessment.cycle
    may_vote(by, role_in(by, team), team=team, cycle=cycle, today=organisation_day(now)).require()
    if not vote.is_open:
        raise ChangedSince("This vote has ended. What you chose now was not counted; an earlier choice was.")
    if level is not None and not 0 <= level <= cycle.version.highest_level:
        raise DomainError(f"Choose a level from 0 to {cycle.version.highest_level}, or “I don’t know”.")
    ballot, is_new = Ballot.objects.get_or_create(
        vote=vote, voter=by, defaults={"level": level, "cast_at": now}
    )
    if not is_new and ballot.level != level:
        Ballot.objects.filter(pk=ballot.pk).update(level=level, cast_at=now)


@service
def reveal_votes(
    *, assessment: Assessment, by: User | None, now: datetime, practices: Collection[int] | None = None
) -> list[Vote]:
    """End the open votes on the practices, or all, and show what they say; returns those that this ended."""
    return _ended(assessment, practices, "revealed the vote on", by, now, revealed_at=now, revealed_by=by)


@service
def withdraw_votes(
    *, assessment: Assessment, by: User | None, now: datetime, practices: Collection[int] | None = None
) -> list[Vote]:
    """End the open votes on the practices, or all; nobody ever learns what they say."""
    return _ended(assessment, practices, "withdrew the vote on", by, now, withdrawn_at=now)


@service
def record_level(*, answer: Answer, version: int, level: int, by: User | None, now: datetime) -> Answer:
    """Make the level that the team agreed on the answer, or confirm it where it was carried.

    Refused and contested as any other save of an answer that was opened at `version`.
    """
    content = replace(
        content_of(answer),
        level=level,
        not_applicable=False,
        not_applicable_because="",
        not_applicable_reason="",
    )
    saved = save_answer(answer=answer, version=version, content=content, by=by, now=now)
    return confirm_answer(answer=saved, by=by, now=now)


def _locked(assessment: Assessment, by: User | None, now: datetime) -> Assessment:
    """The assessment, held against whoever else opens, reveals or submits; Refused unless `by` may answer it."""
    rows = Assessment.objects.select_related("team", "cycle__version")
    assessment = rows.select_for_update(of=("self",)).get(pk=assessment.pk)
    team, cycle = assessment.team, assessment.cycle
    role = role_in(by, team) if by else None
    may_answer(by, role, team=team, cycle=cycle, today=organisation_day(now)).require()
    return assessment


def _ended(
    assessment: Assessment,
    practices: Collection[int] | None,
    verb: str,
    by: User | None,
    now: datetime,
    **columns: object,
) -> list[Vote]:
    assessment = _locked(assessment, by, now)
    votes = open_votes_of(assessment)
    ended = list(votes if practices is None else votes.filter(practice__in=practices))
    # One statement ends them all; each row waits for a ballot that is being cast in it.
    votes.filter(pk__in=[vote.pk for vote in ended]).update(**columns)
    _record(assessment, ended, verb, by, now)
    return ended


def _record(assessment: Assessment, votes: list[Vote], verb: str, by: User | None, now: datetime) -> None:
    if not votes:
        return
    keys = Vote.objects.filter(pk__in=[vote.pk for vote in votes]).values_list("practice__key", flat=True)
    detail = {"practices": list(keys)}
    activity.record(by=by, now=now, verb=verb, subject=assessment, team=assessment.team, detail=detail)
