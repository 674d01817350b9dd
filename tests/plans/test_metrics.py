"""Writing, agreeing to and reviewing success metrics: what the services promise, whoever calls them."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from common.decisions import ChangedSince, DomainError, Refused
from plans.models import MetricEdition, MetricReview, Plan, SuccessMetric
from plans.queries.metric_reviews import reviews_due, reviews_due_of
from plans.services.metrics import (
    Wording,
    agree_to_metrics,
    move_metric,
    newest_of,
    remove_metric,
    restore_metric,
)
from teams.models import Event
from tests import build
from tests.plans import building
from tests.plans.metrics import added, agreed, on_day, plan_with_manager, reviewed, reworded, words

pytestmark = pytest.mark.django_db
NAMES = ("Lead time", "Alerts", "Recovery", "Fail rate", "Happiness")


@pytest.fixture
def plan():
    return plan_with_manager()


def titles(plan, **kind):
    rows = SuccessMetric.objects.filter(plan=plan, **(kind or {"removed_at": None}))
    return [newest_of(metric).title for metric in rows]


def finish(plan):
    Plan.objects.filter(pk=plan.pk).update(finished_at=build.NOW, finished_by=plan.lead)
    plan.refresh_from_db()


def remove(metric, *, version=1, by=None):
    remove_metric(metric=metric, version=version, by=by or metric.plan.lead, now=on_day(5))


def test_a_metric_is_written_once_however_often_it_is_sent(plan):
    first = added(plan)
    assert added(plan) == first
    edition = MetricEdition.objects.get()
    assert (edition.number, edition.title, edition.written_by, edition.agreed_at) == (
        1,
        "Lead time",
        plan.lead,
        None,
    )
    event = Event.objects.get(verb="added the metric")
    assert (event.actor, event.detail["title"], event.team) == (plan.lead, "Lead time", plan.team)


def test_a_sixth_is_refused_and_one_that_was_removed_makes_room(plan):
    metrics = [added(plan, name) for name in NAMES]
    with pytest.raises(DomainError, match="5 metrics at most"):
        added(plan, "Sixth")
    remove(metrics[0])
    added(plan, "Sixth")
    with pytest.raises(DomainError, match="5 metrics at most"):
        restore_metric(metric=metrics[0], by=plan.lead, now=on_day(6))
    assert titles(plan) == [*NAMES[1:], "Sixth"]
    assert titles(plan, removed_at__isnull=False) == ["Lead time"]


def test_an_agreement_is_the_managers_alone_and_is_given_once(plan):
    metric = added(plan)
    for who in (plan.lead, build.user("Admin", role="administrator"), build.user("Head", role="leadership")):
        with pytest.raises(Refused, match="Only the plan's manager"):
            agreed(metric, by=who)
    (edition,) = agreed(metric)
    assert (edition.agreed_by, edition.agreed_at) == (plan.manager, on_day(3))
    assert agreed(metric, now=on_day(9)) == []
    edition.refresh_from_db()
    assert edition.agreed_at == on_day(3)
    assert Event.objects.filter(verb="agreed to the metric").count() == 1


def test_without_a_manager_nobody_agrees(plan):
    metric = added(plan)
    Plan.objects.filter(pk=plan.pk).update(manager=None)
    plan.refresh_from_db()
    with pytest.raises(Refused, match="no manager yet"):
        agree_to_metrics(plan=plan, seen={metric.pk: 1}, by=plan.lead, now=on_day(3))


def test_a_later_edit_needs_agreeing_again_and_leaves_the_agreed_wording(plan):
    metric = added(plan)
    agreed(metric)
    edition = reworded(metric)
    assert (edition.number, edition.agreed_at) == (2, None)
    assert reworded(metric) is None
    agreed(metric, now=on_day(5))
    rows = metric.editions.order_by("number").values_list("target", "agreed_at")
    assert list(rows) == [("1 hour", on_day(3)), ("30 minutes", on_day(5))]


def test_who_agrees_to_an_older_wording_is_told_and_agrees_to_none(plan):
    first, second = added(plan), added(plan, "Alerts")
    reworded(second)
    with pytest.raises(ChangedSince, match="Priya Raman worded “Alerts” anew"):
        agree_to_metrics(plan=plan, seen={first.pk: 1, second.pk: 1}, by=plan.manager, now=on_day(5))
    remove(first)
    with pytest.raises(ChangedSince, match="was removed"):
        agree_to_metrics(plan=plan, seen={first.pk: 1}, by=plan.manager, now=on_day(5))
    assert not MetricEdition.objects.filter(agreed_at__isnull=False).exists()


def test_the_metric_of_another_plan_is_not_agreed_to_along_with_this_ones(plan):
    other = building.start_another(plan, building.START + timedelta(days=7))
    with pytest.raises(ChangedSince):
        agree_to_metrics(plan=plan, seen={added(other).pk: 1}, by=plan.manager, now=on_day(3))


def test_the_second_of_two_writers_is_told_by_whom(plan):
    metric = added(plan)
    reworded(metric, by=plan.manager)
    with pytest.raises(ChangedSince, match="Dana Okafor worded"):
        reworded(metric, "2 hours", version=1)
    with pytest.raises(ChangedSince, match="Dana Okafor worded"):
        remove(metric, version=1)
    assert reworded(metric, "30 minutes", version=1) is None, "both wrote the same"


def test_metrics_keep_their_order_without_gaps(plan):
    metrics = [added(plan, name) for name in NAMES[:4]]
    for place, order in ((0, "3012"), (0, "3012"), (99, "0123"), (-1, "3012")):
        move_metric(metric=metrics[3], place=place, by=plan.lead, now=on_day(4))
        assert titles(plan) == [NAMES[int(n)] for n in order]
    remove(metrics[0])
    remove(metrics[0])
    live = SuccessMetric.objects.filter(removed_at=None)
    assert [metric.position for metric in live] == [0, 1, 2]
    restore_metric(metric=metrics[0], by=plan.lead, now=on_day(6))
    restore_metric(metric=metrics[0], by=plan.lead, now=on_day(6))
    assert titles(plan)[-1] == "Lead time"
    verbs = [event.verb for event in Event.objects.filter(subject_type="plans.plan").order_by("pk")][-5:]
    assert verbs == ["moved the metric"] * 3 + ["removed the metric", "restored the metric"]


def test_what_was_removed_is_neither_worded_nor_moved_nor_reviewed(plan):
    metric = added(plan)
    agreed(metric)
    remove(metric)
    for act in (
        lambda: reworded(metric),
        lambda: reviewed(metric),
        lambda: move_metric(metric=metric, place=0, by=plan.lead, now=on_day(6)),
    ):
        with pytest.raises(DomainError, match="was removed"):
            act()


def test_a_review_before_any_agreement_or_before_its_time_is_refused_with_the_reason(plan):
    metric = added(plan)
    with pytest.raises(DomainError, match="has not agreed to this metric yet"):
        reviewed(metric)
    agreed(metric)
    with pytest.raises(DomainError, match=r"is on Tue 6 Oct\. It can be written from Tue 29 Sep"):
        reviewed(metric, now=on_day(22))
    with pytest.raises(DomainError, match="not reviewed on day 31"):
        reviewed(metric, day=31)
    assert reviewed(metric, now=on_day(23)).day == 30


def test_a_plan_that_ends_before_the_day_is_not_reviewed_on_it():
    short = building.started()
    with pytest.raises(DomainError, match="ends on day 14"):
        reviewed(added(short), now=on_day(40))


def test_a_review_stays_with_the_wording_that_was_agreed_when_it_was_held(plan):
    metric = added(plan)
    agreed(metric)
    reworded(metric)
    review = reviewed(metric)
    assert review.edition.target == "1 hour"
    agreed(metric, now=on_day(31))
    corrected = reviewed(metric, reading="90 minutes", verdict="met", version=1, now=on_day(32))
    assert (corrected.version, corrected.edition.target, corrected.reading) == (2, "1 hour", "90 minutes")
    assert reviewed(metric, day=60).edition.target == "30 minutes"
    assert Event.objects.filter(verb="reviewed the metric").count() == 3


def test_a_review_is_written_once_and_the_second_of_two_writers_is_told(plan):
    metric = added(plan)
    agreed(metric)
    first = reviewed(metric, by=plan.manager)
    assert reviewed(metric) == first
    with pytest.raises(ChangedSince, match="Dana Okafor wrote the review of day 30"):
        reviewed(metric, reading="3 hours")
    assert MetricReview.objects.get().version == 1


def test_a_finished_plan_and_who_may_not_are_refused_everything(plan):
    metric = added(plan)
    member = build.user("Member")
    acts = [
        lambda by: added(plan, "More", by=by),
        lambda by: reworded(metric, by=by),
        lambda by: remove(metric, by=by),
        lambda by: restore_metric(metric=metric, by=by, now=on_day(6)),
        lambda by: move_metric(metric=metric, place=1, by=by, now=on_day(6)),
        lambda by: reviewed(metric, by=by),
    ]
    for act in acts:
        with pytest.raises(Refused, match="may write its success metrics"):
            act(member)
    finish(plan)
    metric.plan.refresh_from_db()
    for act in [*acts, lambda by: agreed(metric, by=by)]:
        with pytest.raises(Refused, match="finished"):
            act(plan.lead)


def test_reviews_are_due_by_day_until_they_are_held(plan):
    late, other, never = added(plan), added(plan, "Alerts"), added(plan, "Recovery", now=on_day(31))
    agreed(late)
    assert reviews_due(plan, on_day(22).date()) == ()
    due = reviews_due(plan, on_day(30).date())
    assert [(each.title, each.day, each.state, each.is_agreed) for each in due] == [
        ("Lead time", 30, "due", True),
        ("Alerts", 30, "due", False),
    ]
    reviewed(late)
    remove(other)
    assert reviews_due(plan, on_day(40).date()) == ()
    due = reviews_due(plan, on_day(61).date())
    assert [(each.metric, each.day, each.state) for each in due] == [
        (late.pk, 60, "overdue"),
        (never.pk, 60, "overdue"),
    ]
    finish(plan)
    assert reviews_due(plan, on_day(61).date()) == ()
    assert reviews_due(plan.template, on_day(61).date()) == ()


def test_the_reviews_of_many_plans_take_as_many_statements_as_those_of_one(plan):
    counted, today = [], on_day(80).date()
    added(plan)
    for number in (1, 20):
        for k in range(1, number):
            each = building.start_another(plan, building.START + timedelta(days=7 * k))
            for name in NAMES:
                added(each, name)
        plans = list(Plan.objects.filter(kind="started"))
        with CaptureQueriesContext(connection) as captured:
            found = reviews_due_of(plans, today)
        counted.append((len(captured), len(found)))
    assert counted == [(2, 1), (2, 9)], "later plans are not that far yet"


def test_a_wording_is_the_four_things_that_are_said_of_a_metric():
    assert words() == Wording("Lead time", "4 hours", "1 hour", "Pipeline, median of the week")
