"""Which reviews of success metrics are to be held: for a plan's own page, and for whoever looks at several plans."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, Max, OuterRef, Subquery

from common.days import organisation_day
from plans.metric_reviews import REVIEW_DAYS, DueState, due_state, is_asked, review_day
from plans.models import MetricEdition, MetricReview, Phase, Plan, SuccessMetric
from plans.schedule import days_of


@dataclass(frozen=True, slots=True)
class ReviewDue:
    """A review that nobody has held: of which metric, on which day in the role, which is the date `on`.

    `is_agreed` is False where the manager has agreed to no wording yet, without which there is nothing to review.
    """

    metric: int
    title: str
    day: int
    on: date
    state: DueState
    is_agreed: bool


def reviews_due(plan: Plan, today: date) -> Sequence[ReviewDue]:
    """Due and overdue reviews of a plan, the oldest first. Two statements; a finished plan and a template have none."""
    return reviews_due_of([plan], today).get(plan.pk, ())


def reviews_due_of(plans: Iterable[Plan], today: date) -> Mapping[int, Sequence[ReviewDue]]:
    """The same of several plans at once, by the plan's id; a plan without any is missing. Two statements in all."""
    metrics = _live([plan for plan in plans if plan.start is not None and plan.finished_at is None])
    pks = [metric.pk for metric in metrics]
    held = set(MetricReview.objects.filter(metric__in=pks).values_list("metric", "day"))
    found: dict[int, list[ReviewDue]] = defaultdict(list)
    for metric in metrics:
        found[metric.plan] += [each for each in _due(metric, today) if (metric.pk, each.day) not in held]
    return {pk: sorted(due, key=lambda each: each.day) for pk, due in found.items() if due}


@dataclass(frozen=True, slots=True)
class _Metric:
    pk: int
    plan: int
    start: date
    weeks: int | None
    title: str
    written_at: datetime
    is_agreed: bool


def _live(plans: Sequence[Plan]) -> Sequence[_Metric]:
    editions = MetricEdition.objects.filter(metric=OuterRef("pk"))
    weeks = Phase.objects.filter(plan=OuterRef("plan")).order_by().values("plan").annotate(n=Max("last_week"))
    rows = SuccessMetric.objects.filter(plan__in=plans, removed_at=None).annotate(
        weeks=Subquery(weeks.values("n")),
        title=Subquery(editions.order_by("-number").values("title")[:1]),
        written_at=Subquery(editions.order_by("number").values("written_at")[:1]),
        is_agreed=Exists(editions.filter(agreed_at__isnull=False)),
    )
    columns = ("pk", "plan", "plan__start", "weeks", "title", "written_at", "is_agreed")
    return [_Metric(*row) for row in rows.order_by("plan", "position", "pk").values_list(*columns)]


def _due(metric: _Metric, today: date) -> Iterable[ReviewDue]:
    days, written_on = days_of(metric.weeks or 1), organisation_day(metric.written_at)
    for day in REVIEW_DAYS:
        state = due_state(metric.start, day, today)
        if state != DueState.UPCOMING and is_asked(metric.start, day, days, written_on):
            on = review_day(metric.start, day)
            yield ReviewDue(metric.pk, metric.title, day, on, state, metric.is_agreed)
