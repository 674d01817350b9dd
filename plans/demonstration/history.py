"""Writes the rounds and what the teams handed in: a few hundred teams at a time, by bulk statements."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any

from django.utils import timezone

from common.days import organisation_day
from maturity.models import Answer, Assessment, Cycle, Evidence, ModelVersion, Submission, SubmittedAnswer
from maturity.quarters import Quarter, following_quarter
from maturity.scoring import vouched_on
from plans.demonstration.answers import InventedAnswer, PracticeSpec, TeamStory
from plans.demonstration.concerns import left_open
from teams.models import Event, Team, User

BATCH = 2_000
LINK = "https://wiki.demo.example/evidence"


@dataclass(frozen=True, slots=True)
class Hand:
    """What one team handed in for one round."""

    team: Team
    lead: User
    cycle: Cycle
    at: datetime
    answers: Sequence[InventedAnswer]


def write_cycles(version: ModelVersion, quarters: int, today: date) -> list[Cycle]:
    """The last `quarters` rounds, oldest first; the one of `today` is open, the others are closed."""
    current = Quarter.of(today)
    wanted = [current.shifted(-back) for back in range(quarters - 1, -1, -1)]
    return Cycle.objects.bulk_create(
        Cycle(
            slug=quarter.slug,
            name=quarter.name,
            version=version,
            opens=quarter.first_day,
            due=quarter.due_day(),
            closes=quarter.last_day,
            state=Cycle.State.OPEN if quarter == current else Cycle.State.CLOSED,
        )
        for quarter in wanted
    )


def invent_hands(
    team: Team,
    lead: User,
    cycles: Sequence[Cycle],
    practices: Sequence[PracticeSpec],
    random: Random,
    now: datetime,
) -> list[Hand]:
    """One for each round in `cycles`; now and then a team misses one."""
    story = TeamStory(practices, cycles[0].version.highest_level, random)
    moments = [_moment(cycle, random, now) for cycle in cycles]
    return [
        Hand(team, lead, cycle, at, story.answers(number, at.date()))
        for number, (cycle, at) in enumerate(zip(cycles, moments, strict=True))
        if number == 0 or random.random() > 0.04
    ]


def _moment(cycle: Cycle, random: Random, now: datetime) -> datetime:
    """A working hour between the middle of the round and its due day, never later than `now`."""
    span = (cycle.due - cycle.opens).days
    day = cycle.opens + timedelta(days=random.randint(span // 2, span))
    day -= timedelta(days=max(0, day.weekday() - 4))
    moment = datetime.combine(day, time(random.randint(8, 16), random.randint(0, 59)), tzinfo=UTC)
    if moment < now:
        return moment
    earliest = datetime.combine(cycle.opens, time(0), tzinfo=timezone.get_default_timezone())
    return max(earliest, now - timedelta(minutes=random.randint(1, 20_000)))


def write_hands(hands: Sequence[Hand]) -> None:
    """Assessments, submissions, their frozen answers, and the log; working copies of what may still be corrected."""
    assessments = Assessment.objects.bulk_create(
        [
            Assessment(cycle=hand.cycle, team=hand.team, started_at=hand.at - timedelta(days=1))
            for hand in hands
        ],
        batch_size=BATCH,
    )
    pairs = list(zip(hands, assessments, strict=True))
    submissions = Submission.objects.bulk_create(
        [
            _submission(hand, assessment, last)
            for (hand, assessment), last in zip(pairs, _hands_before(hands), strict=True)
        ],
        batch_size=BATCH,
    )
    frozen = (
        _frozen(submission, hand, answer)
        for hand, submission in zip(hands, submissions, strict=True)
        for answer in hand.answers
    )
    SubmittedAnswer.objects.bulk_create(frozen, batch_size=BATCH)
    newest = {hand.team.pk: hand for hand in hands}
    _write_working_copies([pair for pair in pairs if pair[0] is newest[pair[0].team.pk]])
    Event.objects.bulk_create([_event(submission) for submission in submissions], batch_size=BATCH)


def _write_working_copies(pairs: Sequence[tuple[Hand, Assessment]]) -> None:
    """What a correction starts from: the answers as they were handed in, with their evidence."""
    copied = [(hand, assessment, answer) for hand, assessment in pairs for answer in hand.answers]
    copies = Answer.objects.bulk_create([_working_copy(*each) for each in copied], batch_size=BATCH)
    evidence = (
        Evidence(answer=copy, title=title, url=LINK, dated=dated)
        for copy, (_, _, answer) in zip(copies, copied, strict=True)
        for title, dated in answer.evidence
    )
    Evidence.objects.bulk_create(evidence, batch_size=BATCH)


def _hands_before(hands: Sequence[Hand]) -> Iterator[Hand | None]:
    """For each hand what the same team handed in before; `hands` has the rounds of a team one after the other."""
    newest: dict[int, Hand] = {}
    for hand in hands:
        yield newest.get(hand.team.pk)
        newest[hand.team.pk] = hand


def _submission(hand: Hand, assessment: Assessment, last: Hand | None) -> Submission:
    return Submission(
        assessment=assessment,
        team=hand.team,
        version=hand.cycle.version,
        number=1,
        submitted_at=hand.at,
        submitted_by=hand.lead,
        day=organisation_day(hand.at),
        left_open=left_open(hand.answers, last.answers if last else (), organisation_day(hand.at)),
    )


def _frozen(submission: Submission, hand: Hand, answer: InventedAnswer) -> SubmittedAnswer:
    newest_evidence = max((dated for _, dated in answer.evidence), default=None)
    return SubmittedAnswer(
        submission=submission,
        **_said(answer, hand.cycle),
        evidence=[
            {"title": title, "url": LINK, "dated": dated.isoformat()} for title, dated in answer.evidence
        ],
        newest_evidence=newest_evidence,
        vouched_on=vouched_on(submission.day, newest_evidence),
    )


def _working_copy(hand: Hand, assessment: Assessment, answer: InventedAnswer) -> Answer:
    return Answer(
        assessment=assessment,
        **_said(answer, hand.cycle),
        saved_at=hand.at,
        saved_by=hand.lead,
    )


def _said(answer: InventedAnswer, cycle: Cycle) -> dict[str, Any]:
    """The columns that a working copy and a frozen answer have in common."""
    return {
        "practice_id": answer.practice.id,
        "level": answer.level,
        "not_applicable": answer.not_applicable,
        "not_applicable_because": "nothing-of-the-kind" if answer.not_applicable else "",
        "not_applicable_reason": "This team runs nothing of the kind." if answer.not_applicable else "",
        "note": answer.note,
        "target": answer.target,
        "target_by": "" if answer.target is None else following_quarter(cycle.slug),
    }


def _event(submission: Submission) -> Event:
    return Event(
        at=submission.submitted_at,
        actor=submission.submitted_by,
        actor_name=submission.submitted_by.name if submission.submitted_by else "",
        verb="submitted",
        subject_type="maturity.submission",
        subject_id=submission.pk,
        subject=str(submission),
        team=submission.team,
    )
