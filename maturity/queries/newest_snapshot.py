"""The day that figures were taken of last."""

from datetime import date

from django.db.models import Max

from maturity.models import Snapshot


def newest_snapshot() -> date | None:
    """None before the first. One statement, answered by the index."""
    newest: date | None = Snapshot.objects.aggregate(newest=Max("day"))["newest"]
    return newest
