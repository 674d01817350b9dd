"""Taking snapshots: a day's rows from the submissions that stood on it, as often as wanted, with the same result."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection

from common.days import organisation_day
from common.decisions import DomainError
from common.services import service
from maturity.kept_days import KEPT_IN_FULL, first_full_day, is_kept
from maturity.models import Snapshot
from maturity.queries.closed_figures import frozen_with
from maturity.queries.closing_days import closings
from maturity.queries.snapshot_days import outdated_days
from maturity.queries.standing import COLUMNS, as_parameter, standing_text
from teams.models import User
from teams.policies import may_administer
from teams.services import activity


class DayNotOver(DomainError):
    """A day that has not begun has nothing to show."""


@dataclass(frozen=True, slots=True)
class TakenSnapshot:
    """`written` rows are new or changed, `removed` ones no longer belong to the day.

    `left_alone` says why nothing was looked at; '' where the day was taken.
    """

    day: date
    written: int = 0
    removed: int = 0
    left_alone: str = ""

    @property
    def changed(self) -> bool:
        return bool(self.written or self.removed)


_KEY = ("team_id", "dimension_key")
_CHANGEABLE = [name for name in COLUMNS if name not in _KEY]

# INSERT comes before WITH because Python's SQLite counts the rows of such statements alone. WHERE true: without it
# SQLite reads ON CONFLICT as the condition of a join.
_WRITE = f"""
INSERT INTO maturity_snapshot AS old (day, {", ".join(COLUMNS)})
WITH {{standing}}
SELECT %(day)s, {", ".join(COLUMNS)} FROM standing WHERE true
ON CONFLICT (day, {", ".join(_KEY)}) DO UPDATE
SET {", ".join(f"{name} = excluded.{name}" for name in _CHANGEABLE)}
WHERE ({", ".join(f"old.{name}" for name in _CHANGEABLE)})
    {{differs}} ({", ".join(f"excluded.{name}" for name in _CHANGEABLE)})
"""  # noqa: S608  names of columns alone
_DIFFERS = {"sqlite": "IS NOT", "postgresql": "IS DISTINCT FROM"}

# Judged by the overall rows just written, not by the submissions again: one may have come in between on PostgreSQL.
_REMOVE = """
DELETE FROM maturity_snapshot
WHERE day = %(day)s AND (
    team_id IN (SELECT id FROM teams_team WHERE archived_on <= %(day)s)
    OR NOT EXISTS (
        SELECT 1 FROM maturity_snapshot o
        WHERE o.day = %(day)s AND o.team_id = maturity_snapshot.team_id AND o.dimension_key = ''
            AND o.submission_id = maturity_snapshot.submission_id
    )
)
"""
_LOCK = 0x776D  # the first of PostgreSQL's two lock numbers, the second is the day


@service
def take_snapshot(*, day: date, by: User | None, now: datetime) -> TakenSnapshot:
    """Bring the rows of `day` in line with the submissions. Where they are already, nothing is written at all.

    Two at once wait for each other: the second finds nothing to do. A day that is frozen stays as it is, and one whose
    figures are not kept stays away.
    """
    if by is not None:
        may_administer(by).require()
    if day > organisation_day(now):
        raise DayNotOver(f"{day} lies in the future: a snapshot can be taken of today and of days before it.")
    lock_day(day)
    if reason := _why_left_alone(day, organisation_day(now)):
        return TakenSnapshot(day, left_alone=reason)
    taken = _bring_in_line(day)
    if taken.changed:
        activity.record(
            by=by,
            now=now,
            verb="took",
            subject=Snapshot(day=day),
            detail={"day": day.isoformat(), "written": taken.written, "removed": taken.removed},
        )
    return taken


def take_outdated(*, until: date, by: User | None, now: datetime) -> Iterator[TakenSnapshot]:
    """Take every missing or stale day up to `until`, oldest first, each in a transaction of its own.

    Whatever stops it half way leaves whole days behind, and the next run goes on from the data.
    """
    for day in outdated_days(until, today=organisation_day(now)):
        yield take_snapshot(day=day, by=by, now=now)


def lock_day(day: date) -> None:
    """Until the end of the transaction nobody else takes, freezes or thins the day."""
    if connection.vendor == "postgresql":  # SQLite has one writer at a time anyway
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", (_LOCK, day.toordinal()))


def _why_left_alone(day: date, today: date) -> str:
    """'' where the day is to be taken."""
    if cycle := frozen_with(day):
        return f"frozen with {cycle}"
    if day < first_full_day(today) and not is_kept(day, closings(), today):
        return f"older than {KEPT_IN_FULL} days, and neither a month's end nor a cycle's"
    return ""


def _bring_in_line(day: date) -> TakenSnapshot:
    parameters = {"day": as_parameter(day)}
    with connection.cursor() as cursor:
        cursor.execute(
            _WRITE.format(standing=standing_text(), differs=_DIFFERS[connection.vendor]), parameters
        )
        written = cursor.rowcount
        cursor.execute(_REMOVE, parameters)
        return TakenSnapshot(day=day, written=written, removed=cursor.rowcount)
