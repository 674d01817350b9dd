"""Where a team's votes stand. No level of an open vote leaves the database but to its own voter."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Case, Count, Exists, F, OuterRef, QuerySet, When

from maturity.models import Assessment, Ballot, Cycle, Vote
from maturity.voting import Ballots, Tally, in_words, newest_tally, would_show
from teams.models import Membership, Team, User


@dataclass(frozen=True, slots=True)
class Turnout:
    """An open vote. `voted` of `people`, who are the team's active people and whoever voted and left it since.

    `will_show`: revealed now, its levels would be shown. `has_voted` is about the person who asks.
    """

    vote_id: int
    voted: int
    people: int
    will_show: bool
    has_voted: bool


@dataclass(frozen=True, slots=True)
class PracticeVotes:
    """A practice's newest revealed tally and its open vote, each where there is one; `level` is the one on record."""

    tally: Tally | None = None
    turnout: Turnout | None = None
    level: int | None = None

    @property
    def words(self) -> str:
        return in_words(self.tally, self.level) if self.tally else ""


NO_VOTES = PracticeVotes()


@dataclass(frozen=True, slots=True)
class Notice:
    """The votes of a cycle that are open for a person, and how many of them have the person's ballot.

    `team` and `cycle` are slugs.
    """

    team: str
    team_name: str
    cycle: str
    cycle_name: str
    opened: int
    voted: int

    @property
    def left(self) -> int:
        return self.opened - self.voted


@dataclass(frozen=True, slots=True)
class _Round:
    """A vote with its ballots; those of an open one hold no levels."""

    vote_id: int
    is_open: bool
    ballots: dict[int, int | None]


def votes_of(assessment: Assessment, person: User | None = None) -> dict[int, PracticeVotes]:
    """By practice, where there is anything to say.

    One statement where no vote was ever opened, three otherwise, however many votes and voters there are.
    """
    rounds = _rounds(assessment)
    if not rounds:
        return {}
    members = Membership.objects.filter(team=assessment.team_id, user__is_active=True)
    people = set(members.values_list("user_id", flat=True))
    highest = assessment.cycle.version.highest_level
    return {practice: _standing(votes, highest, people, person) for practice, votes in rounds.items()}


def tallies(assessment: Assessment) -> dict[int, Tally]:
    """The newest revealed tally of each practice on which somebody voted."""
    return {practice: votes.tally for practice, votes in votes_of(assessment).items() if votes.tally}


def open_votes_of(assessment: Assessment) -> QuerySet[Vote]:
    return _asked(assessment).filter(revealed_at__isnull=True)


def own_ballots(assessment: Assessment, person: User) -> dict[int, Ballot]:
    """By vote, what the person has said in those that are open. For that person's own page alone."""
    found = Ballot.objects.filter(vote__in=open_votes_of(assessment), voter=person)
    return {ballot.vote_id: ballot for ballot in found}


def vote_notice(team: Team, person: User, today: date) -> Notice | None:
    """Of the team's newest cycle that takes ballots today; None where no vote is open. One statement."""
    return next(iter(_notices(Vote.objects.filter(assessment__team=team), person, today)), None)


def votes_asked(person: User, today: date) -> list[Notice]:
    """Where a ballot of theirs is wanted, of all teams that they are in and that are not archived. One statement."""
    teams = Membership.objects.filter(user=person, team__archived_on=None).values("team")
    return [
        found
        for found in _notices(Vote.objects.filter(assessment__team__in=teams), person, today)
        if found.left
    ]


def _notices(votes: QuerySet[Vote], person: User, today: date) -> list[Notice]:
    """The newest cycle first."""
    running = votes.filter(
        assessment__cycle__state=Cycle.State.OPEN,
        assessment__cycle__closes__gte=today,
        revealed_at__isnull=True,
        withdrawn_at__isnull=True,
    )
    voted = Exists(Ballot.objects.filter(vote=OuterRef("pk"), voter=person))
    place = (
        "assessment__team__slug",
        "assessment__team__name",
        "assessment__cycle__slug",
        "assessment__cycle__name",
    )
    counts = (
        running.order_by("-assessment__cycle__opens", "assessment__team__name")
        .values_list(*place)
        .annotate(opened=Count("pk"), voted=Count("pk", filter=voted))
    )
    return [Notice(*found) for found in counts]


def _asked(assessment: Assessment) -> QuerySet[Vote]:
    """Votes that were not withdrawn, on practices that the cycle asks: it may have moved to another version."""
    version = assessment.cycle.version_id
    return Vote.objects.filter(assessment=assessment, practice__version=version, withdrawn_at__isnull=True)


def _rounds(assessment: Assessment) -> dict[int, list[_Round]]:
    """The votes on each practice, the oldest first."""
    votes = _asked(assessment).order_by("pk")
    found = {
        pk: (practice, _Round(pk, revealed is None, {}))
        for pk, practice, revealed in votes.values_list("pk", "practice_id", "revealed_at")
    }
    level = Case(When(vote__revealed_at__isnull=False, then=F("level")))
    ballots = Ballot.objects.filter(vote__in=list(found)).order_by()
    for vote, voter, revealed in ballots.values_list("vote_id", "voter_id", level):
        found[vote][1].ballots[voter] = revealed
    rounds: dict[int, list[_Round]] = {}
    for practice, each in found.values():
        rounds.setdefault(practice, []).append(each)
    return rounds


def _standing(
    rounds: list[_Round], highest_level: int, people: set[int], person: User | None
) -> PracticeVotes:
    revealed: list[Ballots] = [each.ballots for each in rounds if not each.is_open]
    running = next((each for each in rounds if each.is_open), None)
    return PracticeVotes(
        newest_tally(revealed, highest_level),
        _turnout(running, revealed, people, person) if running else None,
    )


def _turnout(running: _Round, revealed: list[Ballots], people: set[int], person: User | None) -> Turnout:
    voters = running.ballots.keys()
    return Turnout(
        vote_id=running.vote_id,
        voted=len(voters),
        people=len(people | voters),
        will_show=would_show([ballots.keys() for ballots in revealed], voters),
        has_voted=person is not None and person.pk in voters,
    )
