"""The database computes what the pure rules say, over invented organisations."""

from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from maturity.models import Assessment, Snapshot, Submission, SubmittedAnswer
from maturity.queries.snapshot_days import outdated_days
from maturity.queries.standing import standing_on
from maturity.services.snapshots import take_outdated, take_snapshot
from tests import build
from tests.maturity.snapshot_rows import (
    FIRST,
    expected,
    outdated_by_comparing,
    stored,
)

pytestmark = pytest.mark.django_db

NOW = build.NOW
WEIGHTS = st.one_of(st.integers(1, 4), st.integers(1, 100))
EVIDENCE = [{"title": "Runbook", "url": "https://example.org/", "dated": "2026-01-01"}]


@contextmanager
def rolled_back():
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@st.composite
def answers(draw):
    """The columns of one submitted answer: any mixture that the database takes."""
    not_applicable = draw(st.sampled_from((False, False, False, True)))
    evidence = draw(st.sampled_from(([], EVIDENCE)))
    return {
        "level": None if not_applicable else draw(st.none() | st.integers(0, 9)),
        "not_applicable": not_applicable,
        "target": draw(st.none() | st.integers(0, 9)),
        "confirmed": draw(st.booleans()),
        "evidence": evidence,
        "newest_evidence": date(2026, 1, 1) if evidence else None,
    }


@st.composite
def versions(draw):
    """Weights of the practices by dimension, and the weights of the dimensions."""
    keys = draw(st.lists(st.sampled_from(("testing", "security", "release")), min_size=1, unique=True))
    return {key: (draw(WEIGHTS), draw(st.lists(WEIGHTS, min_size=1, max_size=4))) for key in keys}


@st.composite
def organisations(draw):
    """Two editions of the rubric, up to three teams, their submissions in any order, and archivings."""
    editions = draw(st.lists(versions(), min_size=1, max_size=2))
    teams = draw(st.integers(1, 3))
    submissions = draw(
        st.lists(
            st.tuples(st.integers(0, teams - 1), st.integers(0, len(editions) - 1), st.integers(0, 6 * 24)),
            max_size=6,
        )
    )
    archived = draw(st.lists(st.none() | st.integers(0, 8), min_size=teams, max_size=teams))
    return editions, archived, submissions


def set_up(organisation, draw_answers) -> None:
    editions, archived, submissions = organisation
    cycles = [make_cycle(number, edition) for number, edition in enumerate(editions)]
    teams = [build.team() for _ in archived]
    for team, after in zip(teams, archived, strict=True):
        team.archived_on = None if after is None else FIRST + timedelta(days=after)
        team.save()
    for team, cycle, hours in submissions:
        moment = datetime(2026, 11, 1, tzinfo=UTC) + timedelta(hours=hours)
        hand_in(cycles[cycle], teams[team], moment, draw_answers)


def make_cycle(number: int, edition):
    version = build.version({key: weights for key, (_, weights) in edition.items()}, published=False)
    for dimension in version.dimensions.all():
        dimension.weight = edition[dimension.key][0]
        dimension.save()
    return build.cycle(version, quarter=f"2026-q{4 - number}")


def hand_in(cycle, team, moment: datetime, draw_answers) -> Submission:
    assessment, _ = Assessment.objects.get_or_create(cycle=cycle, team=team, defaults={"started_at": moment})
    made = Submission.objects.create(
        assessment=assessment,
        team=team,
        version=cycle.version,
        number=assessment.submissions.count() + 1,
        submitted_at=moment,
        day=moment.date(),
        reason="again",
    )
    SubmittedAnswer.objects.bulk_create(
        SubmittedAnswer(submission=made, practice=practice, **draw_answers())
        for practice in cycle.version.practices.all()
    )
    return made


many = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@many
@given(st.data())
def test_database_computes_what_the_pure_rules_say(data):
    with rolled_back():
        set_up(data.draw(organisations()), lambda: data.draw(answers()))
        for day in (FIRST, FIRST + timedelta(days=3), FIRST + timedelta(days=9)):
            assert standing_on(day) == expected(day)
            take_snapshot(day=day, by=None, now=NOW)
            assert stored(day) == expected(day)


@many
@given(st.data())
def test_outdated_days_are_those_whose_rows_name_another_submission(data):
    with rolled_back():
        set_up(data.draw(organisations()), lambda: {"level": 2})
        for offset in data.draw(st.lists(st.integers(0, 9), max_size=4)):
            take_snapshot(day=FIRST + timedelta(days=offset), by=None, now=NOW)
        muddle(data)
        until = FIRST + timedelta(days=data.draw(st.integers(0, 9)))
        assert outdated_days(until) == outdated_by_comparing(until)
        list(take_outdated(until=until, by=None, now=NOW))
        assert outdated_days(until) == []


def muddle(data) -> None:
    """Late submissions and archivings after some days were taken, and rows that were lost."""
    for assessment in Assessment.objects.all():
        if data.draw(st.booleans()):
            late = datetime(2026, 11, 1, tzinfo=UTC) + timedelta(hours=data.draw(st.integers(0, 200)))
            hand_in(assessment.cycle, assessment.team, late, lambda: {"level": 3})
        if data.draw(st.booleans()):
            assessment.team.archived_on = FIRST + timedelta(days=data.draw(st.integers(0, 9)))
            assessment.team.save()
    for row in Snapshot.objects.filter(dimension_key=""):
        if data.draw(st.sampled_from((False, False, True))):
            row.delete()
