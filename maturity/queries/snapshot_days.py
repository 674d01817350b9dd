"""Which days have no snapshot, or one that newer submissions, or the archiving of a team, have overtaken.

Frozen days are over and done with, and of old days those alone count whose figures are kept.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import cast

from django.db import connection
from django.db.models import Min

from maturity.kept_days import first_full_day, kept_of_old
from maturity.models import Submission
from maturity.queries.closed_figures import frozen_days
from maturity.queries.closing_days import closings
from maturity.queries.standing import as_parameter


@dataclass(frozen=True, slots=True)
class _Dialect:
    """What the two databases say differently about days."""

    earliest: str
    latest: str
    days_between: str
    next_day: str


_DIALECTS = {
    "sqlite": _Dialect(
        earliest="MIN",
        latest="MAX",
        days_between="CAST(julianday({end}) - julianday({start}) AS integer)",
        next_day="date({day}, '+1 day')",
    ),
    "postgresql": _Dialect(
        earliest="LEAST",
        latest="GREATEST",
        days_between="({end} - {start})",
        next_day="({day} + 1)",
    ),
}

# A submission is its team's standing from its own day until the day of the next one, or of the archiving ("ends" is the
# first day on which it no longer is). Each of those days has one overall row that names it, and no other day has.
# Counting these rows finds the submissions to look at; only their days are then listed one by one.
# Looked at are the days from `since` on that are not frozen, and of those before it the ones in `kept`.
_OUTDATED = """
WITH RECURSIVE
kept (day) AS ({kept}),
frozen (day) AS (SELECT DISTINCT day FROM maturity_closedfigures WHERE day >= %(since)s),
followed AS (
    SELECT s.id, s.team_id, s.day AS starts, t.archived_on,
        MIN(s.day) OVER (
            PARTITION BY s.team_id ORDER BY s.submitted_at, s.id
            ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING
        ) AS next_starts
    FROM maturity_submission s JOIN teams_team t ON t.id = s.team_id
    WHERE s.day < %(end)s
),
spans AS (
    SELECT id, team_id, starts, {latest}(starts, %(since)s) AS full_from,
        {earliest}(%(end)s, COALESCE(next_starts, %(end)s), COALESCE(archived_on, %(end)s)) AS ends
    FROM followed
),
taken AS (
    SELECT o.submission_id, COUNT(*) AS days, COUNT(*) FILTER (WHERE o.day >= s.starts AND o.day < s.ends) AS fitting
    FROM maturity_snapshot o JOIN spans s ON s.id = o.submission_id
    WHERE o.dimension_key = '' AND o.day < %(end)s AND {looked_at}
    GROUP BY o.submission_id
),
differing AS (
    SELECT s.id, s.team_id, s.starts, s.full_from, s.ends
    FROM spans s LEFT JOIN taken k ON k.submission_id = s.id
    WHERE COALESCE(k.days, 0) <> CASE WHEN s.ends > s.full_from THEN {days_between} ELSE 0 END
            - (SELECT COUNT(*) FROM frozen f WHERE f.day >= s.starts AND f.day < s.ends)
            + (SELECT COUNT(*) FROM kept f WHERE f.day >= s.starts AND f.day < s.ends)
        OR COALESCE(k.days, 0) <> COALESCE(k.fitting, 0)
),
counted (submission_id, team_id, day, ends) AS (
    SELECT id, team_id, full_from, ends FROM differing WHERE full_from < ends
    UNION ALL
    SELECT submission_id, team_id, {next_day}, ends FROM counted WHERE {next_day} < ends
),
expected AS (
    SELECT submission_id, team_id, day FROM counted WHERE day NOT IN (SELECT day FROM frozen)
    UNION ALL
    SELECT d.id, d.team_id, k.day FROM differing d JOIN kept k ON k.day >= d.starts AND k.day < d.ends
)
SELECT e.day FROM expected e
WHERE NOT EXISTS (
    SELECT 1 FROM maturity_snapshot o
    WHERE o.day = e.day AND o.team_id = e.team_id AND o.dimension_key = '' AND o.submission_id = e.submission_id
)
UNION
SELECT o.day FROM maturity_snapshot o JOIN differing d ON d.id = o.submission_id
WHERE o.dimension_key = '' AND o.day < %(end)s AND (o.day < d.starts OR o.day >= d.ends) AND {looked_at}
ORDER BY 1
"""
_LOOKED_AT = (
    "(o.day >= %(since)s AND o.day NOT IN (SELECT day FROM frozen) OR o.day IN (SELECT day FROM kept))"
)
_NONE = "SELECT day FROM maturity_snapshot WHERE 1 = 0"


def outdated_days(until: date, *, today: date) -> list[date]:
    """The days up to and including `until` whose snapshot is missing or stale, oldest first.

    Left out are those that are frozen, and those whose figures are not kept as of `today`. Four statements.
    """
    dialect, kept = _DIALECTS[connection.vendor], _kept_of_old(today)
    text = _OUTDATED.format(
        earliest=dialect.earliest,
        latest=dialect.latest,
        days_between=dialect.days_between.format(end="s.ends", start="s.full_from"),
        next_day=dialect.next_day.format(day="day"),
        looked_at=_LOOKED_AT,
        kept=f"VALUES {', '.join(f'(%(kept{n})s)' for n in range(len(kept)))}" if kept else _NONE,
    )
    days = {"since": first_full_day(today), "end": until + timedelta(days=1)}
    days |= {f"kept{n}": day for n, day in enumerate(kept)}
    with connection.cursor() as cursor:
        cursor.execute(text, {name: as_parameter(day) for name, day in days.items()})
        return [as_day(day) for (day,) in cursor.fetchall()]


def _kept_of_old(today: date) -> list[date]:
    """The days before the last 400 that have figures to look at."""
    first = Submission.objects.aggregate(first=Min("day"))["first"]
    if first is None or first >= first_full_day(today):
        return []
    frozen = frozen_days()
    return [day for day in kept_of_old(first, closings(), today) if day not in frozen]


def as_day(value: object) -> date:
    """SQLite has no dates, only their texts."""
    return date.fromisoformat(value) if isinstance(value, str) else cast(date, value)
