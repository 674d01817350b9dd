"""Which old days still have rows that are not kept."""

from datetime import date

from django.db import connection

from maturity.kept_days import first_full_day, is_kept
from maturity.queries.closed_figures import frozen_days
from maturity.queries.closing_days import closings
from maturity.queries.snapshot_days import as_day
from maturity.queries.standing import as_parameter

# From one day to the next by the index, instead of over every row of them.
_STORED = """
WITH RECURSIVE stored (day) AS (
    SELECT MIN(day) FROM maturity_snapshot
    UNION ALL
    SELECT (SELECT MIN(o.day) FROM maturity_snapshot o WHERE o.day > stored.day)
    FROM stored WHERE stored.day IS NOT NULL AND stored.day < %(end)s
)
SELECT day FROM stored WHERE day IS NOT NULL AND day < %(end)s ORDER BY day
"""


def thinnable_days(today: date) -> list[date]:
    """Oldest first. Three statements."""
    with connection.cursor() as cursor:
        cursor.execute(_STORED, {"end": as_parameter(first_full_day(today))})
        stored = [as_day(day) for (day,) in cursor.fetchall()]
    staying = closings() | frozen_days()
    return [day for day in stored if not is_kept(day, staying, today)]
