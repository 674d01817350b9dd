"""What is measured of the figures."""

from collections.abc import Iterator
from datetime import datetime, time

from django.utils import timezone

from common.metrics.readings import Reading, read_with
from maturity.queries.newest_snapshot import newest_snapshot


def read_snapshots(now: datetime) -> Iterator[Reading]:
    """A day's figures are first taken minutes after it began, so that the age stays below 25 hours."""
    day = newest_snapshot()
    began = datetime.combine(day, time.min, timezone.get_default_timezone()) if day else None
    age = (now - began).total_seconds() if began else None
    yield Reading(
        "waymark_snapshot_age_seconds", "Since the day of the newest figures began, in TIME_ZONE", age
    )


read_with("snapshots", read_snapshots)
