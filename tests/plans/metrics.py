"""Success metrics for tests: a plan of a quarter with its manager, and what one does with its metrics."""

from datetime import UTC, date, datetime, timedelta

from plans.models import MetricReview, Plan
from plans.services.metric_reviews import Reading, review_metric
from plans.services.metrics import (
    Wording,
    add_metric,
    agree_to_metrics,
    newest_of,
    remove_metric,
    reword_metric,
)
from tests import build
from tests.plans import building


def on_day(n: int, hour: int = 12) -> datetime:
    """A moment of that day in the role."""
    day = building.START + timedelta(days=n - 1)
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


def plan_with_manager() -> Plan:
    plan = building.started(building.quarter_document(), slug_of_template="quarter")
    plan.manager = build.user("Dana Okafor")
    plan.save(update_fields=["manager"])
    return plan


def words(title: str = "Lead time", target: str = "1 hour") -> Wording:
    return Wording(title, "4 hours", target, "Pipeline, median of the week")


def added(plan, title="Lead time", *, by=None, now=None):
    return add_metric(plan=plan, wording=words(title), by=by or plan.lead, now=now or on_day(2))


def reworded(metric, target="30 minutes", *, version=None, by=None, now=None):
    newest = newest_of(metric)
    return reword_metric(
        metric=metric,
        version=newest.number if version is None else version,
        wording=words(newest.title, target),
        by=by or metric.plan.lead,
        now=now or on_day(4),
    )


def agreed(*metrics, by=None, now=None):
    plan = metrics[0].plan
    seen = {metric.pk: newest_of(metric).number for metric in metrics}
    return agree_to_metrics(plan=plan, seen=seen, by=by or plan.manager, now=now or on_day(3))


def reviewed(
    metric, day=30, *, reading="2 hours", verdict="on_the_way", note="", version=0, by=None, now=None
):
    said = Reading(reading, MetricReview.Verdict(verdict), note)
    by, now = by or metric.plan.lead, now or on_day(day)
    return review_metric(metric=metric, day=day, version=version, said=said, by=by, now=now)


def metrics_in_use(lead, manager, team):
    """A plan past its day 30 at `build.NOW`; a metric that was edited since it was agreed, and one that was removed."""
    document = building.quarter_document()
    plan = building.started(
        document, slug_of_template="quarter", lead=lead, manager=manager, team=team, start=date(2026, 10, 12)
    )
    day = datetime(2026, 10, 13, 12, tzinfo=UTC)
    metric, other, removed = (added(plan, title, now=day) for title in ("Lead time", "Recovery", "Pages"))
    agreed(metric, other, now=day)
    reworded(metric, now=day)
    remove_metric(metric=removed, version=1, by=lead, now=day)
    return plan, metric, removed
