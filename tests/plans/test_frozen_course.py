"""The database itself keeps what was agreed, sent and acknowledged in a plan, whatever code asks for."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from plans.models import CheckIn, Item, MetricEdition, MetricReview, Plan, SuccessMetric
from tests import build
from tests.plans import building

pytestmark = pytest.mark.django_db
LATER = build.NOW + timedelta(days=1)


def refused(action, words):
    with pytest.raises(DatabaseError, match=words), transaction.atomic():
        action()


@pytest.fixture
def plan():
    return building.started()


@pytest.fixture
def manager():
    return build.user("Dana Okafor")


def edition(plan, number=1):
    metric, _ = SuccessMetric.objects.get_or_create(plan=plan, position=0)
    return MetricEdition.objects.create(
        metric=metric,
        number=number,
        title="Lead time",
        baseline="4 h",
        target="1 h",
        measured_by="Pipeline",
        written_at=build.NOW,
        written_by=plan.lead,
    )


def check_in(plan, **values):
    return CheckIn.objects.create(
        plan=plan, week=1, confidence="on_track", saved_at=build.NOW, saved_by=plan.lead, **values
    )


@pytest.mark.parametrize("column", ["title", "baseline", "target", "measured_by"])
def test_the_wording_of_a_metric_never_changes(plan, column):
    rows = MetricEdition.objects.filter(pk=edition(plan).pk)
    refused(lambda: rows.update(**{column: "something else"}), "the wording of a metric is never changed")


def test_an_agreement_is_given_once_and_stays(plan, manager):
    rows = MetricEdition.objects.filter(pk=edition(plan).pk)
    rows.update(agreed_at=build.NOW, agreed_by=manager)
    refused(lambda: rows.update(agreed_at=LATER), "nor its agreement")
    refused(lambda: rows.update(agreed_at=None, agreed_by=None), "nor its agreement")
    refused(lambda: rows._raw_delete("default"), "nor its agreement")


def test_what_nobody_agreed_to_can_go(plan):
    MetricEdition.objects.filter(pk=edition(plan).pk).delete()
    assert not MetricEdition.objects.exists()


def review(of, **values):
    return MetricReview.objects.create(
        **{"metric": of.metric, "edition": of, "day": 30, "reading": "2 h", "verdict": "met", "at": LATER}
        | values
    )


def test_a_review_is_held_against_a_wording_of_its_metric_that_was_agreed_to_by_then(plan, manager):
    first, second = edition(plan), edition(plan, 2)
    other = SuccessMetric.objects.create(plan=plan, position=1)
    refused(lambda: review(first), "agreed to by then")
    MetricEdition.objects.filter(pk=first.pk).update(agreed_at=build.NOW, agreed_by=manager)
    refused(lambda: review(first, at=build.NOW - timedelta(hours=1)), "agreed to by then")
    refused(lambda: review(first, metric=other), "agreed to by then")
    rows = MetricReview.objects.filter(pk=review(first).pk)
    rows.update(reading="1 h", verdict="on_the_way", at=LATER + timedelta(days=1), version=2)
    for values in (
        {"edition": second},
        {"metric": other},
        {"day": 60},
        {"at": build.NOW - timedelta(days=1)},
    ):
        refused(lambda values=values: rows.update(**values), "agreed to by then")


@pytest.mark.parametrize(
    "values",
    [
        {"summary": "Better"},
        {"confidence": "at_risk"},
        {"facts": {"done": [1]}},
        {"week": 2},
        {"sent_at": None},
    ],
)
def test_a_check_in_changes_until_it_is_sent(plan, values):
    rows = CheckIn.objects.filter(pk=check_in(plan).pk)
    rows.update(**values)
    rows.update(sent_at=build.NOW, summary="Sent", confidence="on_track", facts={"done": []}, week=1)
    refused(lambda: rows.update(**values), "a check-in that was sent is never changed")
    refused(lambda: rows._raw_delete("default"), "never changed")


def test_a_check_in_is_acknowledged_once(plan, manager):
    rows = CheckIn.objects.filter(pk=check_in(plan, sent_at=build.NOW).pk)
    rows.update(acknowledged_at=build.NOW, acknowledged_by=manager, answer="Good.")
    refused(lambda: rows.update(answer="Not so good."), "nor its acknowledgement")
    refused(lambda: rows.update(acknowledged_at=None, acknowledged_by=None, answer=""), "acknowledgement")


def test_nobody_manages_their_own_plan(plan):
    with pytest.raises(IntegrityError, match="plan_manager_is_not_its_lead"), transaction.atomic():
        Plan.objects.filter(pk=plan.pk).update(manager=plan.lead)


def test_what_is_handed_over_says_to_whom(plan):
    rows = Item.objects.filter(phase__plan=plan)
    with pytest.raises(IntegrityError, match="item_handed_over_to_somebody"), transaction.atomic():
        rows.update(state=Item.State.HANDED_ON)
    rows.update(state=Item.State.HANDED_ON, reason="Emil Aalto")
    assert not any(item.is_open for item in rows)
