"""A workspace of sixty practices, for a team that comes back and one that is new; run in a process of its own."""

import json
from datetime import UTC, datetime, timedelta

from maturity.models import Cycle, ModelVersion
from maturity.quarters import Quarter
from tests import build
from tests.teams_at_work import signed_in

DIMENSIONS, EACH = 10, 6
RETURNING, NEW = "returning", "starting"


def fill() -> str:
    """Sixty practices; one team answered them all last quarter, another has never answered any. JSON of sessions."""
    now = datetime.now(UTC)
    version = build.version({f"dimension-{n}": (1,) * EACH for n in range(DIMENSIONS)})
    quarter = Quarter.of(now.date())
    before = _cycle(version, quarter.previous, now - timedelta(days=90), Cycle.State.CLOSED)
    lead, newcomer = build.user("Robin Lead"), build.user("Nika Lead")
    team = build.team(RETURNING.capitalize(), lead=lead)
    build.team(NEW.capitalize(), lead=newcomer)
    keys = version.practices.values_list("key", flat=True)
    build.submission(before, team, dict.fromkeys(keys, 2), now=now - timedelta(days=90), by=lead)
    _cycle(version, quarter, now, Cycle.State.OPEN)
    return json.dumps({"cycle": quarter.slug, "lead": signed_in(lead), "newcomer": signed_in(newcomer)})


def _cycle(version: ModelVersion, quarter: Quarter, around: datetime, state: str) -> Cycle:
    """A cycle around a day, so that the open one is open whatever the day of the test."""
    return Cycle.objects.create(
        slug=quarter.slug,
        name=quarter.name,
        version=version,
        opens=around.date() - timedelta(days=7),
        due=around.date() + timedelta(days=7),
        closes=around.date() + timedelta(days=14),
        state=state,
    )
