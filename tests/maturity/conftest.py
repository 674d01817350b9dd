"""What the tests of maturity pages share."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo

import pytest
from django.test import Client
from django.utils import timezone

from maturity.models import Assessment, Cycle, ModelVersion
from maturity.services.assessments import start_assessment
from teams.models import Team, User
from tests import build
from tests.maturity.standings import DAY, TODAY, snap, submit

_localdate = timezone.localdate


@pytest.fixture
def today(monkeypatch: pytest.MonkeyPatch) -> date:
    """Pages think that it is Sunday 22 November 2026."""

    def localdate(value: datetime | None = None, timezone: tzinfo | None = None) -> date:
        return TODAY if value is None else _localdate(value, timezone)

    monkeypatch.setattr(timezone, "localdate", localdate)
    return TODAY


@dataclass
class World:
    """Two cycles of one version; Ledger submitted in both, Checkout in the first alone, Fraud never."""

    version: ModelVersion
    q3: Cycle
    q4: Cycle
    ledger: Team
    checkout: Team
    fraud: Team
    lead: User
    member: User


@pytest.fixture
def world(db: None, today: date) -> World:
    version = build.version()
    q3 = build.cycle(version, quarter="2026-q3", state=Cycle.State.CLOSED)
    q4 = build.cycle(version)
    lead, member = build.user("Priya Raman"), build.user("Mika Ito")
    ledger = build.team("Ledger", lead=lead, member=member)
    checkout = build.team("Checkout")
    fraud = build.team("Fraud", division="Risk")
    submit(q3, ledger, date(2026, 8, 10), {"testing-1": 1, "testing-2": 1, "security-1": 2}, by=lead)
    submit(q3, checkout, date(2026, 8, 12), {"testing-1": 0, "testing-2": 0, "security-1": 4})
    submit(
        q4,
        ledger,
        date(2026, 11, 10),
        {"testing-1": 2, "testing-2": 1, "security-1": 2},
        targets={"testing-1": 3, "security-1": 2},
        by=lead,
    )
    snap(q3.closes, TODAY)
    return World(version, q3, q4, ledger, checkout, fraud, lead, member)


@pytest.fixture
def three_with_targets(db: None, today: date) -> Cycle:
    """Three teams with targets in three practices; the third is of another division."""
    version = build.version({"testing": (1, 1), "security": (1,)})
    q4 = build.cycle(version)
    levels = {
        "Ledger": ({"testing-1": 1, "testing-2": 2, "security-1": 4}, {"testing-1": 3, "testing-2": 2}),
        "Checkout": ({"testing-1": 2, "testing-2": 0}, {"testing-1": 3, "testing-2": 2, "security-1": 1}),
        "Fraud": ({"testing-1": 3, "testing-2": 1, "security-1": 0}, {"testing-1": 3, "testing-2": 4}),
    }
    for name, (said, targets) in levels.items():
        team = build.team(name, division="Risk" if name == "Fraud" else "Payments")
        submit(q4, team, DAY, said, targets=targets)
    snap(TODAY)
    return q4


@pytest.fixture
def people(db: None) -> dict[str, User]:
    """One of each who may ask for the pages of an assessment."""
    made = {who: build.user(who.capitalize()) for who in ("lead", "member", "outsider")}
    made |= {who: build.user(who.capitalize(), role=who) for who in ("leadership", "administrator")}
    return made


@pytest.fixture
def as_(client: Client, people: dict[str, User]) -> Callable[[str], Client]:
    """The browser of one of `people`."""

    def sign_in(who: str) -> Client:
        client.force_login(people[who])
        return client

    return sign_in


@pytest.fixture
def lead(people: dict[str, User]) -> User:
    return people["lead"]


@pytest.fixture
def team(people: dict[str, User]) -> Team:
    return build.team("Checkout", lead=people["lead"], member=people["member"])


@pytest.fixture
def cycle(team: Team) -> Cycle:
    """Open, for Checkout to answer."""
    return build.cycle(build.version())


@pytest.fixture
def assessment(team: Team, cycle: Cycle) -> Assessment:
    """Checkout's working copy, with nothing answered."""
    return start_assessment(team=team, cycle=cycle, by=None, now=build.NOW)


@pytest.fixture
def at_the_tests_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages think that it is five minutes past `build.NOW`."""
    monkeypatch.setattr(timezone, "now", lambda: build.NOW + timedelta(minutes=5))
