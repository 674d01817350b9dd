"""A workspace of many teams in one open cycle, for the running program."""

import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore

from maturity.models import Cycle, ModelVersion
from maturity.services.assessments import start_assessment
from teams.models import Membership, User
from tests import build
from tests.workspaces import filled

CYCLE, DIMENSIONS = "running", ("testing", "security")
PRACTICES = 10


@dataclass(frozen=True, slots=True)
class Work:
    """`names` and `sessions` have, for each team, those of its leads; `practices` are the ids that the cycle asks."""

    teams: list[str]
    names: list[list[str]]
    sessions: list[list[str]]
    practices: list[int]

    @staticmethod
    def address(team: str, dimension: str) -> str:
        return f"/teams/{team}/assessments/{CYCLE}/dimensions/{dimension}/"


def set_up(data: Path, *, teams: int, leads: int, **variables: str) -> Work:
    """In the folder `data`, by processes of its own, because settings are read once in each."""

    filling = f"from tests.teams_at_work import fill, as_json; print(as_json(fill({teams}, {leads})))"
    return Work(**json.loads(filled(data, filling, **variables)))


def as_json(work: Work) -> str:
    return json.dumps(asdict(work))


def fill(teams: int, leads: int = 1) -> Work:
    """A published model of 10 practices, `teams` teams with `leads` leads each, every assessment started."""
    now = datetime.now(UTC)
    version = build.version({key: (1,) * (PRACTICES // len(DIMENSIONS)) for key in DIMENSIONS})
    cycle = _open_cycle(version, now)
    work = Work([], [], [], list(version.practices.values_list("pk", flat=True)))
    for number in range(teams):
        team, people = build.team(f"Team {number}"), [build.user(f"Lead {number} {n}") for n in range(leads)]
        for person in people:
            Membership.objects.create(team=team, user=person, role=Membership.Role.LEAD)
        start_assessment(team=team, cycle=cycle, by=people[0], now=now)
        work.teams.append(team.slug)
        work.names.append([person.name for person in people])
        work.sessions.append([signed_in(person) for person in people])
    return work


def _open_cycle(version: ModelVersion, now: datetime) -> Cycle:
    """A cycle that is open for a week yet, whatever the day."""
    return Cycle.objects.create(
        slug=CYCLE,
        name="Running",
        version=version,
        opens=now.date() - timedelta(days=7),
        due=now.date() + timedelta(days=7),
        closes=now.date() + timedelta(days=14),
        state=Cycle.State.OPEN,
    )


def signed_in(person: User) -> str:
    """The key of a session in which the person is signed in."""
    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.create()
    return str(session.session_key)
