"""The day that stands for a cycle: its last one, or that on which it was closed by hand before."""

from datetime import date

from django.db.models import DateField, F
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce, Least, TruncDate
from django.utils import timezone

from maturity.models import Cycle


def closing_day() -> Combinable:
    """For rows of Cycle. The worker closes after the last day, so that the earlier of both is meant."""
    closed_on = TruncDate("closed_at", tzinfo=timezone.get_default_timezone())
    return Least(F("closes"), Coalesce(closed_on, F("closes")), output_field=DateField())


def closings() -> frozenset[date]:
    """The days that stand for cycles, also for those to come."""
    return frozenset(Cycle.objects.order_by().values_list(closing_day(), flat=True))
