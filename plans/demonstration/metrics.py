"""What Checkout's plan is measured by: agreed to by its manager in the first week, one of them edited since."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, time

from django.utils import timezone

from plans.metric_reviews import review_day
from plans.models import Plan, SuccessMetric
from plans.services.metrics import Wording, add_metric, agree_to_metrics, reword_metric
from teams.models import User

MORNING = time(10)
METRICS = (
    Wording(
        "Lead time from merge to live",
        "4 h 05 min",
        "under 2 h",
        "Median of the week's deployments, from the pipeline's own log.",
    ),
    Wording(
        "Alerts that need somebody",
        "59 % of 312",
        "80 % of what is left",
        "The on-call engineer sorts each alert as it comes; counted on Mondays.",
    ),
    Wording(
        "Incidents caused by a database lock",
        "3 a month",
        "none for 30 days",
        "From the incident reviews of the month.",
    ),
    Wording(
        "Engineers who have released on their own",
        "2 of 5",
        "all 5",
        "Named in the release log, without somebody beside them.",
    ),
)
HARDER = "under 1 h"  # what the lead made of the first target since, which waits for the manager


def measure(plan: Plan, lead: User, manager: User) -> None:
    """One is edited on day 9: before today, which is in week 3."""
    first, *_ = agree(plan, METRICS, lead, manager)
    harder = replace(METRICS[0], target=HARDER)
    reword_metric(metric=first, version=1, wording=harder, by=lead, now=morning(plan, 9))


def agree(plan: Plan, wordings: Iterable[Wording], lead: User, manager: User) -> list[SuccessMetric]:
    """Written on day 3, agreed to on day 4."""
    metrics = [add_metric(plan=plan, wording=each, by=lead, now=morning(plan, 3)) for each in wordings]
    agree_to_metrics(plan=plan, seen={metric.pk: 1 for metric in metrics}, by=manager, now=morning(plan, 4))
    return metrics


def morning(plan: Plan, day: int) -> datetime:
    """Of that day in the role."""
    if plan.start is None:
        raise ValueError("a started plan has its start")
    return datetime.combine(review_day(plan.start, day), MORNING, tzinfo=timezone.get_default_timezone())
