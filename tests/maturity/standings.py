"""Teams that submitted, and the snapshots of the days that matter: what the matrix and the team pages read."""

from datetime import UTC, date, datetime

from maturity.models import Cycle, Snapshot, Submission
from maturity.services.snapshots import take_snapshot
from teams.models import Team
from tests import build

TODAY = date(2026, 11, 22)
DAY = date(2026, 11, 10)
"""On which teams hand in."""
DIMENSIONS = {"testing": (2, 1), "security": (1,)}


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


def submit(cycle: Cycle, team: Team, day: date, levels: dict[str, int | None], **more) -> Submission:
    return build.submission(cycle, team, levels, now=noon(day), **more)


def evidenced(
    cycle: Cycle, name: str, level: int | None, dated: date | None, *, key: str = "testing-1"
) -> Submission:
    """A team whose answer carries evidence of a day."""
    return submit(cycle, build.team(name), DAY, {key: level}, evidence={key: dated} if dated else {})


def snap(*days: date) -> None:
    for day in days:
        take_snapshot(day=day, by=None, now=noon(TODAY))


def overall(team: Team, day: date, key: str = "") -> Snapshot:
    return Snapshot.objects.get(team=team, day=day, dimension_key=key)
