"""The page of whoever manages plans: what waits for them, and what presses most stands first."""

from datetime import date

import pytest
from django.urls import reverse

from common.decisions import DomainError
from plans.models import CheckIn, Item, Plan, SuccessMetric
from plans.queries.managed import managed_plans
from plans.services.check_ins import send_check_in
from plans.services.templates import import_plan
from tests import build
from tests.plans import building
from tests.plans.conftest import TODAY
from tests.plans.pages import item_of, statements, text_of
from tests.plans.test_check_ins import NOW, WORDS

pytestmark = pytest.mark.django_db

PAGE = reverse("plans_managed")


@pytest.fixture
def manager(weeks):
    found = build.user("Dana Okafor")
    Plan.objects.filter(pk=weeks.pk).update(manager=found)
    weeks.refresh_from_db()
    return found


def measured(plan, title, *, agreed=False, day=1):
    metric = SuccessMetric.objects.create(plan=plan, position=plan.metrics.count())
    words = {"title": title, "baseline": "1", "target": "2", "measured_by": "By hand"}
    said = {"agreed_at": NOW, "agreed_by": plan.manager} if agreed else {}
    metric.editions.create(number=1, written_at=NOW.replace(day=7 + day), **words, **said)
    return metric


def test_each_thing_is_said_and_leads_to_where_it_is(client, weeks, manager):
    send_check_in(plan=weeks, week=2, version=0, words=WORDS, by=weeks.lead, now=NOW)
    measured(weeks, "Lead time")
    blocked = item_of(weeks, title="Next")
    Item.objects.filter(pk=blocked.pk).update(state="blocked", reason="No access.", blocked_by="Security")
    late = item_of(weeks, title="Early")
    Item.objects.filter(pk=late.pk).update(kind="meeting")
    client.force_login(manager)
    answer = client.get(PAGE)
    html, said = answer.content.decode(), text_of(answer)
    for words, address in (
        ("Check-ins missed 1 Week 1 was due Fri 11 Sep", reverse("plan_check_in", args=(weeks.slug, 1))),
        (
            "To acknowledge 1 Check-in of week 2 at risk sent Wed 16 Sep",
            reverse("plan_check_in", args=(weeks.slug, 2)),
        ),
        ("Metrics to agree to 1 Lead time", reverse("plan_metrics", args=(weeks.slug,))),
        ("Late 1 Early was due Tue 8 Sep", reverse("plan_item", args=(weeks.slug, late.pk))),
        (
            "Blocked 1 Next No access. Waits for Security.",
            reverse("plan_item", args=(weeks.slug, blocked.pk)),
        ),
        ("Meetings without an outcome 1 Early Tue 8 Sep", reverse("plan_item", args=(weeks.slug, late.pk))),
        ("day 10 of 28", reverse("plan", args=(weeks.slug,))),
    ):
        assert words in said
        assert f'href="{address}"' in html, words


def test_reviews_of_agreed_metrics_are_due(client, weeks, manager, today):
    metric = measured(weeks, "Lead time", agreed=True)
    weeks.phases.filter(position=1).update(last_week=13)
    today(date(2026, 10, 7))
    client.force_login(manager)
    answer = client.get(PAGE)
    assert "Reviews due 1 Lead time overdue: day 30, Tue 6 Oct" in text_of(answer)
    assert reverse("plan_metric", args=(weeks.slug, metric.pk)) in answer.content.decode()


def test_a_plan_without_anything_to_do_says_so(client, weeks, manager, today):
    today(date(2026, 9, 7))
    client.force_login(manager)
    assert "Nothing waits for you here" in text_of(client.get(PAGE))


def test_missed_check_ins_come_first_then_those_to_acknowledge(weeks, manager):
    plans = {"missed": weeks}
    for name in ("quiet", "sent"):
        plans[name] = building.start_another(weeks, date(2026, 9, 14))
        weeks.lead = build.user()
        plans[name].manager = manager
        plans[name].save()
    Plan.objects.filter(pk=weeks.pk).update(start=date(2026, 9, 7))
    CheckIn.objects.create(
        plan=plans["sent"], week=1, confidence="on_track", saved_at=build.NOW, sent_at=build.NOW
    )
    found = [each.plan.pk for each in managed_plans(manager, today=TODAY)]
    assert found == [plans[name].pk for name in ("missed", "sent", "quiet")]


def test_it_holds_what_one_manages_and_is_not_finished(client, weeks, manager):
    other = build.user(role="administrator")
    client.force_login(other)
    assert "You manage no plan" in text_of(client.get(PAGE))
    assert PAGE not in client.get(reverse("plans")).content.decode()
    client.force_login(manager)
    assert weeks.name in text_of(client.get(PAGE))
    assert PAGE in client.get(reverse("plans")).content.decode()
    Plan.objects.filter(pk=weeks.pk).update(finished_at=NOW, finished_by=manager)
    assert "You manage no plan" in text_of(client.get(PAGE))
    assert PAGE not in client.get(reverse("plans")).content.decode()


@pytest.mark.parametrize("number", [1, 50])
def test_statements_do_not_grow_with_the_plans(client, weeks, manager, number):
    for _ in range(number - 1):
        weeks.lead = build.user()
        building.start_another(weeks, weeks.start)
    Plan.objects.filter(kind=Plan.Kind.STARTED).update(manager=manager)
    for plan in Plan.objects.filter(kind=Plan.Kind.STARTED):
        measured(plan, "Lead time")
        CheckIn.objects.create(
            plan=plan, week=1, confidence="on_track", saved_at=build.NOW, sent_at=build.NOW
        )
    assert len(managed_plans(manager, today=TODAY)) == number
    client.force_login(manager)
    assert statements(client, PAGE) == 10


@pytest.mark.parametrize("slug", ["managed", "templates"])
def test_no_plan_takes_the_address_of_a_page(weeks, slug):
    with pytest.raises(DomainError, match="a page of Waymark itself"):
        building.started(lead=build.user(), team=build.team(), slug=slug)
    with pytest.raises(DomainError, match="a page of Waymark itself"):
        import_plan(document=building.document(), slug=slug, by=None, now=build.NOW)
