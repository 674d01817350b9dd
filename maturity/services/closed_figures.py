"""Freezing what a closed cycle showed, with a digest that says so."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from common.days import organisation_day
from common.services import service
from maturity.models import ClosedFigures, Cycle
from maturity.queries.closed_figures import cycles_to_freeze, figures_of
from maturity.services.snapshots import lock_day, take_snapshot
from teams.models import User
from teams.policies import may_administer
from teams.services import activity

SETTLING = timedelta(minutes=10)
"""A submission of the last minute before midnight is committed by then."""


@service
def freeze_figures(*, cycle: Cycle, day: date, by: User | None, now: datetime) -> ClosedFigures | None:
    """Take the cycle's day once more, and let the database keep it; None where somebody did so before.

    `cycle` and `day` are of `cycles_to_freeze`.
    """
    if by is not None:
        may_administer(by).require()
    lock_day(day)
    if ClosedFigures.objects.filter(cycle=cycle).exists():
        return None
    take_snapshot(day=day, by=by, now=now)
    found = figures_of(day)
    frozen = ClosedFigures.objects.create(
        cycle=cycle, day=day, rows=found.rows, digest=found.digest, recorded_at=now
    )
    detail = {"day": day.isoformat(), "rows": found.rows, "digest": found.digest}
    activity.record(by=by, now=now, verb="froze the figures of", subject=cycle, detail=detail)
    return frozen


def freeze_closed(*, by: User | None, now: datetime) -> Iterator[ClosedFigures]:
    """Freeze every closed cycle whose day is over, each in a transaction of its own."""
    for cycle, day in cycles_to_freeze(organisation_day(now - SETTLING)):
        if frozen := freeze_figures(cycle=cycle, day=day, by=by, now=now):
            yield frozen
