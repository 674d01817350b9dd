"""Small rows for tests. Each function makes one thing, with the least it needs, past no rule of the database."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from itertools import count

from maturity.models import (
    Answer,
    Assessment,
    Cycle,
    Dimension,
    LevelCriterion,
    MaturityModel,
    ModelVersion,
    Practice,
    Submission,
    SubmittedAnswer,
)
from teams.models import Division, Membership, Team, User

NOW = datetime(2026, 11, 19, 10, tzinfo=UTC)
SCALE = ["Absent", "Reactive", "Managed", "Measured", "Leading"]
_number = count(1)


def user(name: str = "", *, role: str = User.Role.MEMBER, password: str | None = None) -> User:
    name = name or f"Person {next(_number)}"
    email = f"{name.lower().replace(' ', '.')}@example.org"
    return User.objects.create_user(email, password, name=name, role=role)


def team(
    name: str = "", *, division: str = "Payments", lead: User | None = None, member: User | None = None
) -> Team:
    name = name or f"Team {next(_number)}"
    parent, _ = Division.objects.get_or_create(name=division, defaults={"slug": division.lower()})
    made = Team.objects.create(division=parent, name=name, slug=name.lower().replace(" ", "-"))
    for person, role in ((lead, Membership.Role.LEAD), (member, Membership.Role.MEMBER)):
        if person:
            Membership.objects.create(team=made, user=person, role=role)
    return made


def version(
    dimensions: dict[str, Sequence[int]] | None = None,
    *,
    model: MaturityModel | None = None,
    published: bool = True,
) -> ModelVersion:
    """An edition; `dimensions` maps a dimension's key to the weights of its practices ("testing-1", "testing-2" …)."""
    model = model or MaturityModel.objects.create(key=f"model-{next(_number)}", name="Model")
    made = ModelVersion.objects.create(
        model=model, number=model.versions.count() + 1, scale=SCALE, digest=f"{next(_number):064d}"
    )
    for place, (key, weights) in enumerate((dimensions or {"testing": (2, 1), "security": (1,)}).items()):
        _dimension(made, key, weights, place)
    if published:
        made.state, made.published_at = ModelVersion.State.PUBLISHED, NOW
        made.save()
    return made


def _dimension(version: ModelVersion, key: str, weights: Sequence[int], place: int) -> None:
    dimension = Dimension.objects.create(
        version=version, key=key, title=key.capitalize(), summary=f"All about {key}.", position=place
    )
    for n, weight in enumerate(weights, start=1):
        practice = Practice.objects.create(
            version=version,
            dimension=dimension,
            key=f"{key}-{n}",
            title=f"{key.capitalize()} practice {n}",
            why="It matters.",
            weight=weight,
            position=n,
        )
        LevelCriterion.objects.bulk_create(
            LevelCriterion(practice=practice, level=level, text=f"{key} {n} at level {level}")
            for level in range(len(SCALE))
        )


def cycle(version: ModelVersion, *, quarter: str = "2026-q4", state: str = Cycle.State.OPEN) -> Cycle:
    year, q = int(quarter[:4]), int(quarter[-1])
    first = date(year, 3 * q - 2, 1)
    return Cycle.objects.create(
        slug=quarter,
        name=f"{year} Q{q}",
        version=version,
        opens=first,
        due=date(year, 3 * q - 1, 28),
        closes=date(year, 3 * q, 28),
        state=state,
    )


def assessment(
    cycle: Cycle, team: Team, levels: dict[str, int | None] | None = None, *, now: datetime = NOW
) -> Assessment:
    """A working copy with an answer row for every practice; `levels` maps practice keys to levels."""
    made = Assessment.objects.create(cycle=cycle, team=team, started_at=now)
    Answer.objects.bulk_create(
        Answer(assessment=made, practice=practice, level=(levels or {}).get(practice.key), saved_at=now)
        for practice in cycle.version.practices.all()
    )
    return made


def submission(
    cycle: Cycle,
    team: Team,
    levels: dict[str, int | None],
    *,
    not_applicable: Sequence[str] = (),
    targets: dict[str, int] | None = None,
    evidence: dict[str, date] | None = None,
    now: datetime = NOW,
    by: User | None = None,
    left_open: dict[str, list[str]] | None = None,
) -> Submission:
    """A submission straight into the tables, for tests of what reads them; `evidence` has its day by practice key."""
    working_copy, _ = Assessment.objects.get_or_create(cycle=cycle, team=team, defaults={"started_at": now})
    number = working_copy.submissions.count() + 1
    made = Submission.objects.create(
        assessment=working_copy,
        team=team,
        version=cycle.version,
        number=number,
        submitted_at=now,
        submitted_by=by,
        day=now.date(),
        reason="a correction" if number > 1 else "",
        left_open=left_open or {},
    )
    dated = evidence or {}
    SubmittedAnswer.objects.bulk_create(
        SubmittedAnswer(
            submission=made,
            practice=practice,
            level=None if practice.key in not_applicable else levels.get(practice.key),
            not_applicable=practice.key in not_applicable,
            not_applicable_reason="does not exist here" if practice.key in not_applicable else "",
            target=(targets or {}).get(practice.key),
            evidence=[_link(dated[practice.key])] if practice.key in dated else [],
            newest_evidence=dated.get(practice.key),
            vouched_on=max(made.day, dated.get(practice.key, made.day)),
        )
        for practice in cycle.version.practices.all()
    )
    return made


def _link(dated: date) -> dict[str, str]:
    return {"title": "Runbook", "url": "https://example.org/runbook", "dated": dated.isoformat()}
