"""Whatever is written, agreed to, reviewed and removed, in any order: agreements and reviews stay."""

from datetime import timedelta

from django.db import transaction
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from common.decisions import DomainError
from plans.metric_reviews import MOST, REVIEW_DAYS
from plans.models import MetricEdition, MetricReview, SuccessMetric
from plans.services.metrics import move_metric, newest_of, remove_metric, restore_metric
from tests.plans.metrics import added, agreed, on_day, plan_with_manager, reviewed, reworded

which = st.integers(0, 2)  # few, so that what is agreed to is also worded anew, reviewed and removed
text = st.sampled_from(["1 hour", "30 minutes", "5 minutes"])


class Metrics(RuleBasedStateMachine):
    """The services, and beside them what a person would note on paper: agreements, and reviews with their wording."""

    def __init__(self):
        super().__init__()
        self.all_of_it = transaction.atomic()
        self.all_of_it.__enter__()
        self.plan = plan_with_manager()
        self.now = on_day(1)
        self.agreements = {}
        self.held = {}
        self.removed = set()
        for edition in agreed(
            added(self.plan, now=self.now), added(self.plan, "Alerts", now=self.now), now=self.now
        ):
            self.agreements[edition.pk] = (edition.target, self.now)

    def teardown(self):
        transaction.set_rollback(True)
        self.all_of_it.__exit__(None, None, None)

    def moment(self):
        self.now += timedelta(days=3, minutes=1)
        return self.now

    def metric(self, n):
        found = list(SuccessMetric.objects.order_by("pk"))
        return found[n % len(found)]

    @rule(n=st.integers(0, 7))
    def add(self, n):
        before = SuccessMetric.objects.filter(removed_at=None).count()
        try:
            added(self.plan, f"Metric {n}", now=self.moment())
        except DomainError:
            assert before == MOST

    @rule(n=which, wanted=text)
    def reword(self, n, wanted):
        metric = self.metric(n)
        before = newest_of(metric)
        try:
            edition = reworded(metric, wanted, now=self.moment())
        except DomainError:
            assert metric.pk in self.removed
            return
        assert (edition is None) == (before.target == wanted)
        if edition:
            assert (edition.number, edition.agreed_at) == (before.number + 1, None)

    @rule(n=which)
    def agree(self, n):
        metric = self.metric(n)
        try:
            fresh = agreed(metric, now=self.moment())
        except DomainError:
            assert metric.pk in self.removed
            return
        for edition in fresh:
            assert edition.pk not in self.agreements
            self.agreements[edition.pk] = (edition.target, self.now)

    @rule(n=which, day=st.sampled_from(REVIEW_DAYS), reading=text)
    def review(self, n, day, reading):
        metric = self.metric(n)
        there = metric.reviews.filter(day=day).first()
        moment = max(self.moment(), on_day(day - 7)) if there is None else self.moment()
        try:
            made = reviewed(metric, day, reading=reading, version=there.version if there else 0, now=moment)
        except DomainError:
            agreed_to = metric.editions.filter(pk__in=self.agreements)
            assert metric.pk in self.removed or not agreed_to.exists()
            return
        self.now = max(self.now, moment)
        newest = max(pk for pk in metric.editions.values_list("pk", flat=True) if pk in self.agreements)
        assert made.edition_id == self.held.setdefault((metric.pk, day), newest)

    @rule(n=which)
    def remove_or_restore(self, n):
        metric = self.metric(n)
        if metric.pk not in self.removed:
            version = newest_of(metric).number
            remove_metric(metric=metric, version=version, by=self.plan.lead, now=self.moment())
            self.removed.add(metric.pk)
            return
        try:
            restore_metric(metric=metric, by=self.plan.lead, now=self.moment())
        except DomainError:
            assert SuccessMetric.objects.filter(removed_at=None).count() == MOST
            return
        self.removed.discard(metric.pk)

    @rule(n=which, place=st.integers(0, 7))
    def move(self, n, place):
        metric = self.metric(n)
        if metric.pk not in self.removed:
            move_metric(metric=metric, place=place, by=self.plan.lead, now=self.moment())

    @invariant()
    def a_review_points_to_an_edition_of_its_metric_that_was_agreed_by_then(self):
        for review in MetricReview.objects.select_related("edition"):
            assert review.edition.metric_id == review.metric_id
            assert review.edition.agreed_at is not None
            assert review.edition.agreed_at <= review.at
            assert self.held[review.metric_id, review.day] == review.edition_id

    @invariant()
    def an_edition_is_agreed_exactly_if_the_manager_agreed_to_it_and_reads_as_it_did_then(self):
        rows = MetricEdition.objects.filter(agreed_at__isnull=False)
        assert {row.pk: (row.target, row.agreed_at) for row in rows} == self.agreements
        assert {row.agreed_by_id for row in rows} <= {self.plan.manager_id}

    @invariant()
    def five_at_most_are_live_each_at_its_place_with_editions_that_count_up(self):
        live = SuccessMetric.objects.filter(removed_at=None)
        assert [metric.position for metric in live] == list(range(len(live)))
        assert len(live) <= MOST
        assert (
            set(SuccessMetric.objects.exclude(removed_at=None).values_list("pk", flat=True)) == self.removed
        )
        for metric in SuccessMetric.objects.all():
            numbers = list(metric.editions.order_by("number").values_list("number", flat=True))
            assert numbers == list(range(1, len(numbers) + 1))


def test_agreements_and_reviews_stay_whatever_happens(db):
    run_state_machine_as_test(Metrics, settings=settings(max_examples=30, stateful_step_count=30))
