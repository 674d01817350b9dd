"""Which days have no snapshot, or one that newer submissions, or the archiving of a team, have overtaken."""

from dataclasses import dataclass
from datetime import date
from typing import cast

from django.db import connection

from maturity.queries.standing import as_parameter


@dataclass(frozen=True, slots=True)
class _Dialect:
    """What the two databases say differently about days."""

    earliest: str
    days_between: str
    next_day: str


_DIALECTS = {
    "sqlite": _Dialect(
        earliest="MIN",
        days_between="CAST(julianday({end}) - julianday({start}) AS integer)",
        next_day="date({day}, '+1 day')",
    ),
    "postgresql": _Dialect(
        earliest="LEAST",
        days_between="({end} - {start})",
        next_day="({day} + 1)",
    ),
}

# A submission is its team's standing from its own day until the day of the next one, or of the archiving ("ends" is the
# first day on which it no longer is). Each of those days has one overall row that names it, and no other day has.
# Counting these rows finds the submissions to look at; only their days are then listed one by one.
_OUTDATED = """
WITH RECURSIVE
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
    SELECT id, team_id, starts,
        {earliest}(%(end)s, COALESCE(next_starts, %(end)s), COALESCE(archived_on, %(end)s)) AS ends
    FROM followed
),
taken AS (
    SELECT o.submission_id, COUNT(*) AS days, COUNT(*) FILTER (WHERE o.day >= s.starts AND o.day < s.ends) AS fitting
    FROM maturity_snapshot o JOIN spans s ON s.id = o.submission_id
    WHERE o.dimension_key = '' AND o.day < %(end)s
    GROUP BY o.submission_id
),
differing AS (
    SELECT s.id, s.team_id, s.starts, s.ends
    FROM spans s LEFT JOIN taken k ON k.submission_id = s.id
    WHERE COALESCE(k.days, 0) <> CASE WHEN s.ends > s.starts THEN {days_between} ELSE 0 END
        OR COALESCE(k.days, 0) <> COALESCE(k.fitting, 0)
),
expected (submission_id, team_id, day, ends) AS (
    SELECT id, team_id, starts, ends FROM differing WHERE starts < ends
    UNION ALL
    SELECT submission_id, team_id, {next_day}, ends FROM expected WHERE {next_day} < ends
)
SELECT e.day FROM expected e
WHERE NOT EXISTS (
    SELECT 1 FROM maturity_snapshot o
    WHERE o.day = e.day AND o.team_id = e.team_id AND o.dimension_key = '' AND o.submission_id = e.submission_id
)
UNION
SELECT o.day FROM maturity_snapshot o JOIN differing d ON d.id = o.submission_id
WHERE o.dimension_key = '' AND o.day < %(end)s AND (o.day < d.starts OR o.day >= d.ends)
ORDER BY 1
"""


def outdated_days(until: date) -> list[date]:
    """The days up to and including `until` whose snapshot is missing or stale, oldest first. One statement."""
    dialect = _DIALECTS[connection.vendor]
    text = _OUTDATED.format(
        earliest=dialect.earliest,
        days_between=dialect.days_between.format(end="s.ends", start="s.starts"),
        next_day=dialect.next_day.format(day="day"),
    )
    with connection.cursor() as cursor:
        cursor.execute(text, {"end": as_parameter(date.fromordinal(until.toordinal() + 1))})
        return [_as_day(day) for (day,) in cursor.fetchall()]


def _as_day(value: object) -> date:
    """SQLite has no dates, only their texts."""
    return date.fromisoformat(value) if isinstance(value, str) else cast(date, value)
