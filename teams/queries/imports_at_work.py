"""Imports that a worker has, or ought to have."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min, Q

from teams.models import ImportJob


@dataclass(frozen=True, slots=True)
class AtWork:
    """`number` imports are compared or brought in; the first of their files was uploaded at `since`."""

    number: int
    since: datetime | None


def imports_at_work() -> AtWork:
    """One statement, answered by the index of those that have not ended."""
    at_work = Q(state__in=ImportJob.WORK)
    found = ImportJob.objects.filter(finished_at=None).aggregate(
        number=Count("pk", filter=at_work), since=Min("uploaded_at", filter=at_work)
    )
    return AtWork(**found)
