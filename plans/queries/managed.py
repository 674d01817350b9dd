"""What the plans that a person manages ask of them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import OuterRef, Subquery

from plans.check_in_days import Standing
from plans.clock import Clock
from plans.models import Item, MetricEdition, Plan, SuccessMetric
from plans.outcomes import is_outcome_missing
from plans.queries.check_in_facts import Fact, blocked_fact, fact_of
from plans.queries.check_ins import CheckInLine, check_ins_by_plan
from plans.queries.items import days_late
from plans.queries.metric_reviews import ReviewDue, reviews_due_of
from teams.models import User

_COLUMNS = ("phase__plan", "kind", "title", "state", "due_on", "reason", "blocked_by", "outcome_actual")


@dataclass(frozen=True, slots=True)
class ManagedPlan:
    """One plan: check-ins that were missed and those to be acknowledged, titles of metrics to be agreed to, reviews
    that are due, and the items that somebody should ask about.
    """

    plan: Plan
    clock: Clock
    missed: Sequence[CheckInLine]
    to_acknowledge: Sequence[CheckInLine]
    to_agree: Sequence[str]
    reviews: Sequence[ReviewDue]
    late: Sequence[Fact]
    blocked: Sequence[Fact]
    unwritten: Sequence[Fact]

    @property
    def is_quiet(self) -> bool:
        asks = (self.missed, self.to_acknowledge, self.to_agree, self.reviews)
        return not any((*asks, self.late, self.blocked, self.unwritten))


def managed_plans(user: User, *, today: date) -> list[ManagedPlan]:
    """Started plans that are not finished: missed check-ins first, then those to acknowledge, then the longest running.

    Seven statements, however many plans; one where there is none.
    """
    rows = Plan.objects.filter(manager=user, finished_at=None).select_related("team", "lead")
    plans = list(rows.order_by("start", "pk"))
    if not plans:
        return []
    check_ins = check_ins_by_plan(plans, today=today)
    items, metrics, reviews = _items(plans), _to_agree(plans), reviews_due_of(plans, today)
    found = [
        _managed(plan, check_ins[plan.pk], items[plan.pk], metrics[plan.pk], reviews.get(plan.pk, ()), today)
        for plan in plans
    ]
    return sorted(found, key=lambda each: (not each.missed, not each.to_acknowledge))


def _managed(
    plan: Plan,
    check_ins: Sequence[CheckInLine],
    items: Sequence[Item],
    to_agree: Sequence[str],
    reviews: Sequence[ReviewDue],
    today: date,
) -> ManagedPlan:
    return ManagedPlan(
        plan=plan,
        clock=Clock(plan.start or today, len(check_ins), today),
        missed=[line for line in check_ins if line.standing == Standing.MISSED],
        to_acknowledge=[line for line in check_ins if line.is_to_acknowledge],
        to_agree=to_agree,
        reviews=[
            review for review in reviews if review.is_agreed
        ],  # what is not agreed is to be agreed first
        late=[fact_of(item, day=item.due_on) for item in items if days_late(item, today)],
        blocked=[blocked_fact(item) for item in items if item.state == Item.State.BLOCKED],
        unwritten=[fact_of(item, day=item.due_on) for item in items if _is_unwritten(item, today)],
    )


def _is_unwritten(item: Item, today: date) -> bool:
    return is_outcome_missing(item.kind, item.state, item.due_on, item.outcome_actual, today)


def _items(plans: Sequence[Plan]) -> Mapping[int, list[Item]]:
    found: dict[int, list[Item]] = defaultdict(list)
    rows = Item.objects.filter(phase__plan__in=plans).select_related("phase").order_by("due_on", "pk")
    for item in rows.only(*_COLUMNS):
        found[item.phase.plan_id].append(item)
    return found


def _to_agree(plans: Sequence[Plan]) -> Mapping[int, list[str]]:
    """Titles of the metrics whose newest wording nobody agreed to, by plan."""
    newest = MetricEdition.objects.filter(metric=OuterRef("pk")).order_by("-number")
    rows = SuccessMetric.objects.filter(plan__in=plans, removed_at=None).annotate(
        agreed_at=Subquery(newest.values("agreed_at")[:1]), title=Subquery(newest.values("title")[:1])
    )
    found: dict[int, list[str]] = defaultdict(list)
    for plan, title in rows.filter(agreed_at=None).order_by("position", "pk").values_list("plan_id", "title"):
        found[plan].append(title)
    return found
