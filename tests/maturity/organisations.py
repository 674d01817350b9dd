"""Organisations in the database that Hypothesis makes up: editions of a rubric, teams, submissions and archivings."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta

from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from maturity.models import Assessment, Cycle, MaturityModel, ModelVersion, Submission, SubmittedAnswer
from tests import build
from tests.maturity.snapshot_rows import FIRST

WEIGHTS = st.one_of(st.integers(1, 4), st.integers(1, 100))
EVIDENCE = [{"title": "Runbook", "url": "https://example.org/", "dated": "2026-01-01"}]

many = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@contextmanager
def rolled_back() -> Iterator[None]:
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
        "vouched_on": FIRST + timedelta(days=draw(st.integers(-800, 12))),
        "vote_spread": draw(st.none() | st.integers(0, 9)),
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
    model = MaturityModel.objects.create(key="house", name="House model")
    cycles = [make_cycle(model, number, edition) for number, edition in enumerate(editions)]
    teams = [build.team() for _ in archived]
    for team, after in zip(teams, archived, strict=True):
        team.archived_on = None if after is None else FIRST + timedelta(days=after)
        team.save()
    for team, cycle, hours in submissions:
        moment = datetime(2026, 11, 1, tzinfo=UTC) + timedelta(hours=hours)
        hand_in(cycles[cycle], teams[team], moment, draw_answers)


def make_cycle(model: MaturityModel, number: int, edition) -> Cycle:
    asked = {key: weights for key, (_, weights) in edition.items()}
    version = build.version(asked, model=model, published=False)
    for dimension in version.dimensions.all():
        dimension.weight = edition[dimension.key][0]
        dimension.save()
    half_lives = (1, 7, 30, 180, 365)
    for place, practice in enumerate(version.practices.order_by("pk")):
        practice.half_life_days = half_lives[place % len(half_lives)]
        practice.save()
    version.state, version.published_at = ModelVersion.State.PUBLISHED, build.NOW
    version.save()
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
        SubmittedAnswer(**{"submission": made, "practice": practice, "vouched_on": made.day} | draw_answers())
        for practice in cycle.version.practices.all()
    )
    return made
