"""A plan's success metrics: their words, what the manager agreed to, and how they were reviewed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from django.db.models import Prefetch, QuerySet

from common.days import organisation_day
from maturity.word_changes import Piece, word_changes
from plans.clock import Clock
from plans.metric_reviews import (
    FEWEST,
    MOST,
    REVIEW_DAYS,
    DueState,
    advice,
    due_state,
    held_back,
    is_asked,
    review_day,
    review_days,
)
from plans.models import MetricEdition, MetricReview, Plan, SuccessMetric
from plans.queries.week import clock_of

LABELS = {
    "title": "Metric",
    "baseline": "Baseline",
    "target": "Target",
    "measured_by": "How it is measured",
}
"""What an edition says, as the pages call it."""


@dataclass(frozen=True, slots=True)
class Difference:
    """What two editions say differently: each text whole, in pieces of which those that the other lacks are marked."""

    label: str
    pieces: Sequence[Piece]

    @property
    def before(self) -> Sequence[Piece]:
        return [piece for piece in self.pieces if piece.kind != "new"]

    @property
    def after(self) -> Sequence[Piece]:
        return [piece for piece in self.pieces if piece.kind != "gone"]


@dataclass(frozen=True, slots=True)
class ReviewDay:
    """A day in the role on which metrics are reviewed, and how its review stands where nobody has held it."""

    day: int
    on: date
    state: DueState


@dataclass(frozen=True, slots=True)
class ReviewCell:
    """A metric on one of those days. `held_back`: why its review cannot be written yet; `is_asked` is False where the
    metric was written only after the day.
    """

    day: ReviewDay
    review: MetricReview | None
    is_asked: bool
    held_back: str

    @property
    def is_missing(self) -> bool:
        return self.is_asked and self.review is None


@dataclass(frozen=True, slots=True)
class MetricLine:
    """`agreed` is the newest edition that is agreed to, or None."""

    row: SuccessMetric
    editions: Sequence[MetricEdition]
    agreed: MetricEdition | None
    cells: Sequence[ReviewCell]

    @property
    def newest(self) -> MetricEdition:
        return self.editions[-1]

    @property
    def is_agreed(self) -> bool:
        """Did the manager agree to the words as they stand?"""
        return self.newest == self.agreed

    @property
    def since_agreed(self) -> Sequence[Difference]:
        """From the agreed wording to the newest; empty where it is the same, or nothing was agreed."""
        return differences(self.agreed, self.newest) if self.agreed else ()

    @property
    def history(self) -> Sequence[tuple[MetricEdition, Sequence[Difference]]]:
        """Each edition with what it changed, the newest first; the first changed nothing."""
        later = [(new, differences(old, new)) for old, new in pairwise(self.editions)]
        return [*reversed(later), (self.editions[0], ())]


@dataclass(frozen=True, slots=True)
class MetricsPage:
    clock: Clock
    days: Sequence[ReviewDay]
    lines: Sequence[MetricLine]
    removed: Sequence[MetricLine]

    @property
    def waiting(self) -> Sequence[MetricLine]:
        return [line for line in self.lines if not line.is_agreed]

    @property
    def is_full(self) -> bool:
        return len(self.lines) >= MOST

    @property
    def has_too_few(self) -> bool:
        return len(self.lines) < FEWEST

    @property
    def advice(self) -> str:
        return advice(len(self.lines), len(self.waiting))

    @property
    def next_review(self) -> tuple[ReviewDay, int] | None:
        """The first day on which a review is missing, and of how many metrics; None where there is none to come."""
        for n, day in enumerate(self.days):
            if missing := sum(line.cells[n].is_missing for line in self.lines):
                return day, missing
        return None


def metrics_page(plan: Plan, *, today: date) -> MetricsPage:
    """Four statements, however many metrics, editions and reviews."""
    clock = clock_of(plan, list(plan.phases.all()), today)
    rows = list(_with_everything(plan.metrics.all()))
    days = _days(rows, clock)
    lines = [_line(row, days, clock) for row in rows]
    return MetricsPage(
        clock,
        days,
        lines=[line for line in lines if line.row.removed_at is None],
        removed=[line for line in lines if line.row.removed_at is not None],
    )


def metric_line(metric: SuccessMetric, *, today: date) -> MetricLine:
    """One metric, also one that was removed. Four statements."""
    plan = metric.plan
    clock = clock_of(plan, list(plan.phases.all()), today)
    rows = list(_with_everything(plan.metrics.filter(pk=metric.pk)))
    return _line(rows[0], _days(rows, clock), clock)


def differences(before: MetricEdition, after: MetricEdition) -> Sequence[Difference]:
    """What reads differently, in the order of the page."""
    pairs = ((label, getattr(before, name), getattr(after, name)) for name, label in LABELS.items())
    return [Difference(label, word_changes(old, new)) for label, old, new in pairs if old != new]


def _with_everything(rows: QuerySet[SuccessMetric]) -> QuerySet[SuccessMetric]:
    editions = MetricEdition.objects.select_related("written_by", "agreed_by").order_by("number")
    reviews = MetricReview.objects.select_related("by", "edition__agreed_by").order_by("day")
    return rows.order_by("position", "pk").prefetch_related(
        Prefetch("editions", editions), Prefetch("reviews", reviews)
    )


def _days(rows: Sequence[SuccessMetric], clock: Clock) -> Sequence[ReviewDay]:
    """As far as the plan lasts, and those of reviews that were held before it was shortened."""
    held = {review.day for row in rows for review in row.reviews.all()}
    return [
        ReviewDay(day, review_day(clock.start, day), due_state(clock.start, day, clock.today))
        for day in REVIEW_DAYS
        if day in review_days(clock.days) or day in held
    ]


def _line(row: SuccessMetric, days: Sequence[ReviewDay], clock: Clock) -> MetricLine:
    editions = list(row.editions.all())
    agreed = next((edition for edition in reversed(editions) if edition.agreed_at), None)
    reviews = {review.day: review for review in row.reviews.all()}
    written_on = organisation_day(editions[0].written_at)
    cells = [
        ReviewCell(
            day,
            reviews.get(day.day),
            is_asked(clock.start, day.day, clock.days, written_on),
            held_back(clock.start, day.day, clock.days, clock.today, is_agreed=agreed is not None),
        )
        for day in days
    ]
    return MetricLine(row, editions, agreed, cells)
