"""Thinning old snapshots to month ends and closing days, a few days in a transaction."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from common.days import organisation_day
from common.services import service
from maturity.models import Snapshot
from maturity.queries.thinnable_days import thinnable_days
from maturity.services.snapshots import lock_day
from teams.models import User
from teams.policies import may_administer
from teams.services import activity

DAYS_AT_ONCE = 7
"""Of 5,000 teams some 400,000 rows: nobody else who writes to SQLite waits for long."""


@dataclass(frozen=True, slots=True)
class Thinned:
    """Days whose rows were removed, and how many these were."""

    days: tuple[date, ...]
    rows: int


@service
def thin_days(*, days: Sequence[date], by: User | None, now: datetime) -> Thinned:
    """Remove the rows of those of `days` that are not kept. Where they are gone already, nothing is written."""
    if by is not None:
        may_administer(by).require()
    chosen = tuple(sorted({*days}.intersection(thinnable_days(organisation_day(now)))))
    for day in chosen:
        lock_day(day)
    rows, _ = Snapshot.objects.filter(day__in=chosen).delete()  # nothing refers to a snapshot: one statement
    thinned = Thinned(chosen, rows)
    if thinned.rows:
        detail = {"days": [day.isoformat() for day in chosen], "rows": thinned.rows}
        activity.record(by=by, now=now, verb="thinned", subject=Snapshot(day=chosen[0]), detail=detail)
    return thinned


def thin_snapshots(*, by: User | None, now: datetime) -> Iterator[Thinned]:
    """Thin all that is to be thinned, oldest first. Killed half way, the next run goes on from the rows."""
    days = thinnable_days(organisation_day(now))
    for start in range(0, len(days), DAYS_AT_ONCE):
        thinned = thin_days(days=days[start : start + DAYS_AT_ONCE], by=by, now=now)
        if thinned.rows:
            yield thinned
