"""A plan's success metrics each with its last review and the wording of that time."""

from dataclasses import dataclass

from plans.models import MetricEdition, MetricReview, Plan


@dataclass(frozen=True, slots=True)
class MetricReading:
    """`review` is None where the metric was never reviewed; `edition` is the wording that it was held against.

    Without a review that is the newest wording; with one, `newest` may be another.
    """

    edition: MetricEdition
    review: MetricReview | None
    newest: MetricEdition

    @property
    def is_reworded(self) -> bool:
        return self.newest.pk != self.edition.pk


def metric_readings(plan: Plan) -> list[MetricReading]:
    """Of the metrics that were not removed, in their order. Two statements."""
    mine = {"metric__plan": plan, "metric__removed_at": None}
    editions = MetricEdition.objects.filter(**mine).order_by("metric__position", "metric", "number")
    newest = {edition.metric_id: edition for edition in editions}
    reviews = MetricReview.objects.filter(**mine).select_related("edition").order_by("metric", "day")
    last = {review.metric_id: review for review in reviews}
    return [_reading(edition, last.get(metric)) for metric, edition in newest.items()]


def _reading(newest: MetricEdition, review: MetricReview | None) -> MetricReading:
    return MetricReading(review.edition if review else newest, review, newest)
