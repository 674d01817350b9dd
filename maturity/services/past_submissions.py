"""Submissions of cycles that are over, as if they had been handed in then: some hundred at a time, in bulk."""

import json
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from functools import cache
from itertools import batched, chain
from typing import Any, NamedTuple

from django.db import connection
from django.utils import timezone

from common.services import service
from maturity.answer_rows import Link
from maturity.answering import AnswerContent
from maturity.before_submitting import Said, open_concerns
from maturity.models import Assessment, Cycle, Evidence, Submission
from maturity.queries.answer_book import Round, is_to_come
from maturity.queries.compared_answers import newest
from maturity.queries.stored_answers import links_of
from maturity.scoring import vouched_on
from teams.models import Event, User
from teams.services import activity

AT_ONCE = 200
_ROWS = 2000
_INSERT = """
INSERT INTO maturity_submittedanswer (submission_id, practice_id, level, not_applicable, not_applicable_because,
    not_applicable_reason, note, target, target_by, carried, confirmed, evidence, newest_evidence, vouched_on)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
"""
# What a correction starts from; that is only ever one of the team's newest submission.
_NEWEST = """
FROM maturity_submission s JOIN maturity_submittedanswer a ON a.submission_id = s.id
WHERE s.id IN ({made}) AND NOT EXISTS (
    SELECT 1 FROM maturity_submission l
    WHERE l.team_id = s.team_id AND (l.submitted_at, l.id) > (s.submitted_at, s.id)
)
"""
_WORKING_COPIES = f"""
INSERT INTO maturity_answer (assessment_id, practice_id, level, not_applicable, not_applicable_because,
    not_applicable_reason, note, target, target_by, saved_at, version)
SELECT s.assessment_id, a.practice_id, a.level, a.not_applicable, a.not_applicable_because, a.not_applicable_reason,
    a.note, a.target, a.target_by, s.submitted_at, 1
{_NEWEST}
"""
_THEIR_EVIDENCE = f"""
SELECT (SELECT w.id FROM maturity_answer w WHERE w.assessment_id = s.assessment_id AND w.practice_id = a.practice_id),
    a.evidence
{_NEWEST} AND a.newest_evidence IS NOT NULL
"""  # noqa: S608


class PastAnswer(NamedTuple):
    """`answered_on` is None where only the submission has a day."""

    practice: int
    content: AnswerContent
    links: tuple[Link, ...]
    answered_on: date | None


type Hand = tuple[Round, Sequence[PastAnswer]]
"""What a team handed in for a cycle."""


@service
def submit_past(*, hands: Sequence[Hand], by: User | None, now: datetime) -> None:
    """A submission for each of `hands`, on its day (`Round.day`), and the cycles that are not there yet, as closed.

    Practices that a hand leaves out are unanswered. Nobody is named as having submitted them: the activity log says
    who brought them in.
    """
    for cycle in {found.cycle.slug: found.cycle for found, _ in hands}.values():
        if is_to_come(cycle):
            _add(cycle, by, now)
    made: list[int] = []
    for some in batched(hands, AT_ONCE):
        submissions = _submissions(some)
        _insert_answers(list(zip(submissions, some, strict=True)))
        Event.objects.bulk_create(_event(each, by, now) for each in submissions)
        made += [each.pk for each in submissions]
    for ids in batched(made, AT_ONCE):
        _write_working_copies(ids)


def _add(cycle: Cycle, by: User | None, now: datetime) -> None:
    cycle.save(force_insert=True)
    detail = {"closes": cycle.closes.isoformat(), "version": cycle.version.number}
    activity.record(by=by, now=now, verb="imported", subject=cycle, detail=detail)


def _submissions(hands: Sequence[Hand]) -> list[Submission]:
    assessments = Assessment.objects.bulk_create(
        Assessment(cycle=found.cycle, team=found.team, started_at=_noon(found.day)) for found, _ in hands
    )
    return Submission.objects.bulk_create(
        Submission(
            assessment=assessment,
            team=found.team,
            version=found.rubric.version,
            number=1,
            submitted_at=_noon(found.day),
            day=found.day,
            left_open=_left_open(found, answers),
        )
        for assessment, (found, answers) in zip(assessments, hands, strict=True)
    )


def _noon(day: date) -> datetime:
    """Of the organisation's day."""
    return datetime.combine(day, time(12), tzinfo=timezone.get_default_timezone())


def _left_open(found: Round, answers: Sequence[PastAnswer]) -> dict[str, list[str]]:
    """The concerns of answers that were carried from none."""
    given = {answer.practice: answer for answer in answers}
    left: dict[str, list[str]] = {}
    for practice, key in found.rubric.keys.items():
        answer = given.get(practice) or _unanswered(practice)
        dated = newest(answer.links)
        fresh = dated is not None and (found.day - dated).days <= found.rubric.half_lives[practice]
        for concern in _concerns(answer.content.level, answer.content.not_applicable, fresh):
            left.setdefault(concern, []).append(key)
    return left


@cache
def _concerns(level: int | None, not_applicable: bool, fresh: bool) -> tuple[str, ...]:
    """`fresh` says that there is evidence within the practice's half-life; for the rest any day will do."""
    said = Said(
        level=level,
        not_applicable=not_applicable,
        note="",
        carried=False,
        confirmed=True,
        last_level=None,
        evidence=(("", date.max),) if fresh else (),
        last_evidence=(),
        half_life_days=1,
        today=date.max,
    )
    return tuple(concern.value for concern in open_concerns(said))


def _unanswered(practice: int) -> PastAnswer:
    return PastAnswer(practice, AnswerContent(), (), None)


def _insert_answers(pairs: Sequence[tuple[Submission, Hand]]) -> None:
    rows = chain.from_iterable(_rows(submission, *hand) for submission, hand in pairs)
    with connection.cursor() as cursor:
        for some in batched(rows, _ROWS):
            cursor.executemany(_INSERT, some)


def _rows(submission: Submission, found: Round, answers: Sequence[PastAnswer]) -> Iterator[tuple[Any, ...]]:
    """A row of `_INSERT` for every practice."""
    given = {answer.practice: answer for answer in answers}
    day, as_day = submission.day, connection.ops.adapt_datefield_value
    for practice in found.rubric.keys:
        answer = given.get(practice) or _unanswered(practice)
        content, newest_link = answer.content, newest(answer.links)
        yield (
            submission.pk,
            practice,
            content.level,
            content.not_applicable,
            content.not_applicable_because,
            content.not_applicable_reason,
            content.note,
            content.target,
            content.target_by,
            False,
            True,
            _as_json(answer.links),
            as_day(newest_link),
            as_day(vouched_on(answer.answered_on or day, newest_link)),
        )


def _as_json(links: Sequence[Link]) -> str:
    kept = [{"title": link.title, "url": link.url, "dated": str(link.dated)} for link in links]
    return json.dumps(kept, ensure_ascii=False) if kept else "[]"


def _event(submission: Submission, by: User | None, now: datetime) -> Event:
    assessment = submission.assessment
    return Event(
        at=now,
        actor=by,
        actor_name=by.name if by else "",
        verb="imported a submission of",
        subject_type=assessment._meta.label_lower,
        subject_id=assessment.pk,
        subject=str(assessment)[:300],
        team=submission.team,
        detail={"number": submission.number, "day": submission.day.isoformat()},
    )


def _write_working_copies(made: Sequence[int]) -> None:
    marks = ", ".join(["%s"] * len(made))
    with connection.cursor() as cursor:
        cursor.execute(_WORKING_COPIES.format(made=marks), made)
        cursor.execute(_THEIR_EVIDENCE.format(made=marks), made)
        found = cursor.fetchall()
    Evidence.objects.bulk_create(
        Evidence(answer_id=pk, dated=link.dated, url=link.url, title=link.title)
        for pk, evidence in found
        for link in links_of(evidence)
    )
