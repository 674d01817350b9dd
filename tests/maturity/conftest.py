"""What the tests of maturity pages share."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, tzinfo

import pytest
from django.test import Client
from django.utils import timezone

from maturity.models import Cycle, ModelVersion
from teams.models import Team, User
from tests import build
from tests.maturity.standings import TODAY, snap, submit

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
