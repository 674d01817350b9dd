"""An organisation of any size, the same every time, written by a few bulk statements."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.db import connection, models

from maturity.models import (
    Assessment,
    Cycle,
    Dimension,
    LevelCriterion,
    MaturityModel,
    ModelVersion,
    Practice,
    Submission,
)
from teams.models import Division, Team

FIRST_QUARTER = date(2024, 1, 1)
SCALE = ["Absent", "Reactive", "Managed", "Measured", "Leading"]
TITLES = ("Testing", "Observability", "Release process", "Disaster recovery", "Security")
NOTE = "Checked with the team in the retrospective; the runbook names who is called, and the last drill is in it."

# Levels 0 to 4, one in 16 unanswered, one in 16 not applicable, a target on half of them, evidence on a third: from
# the ids alone, in arithmetic that every database does alike.
_DRAWN = "(s.id * 7919 + p.id * 104729 + (s.id * p.id) / 7)"
_ANSWERS = f"""
INSERT INTO maturity_submittedanswer (submission_id, practice_id, level, not_applicable, not_applicable_because,
    not_applicable_reason, note, target, target_by, carried, confirmed, evidence, newest_evidence,
    vouched_on, vote_spread)
SELECT s.id, p.id,
    CASE WHEN {_DRAWN} %% 16 < 2 THEN NULL ELSE {_DRAWN} %% 5 END,
    {_DRAWN} %% 16 = 1,
    CASE WHEN {_DRAWN} %% 16 = 1 THEN 'nothing-of-the-kind' ELSE '' END,
    CASE WHEN {_DRAWN} %% 16 = 1 THEN 'nothing of the kind here' ELSE '' END,
    %(note)s,
    CASE WHEN {_DRAWN} %% 2 = 0 THEN 4 END,
    CASE WHEN {_DRAWN} %% 2 = 0 THEN '2027-q1' ELSE '' END,
    {_DRAWN} %% 4 = 0,
    {_DRAWN} %% 8 <> 0,
    CASE WHEN {_DRAWN} %% 3 = 0 THEN %(evidence)s ELSE '[]' END%(json)s,
    CASE WHEN {_DRAWN} %% 3 = 0 THEN s.day END, s.day,
    CASE WHEN {_DRAWN} %% 9 = 0 THEN {_DRAWN} %% 4 END
FROM maturity_submission s JOIN maturity_practice p ON p.version_id = s.version_id
ORDER BY s.id, p.id
"""
_EVIDENCE = '[{"title": "Runbook", "url": "https://example.org/runbook", "dated": "2026-01-05"}]'


def noon(day: date) -> datetime:
    """A moment of the day itself, for a snapshot that is taken when it is due."""
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Organisation:
    """`days` are the days on which each quarter's submissions came in, oldest first."""

    teams: int
    practices: int
    days: tuple[date, ...]


def build(
    *, teams: int, dimensions: int = 5, practices: int = 12, quarters: int = 2, first: date = FIRST_QUARTER
) -> Organisation:
    """`teams` teams that each handed in an assessment of `dimensions` × `practices` practices in every quarter.

    `first` is a day in the first of the quarters; the submissions come 30 days after a quarter began.
    """
    version = _version(dimensions, practices)
    everybody = _teams(teams)
    days = tuple(_quarter(version, everybody, _opening(first, later)) for later in range(quarters))
    _answers()
    return Organisation(teams=teams, practices=dimensions * practices, days=days)


def _bulk[M: models.Model](rows: list[M]) -> list[M]:
    return type(rows[0])._default_manager.bulk_create(rows, batch_size=500)


def _version(dimensions: int, practices: int) -> ModelVersion:
    model = MaturityModel.objects.create(key="bench", name="Bench model")
    version = ModelVersion.objects.create(model=model, number=1, scale=SCALE, digest="0" * 64)
    made = _bulk([_dimension(version, number) for number in range(dimensions)])
    rubric = _bulk([_practice(dimension, n) for dimension in made for n in range(practices)])
    _bulk(
        [
            LevelCriterion(practice=practice, level=level, text=f"{practice.title}: {name}")
            for practice in rubric
            for level, name in enumerate(SCALE)
        ]
    )
    version.state, version.published_at = ModelVersion.State.PUBLISHED, _moment(FIRST_QUARTER)
    version.save()
    return version


def _dimension(version: ModelVersion, number: int) -> Dimension:
    title = TITLES[number] if number < len(TITLES) else f"Dimension {number}"
    key = title.lower().replace(" ", "-")
    return Dimension(version=version, key=key, title=title, weight=1 + number % 3, position=number)


def _practice(dimension: Dimension, number: int) -> Practice:
    return Practice(
        version=dimension.version,
        dimension=dimension,
        key=f"{dimension.key}-{number}",
        title=f"{dimension.title} practice {number}",
        why="What is not practised fails when it is needed.",
        weight=1 + number % 4,
        position=number,
    )


def _teams(count: int) -> list[Team]:
    names = ("Payments", "Platform", "Storefront & search", "Logistics")
    divisions = _bulk([Division(name=name, slug=f"division-{n}", position=n) for n, name in enumerate(names)])
    return _bulk(
        [
            Team(division=divisions[n % len(divisions)], name=f"Team {n} & friends", slug=f"team-{n}")
            for n in range(count)
        ]
    )


def _opening(first: date, later: int) -> date:
    """The first day of the quarter that is `later` quarters after the one of `first`."""
    quarter = 4 * first.year + (first.month - 1) // 3 + later
    return date(quarter // 4, 3 * (quarter % 4) + 1, 1)


def _quarter(version: ModelVersion, teams: list[Team], opens: date) -> date:
    """A cycle with a submission of every team, all on the same day; returns that day."""
    quarter, closes = f"{opens.year}-q{opens.month // 3 + 1}", _opening(opens, 1) - timedelta(days=1)
    cycle = Cycle.objects.create(
        slug=quarter,
        name=quarter.upper().replace("-", " "),
        version=version,
        opens=opens,
        due=closes,
        closes=closes,
        state=Cycle.State.OPEN,
    )
    day = opens + timedelta(days=30)
    handed_in = _bulk([Assessment(cycle=cycle, team=team, started_at=_moment(opens)) for team in teams])
    _bulk(
        [
            Submission(
                assessment=assessment,
                team=assessment.team,
                version=version,
                number=1,
                submitted_at=_moment(day),
                day=day,
            )
            for assessment in handed_in
        ]
    )
    return day


def _answers() -> None:
    as_json = "::jsonb" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(_ANSWERS.replace("%(json)s", as_json), {"note": NOTE, "evidence": _EVIDENCE})
        cursor.execute("ANALYZE")


def _moment(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
