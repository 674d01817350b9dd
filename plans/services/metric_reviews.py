"""What a success metric read on day 30, 60 and 90, held against the wording that was agreed by then."""

from dataclasses import asdict, dataclass
from datetime import datetime

from django.db.models import Max

from common.days import organisation_day
from common.decisions import ChangedSince, DomainError
from common.services import service
from plans.metric_reviews import held_back
from plans.models import MetricReview, Plan, SuccessMetric
from plans.policies import may_write_metrics
from plans.schedule import days_of
from teams.models import User
from teams.services import activity


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read, what that means, and a note (Markdown, or empty)."""

    reading: str
    verdict: MetricReview.Verdict
    note: str = ""


@service
def review_metric(
    *, metric: SuccessMetric, day: int, version: int, said: Reading, by: User, now: datetime
) -> MetricReview:
    """`version` is that of the review which the person read, 0 where there was none.

    A new one is held against the newest edition that is agreed to, and stays with it when it is corrected. Saying the
    same again is the review that is there. ChangedSince where somebody wrote meanwhile; DomainError before its time,
    and before any agreement.
    """
    plan = Plan.objects.select_for_update(of=("self",)).select_related("team").get(pk=metric.plan_id)
    may_write_metrics(by, plan).require()
    there = metric.reviews.select_related("by", "metric__plan").filter(day=day).first()
    if there and _says(there) == said:
        return there
    if (there.version if there else 0) != version:
        raise ChangedSince(_told(there, day))
    _require_live(metric)
    review = _corrected(there, said, by, now) if there else _held(plan, metric, day, said, by, now)
    detail = {"plan": plan.slug, "metric": metric.pk, "title": review.edition.title, "day": day}
    detail |= {"reading": said.reading, "verdict": said.verdict.value}
    activity.record(by=by, now=now, verb="reviewed the metric", subject=plan, team=plan.team, detail=detail)
    return review


def _says(review: MetricReview) -> Reading:
    return Reading(review.reading, MetricReview.Verdict(review.verdict), review.note)


def _told(there: MetricReview | None, day: int) -> str:
    if there is None:
        return f"There is no review of day {day} any more. Load the page again."
    who = there.by.name if there.by else "Somebody"
    return f"{who} wrote the review of day {day} since you opened the page."


def _require_live(metric: SuccessMetric) -> None:
    metric.refresh_from_db(fields=["removed_at"])
    if metric.removed_at is not None:
        raise DomainError("This metric was removed. Restore it before you review it.")


def _held(
    plan: Plan, metric: SuccessMetric, day: int, said: Reading, by: User, now: datetime
) -> MetricReview:
    edition = metric.editions.filter(agreed_at__isnull=False).order_by("-number").first()
    weeks = plan.phases.aggregate(weeks=Max("last_week"))["weeks"] or 1
    today = organisation_day(now)
    why = held_back(plan.start or today, day, days_of(weeks), today, is_agreed=edition is not None)
    if edition is None or why:
        raise DomainError(why)
    return MetricReview.objects.create(metric=metric, edition=edition, day=day, at=now, by=by, **asdict(said))


def _corrected(review: MetricReview, said: Reading, by: User, now: datetime) -> MetricReview:
    for name, value in asdict(said).items():
        setattr(review, name, value)
    review.at, review.by, review.version = now, by, review.version + 1
    review.save()
    return review
