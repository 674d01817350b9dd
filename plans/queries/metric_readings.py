"""A plan's success metrics as they are worded now, each with its last review."""

from dataclasses import dataclass

from plans.models import MetricEdition, MetricReview, Plan


@dataclass(frozen=True, slots=True)
class MetricReading:
    """`review` is None where the metric was never reviewed."""

    edition: MetricEdition
    review: MetricReview | None


def metric_readings(plan: Plan) -> list[MetricReading]:
    """Of the metrics that were not removed, in their order. Two statements."""
    mine = {"metric__plan": plan, "metric__removed_at": None}
    editions = MetricEdition.objects.filter(**mine).order_by("metric__position", "metric", "number")
    newest = {edition.metric_id: edition for edition in editions}
    reviews = MetricReview.objects.filter(**mine).order_by("metric", "day")
    last = {review.metric_id: review for review in reviews}
    return [MetricReading(edition, last.get(metric)) for metric, edition in newest.items()]
