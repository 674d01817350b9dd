"""What the pages of a team's vote show: each practice of the assessment with its votes."""

from dataclasses import dataclass, replace

from maturity.models import Answer, Assessment, LevelCriterion
from maturity.queries.votes import NO_VOTES, PracticeVotes, votes_of
from teams.models import User


@dataclass(frozen=True, slots=True)
class VoteRow:
    """One practice. `criteria` has level 0 first, and is empty where nobody was ever asked to vote on it."""

    answer: Answer
    criteria: tuple[str, ...]
    votes: PracticeVotes

    @property
    def id(self) -> int:
        return self.answer.practice_id

    @property
    def is_unconfirmed(self) -> bool:
        return self.answer.is_answered and not self.answer.is_confirmed

    @property
    def would_stay_hidden(self) -> bool:
        """Its open vote, revealed now, would not be shown."""
        return bool(self.votes.turnout and not self.votes.turnout.will_show)

    @property
    def has_ballots(self) -> bool:
        return bool(self.votes.turnout and self.votes.turnout.voted)

    @property
    def said(self) -> str:
        """What is on record, for a list."""
        if self.answer.not_applicable:
            return "not applicable"
        if self.answer.level is None:
            return "unanswered"
        return f"level {self.answer.level}{', to confirm' if self.is_unconfirmed else ''}"


@dataclass(frozen=True, slots=True)
class VotePage:
    """All practices of an assessment, in the order of the model."""

    rows: tuple[VoteRow, ...]

    @property
    def running(self) -> list[VoteRow]:
        return [row for row in self.rows if row.votes.turnout]

    @property
    def running_ids(self) -> str:
        """Which votes are open, to know whether that changed."""
        return ",".join(str(row.votes.turnout.vote_id) for row in self.rows if row.votes.turnout)

    @property
    def results(self) -> list[VoteRow]:
        """What may be shown: the largest spread first, then the most dissent."""
        shown = [row for row in self.rows if row.votes.tally and row.votes.tally.is_shown]
        return sorted(shown, key=_worth_talking_about, reverse=True)

    @property
    def withheld(self) -> list[VoteRow]:
        return [row for row in self.rows if row.votes.tally and not row.votes.tally.is_shown]

    @property
    def waiting(self) -> int:
        """How many open votes the person has not voted in."""
        return sum(not row.votes.turnout.has_voted for row in self.rows if row.votes.turnout)

    @property
    def voted(self) -> int:
        return len(self.running) - self.waiting

    @property
    def dimensions(self) -> list[tuple[str, str, list[VoteRow]]]:
        """Key, title and practices of each dimension."""
        found: dict[str, tuple[str, list[VoteRow]]] = {}
        for row in self.rows:
            dimension = row.answer.practice.dimension
            found.setdefault(dimension.key, (dimension.title, []))[1].append(row)
        return [(key, title, rows) for key, (title, rows) in found.items()]


def vote_page(assessment: Assessment, person: User) -> VotePage:
    """Five statements where somebody was asked to vote, three where not, whatever the number of practices."""
    votes = votes_of(assessment, person)
    criteria: dict[int, list[str]] = {pk: [] for pk in votes}
    rubric = LevelCriterion.objects.filter(practice__in=list(votes)).order_by("practice_id", "level")
    for pk, text in rubric.values_list("practice_id", "text"):
        criteria[pk].append(text)
    answers = assessment.answers.select_related("practice__dimension", "saved_by").order_by(
        "practice__dimension__position", "practice__position"
    )
    return VotePage(
        tuple(
            VoteRow(
                answer,
                tuple(criteria.get(answer.practice_id, ())),
                replace(votes.get(answer.practice_id, NO_VOTES), level=answer.level),
            )
            for answer in answers
        )
    )


def _worth_talking_about(row: VoteRow) -> tuple[int, int]:
    tally = row.votes.tally
    return (tally.spread or 0, tally.dissent(row.votes.level) or 0) if tally else (0, 0)
