"""A team's trend says when its plans began and ended, to whoever may see them."""

from datetime import timedelta

import pytest
from django.utils import timezone

from plans.models import Plan
from plans.queries.plans import plans_page
from plans.queries.team_events import team_plan_events
from teams.models import User
from tests import build
from tests.maturity.standings import noon, snap, submit
from tests.plans.building import START, started

pytestmark = pytest.mark.django_db
LATER = START + timedelta(days=400)


@pytest.fixture
def plan():
    return started()


@pytest.fixture
def leadership():
    return build.user("Dana Okafor", role=User.Role.LEADERSHIP)


def test_a_plan_begins_and_ends_on_its_days(plan, leadership):
    began, ended = team_plan_events(leadership, "checkout", LATER)
    (line,) = plans_page(leadership, today=LATER).ended
    assert (began.day, ended.day) == (plan.start, line.clock.ends_on)
    assert (began.words, ended.words) == (f"{plan.name} began", f"{plan.name} ended")
    assert began.address == f"/plans/{plan.slug}/"


def test_what_is_yet_to_come_is_not_told(plan, leadership):
    assert [told.day for told in team_plan_events(leadership, "checkout", plan.start)] == [plan.start]
    assert team_plan_events(leadership, "checkout", plan.start - timedelta(days=1)) == []
    assert team_plan_events(leadership, "ledger", LATER) == []


def test_a_plan_that_was_finished_early_ended_then(plan, leadership):
    done = plan.start + timedelta(days=3)
    Plan.objects.filter(pk=plan.pk).update(finished_at=noon(done), finished_by=leadership)
    assert team_plan_events(leadership, "checkout", LATER)[-1].day == done


def test_whoever_may_not_see_a_plan_is_not_told_of_it(plan):
    assert team_plan_events(build.user(), "checkout", LATER) == []
    assert len(team_plan_events(plan.lead, "checkout", LATER)) == 2


@pytest.mark.parametrize("more", [0, 49])
def test_one_statement_for_one_plan_and_for_fifty(plan, leadership, more, django_assert_num_queries):
    for n in range(more):
        Plan.objects.create(
            kind=Plan.Kind.STARTED, slug=f"plan-{n}", team=plan.team, lead=plan.lead,
            start=plan.start, created_at=build.NOW,
        )  # fmt: skip
    with django_assert_num_queries(1):
        assert len(team_plan_events(leadership, "checkout", LATER)) == 2 + 2 * more


def test_the_trend_of_a_team_shows_them(plan, leadership, client, monkeypatch):
    ends = team_plan_events(leadership, "checkout", LATER)[-1].day
    monkeypatch.setattr(timezone, "localdate", lambda *_: ends)
    submit(build.cycle(build.version()), plan.team, plan.start, {"testing-1": 1})
    snap(plan.start)
    words = f'<a href="/plans/{plan.slug}/">{plan.name} ended</a>'
    address = f"/trends/?team=checkout&step=day&from={plan.start}"
    client.force_login(leadership)
    assert words in client.get(address).content.decode()
    assert words not in client.get(address.replace("team=checkout&", "")).content.decode()
    client.force_login(build.user())
    assert words not in client.get(address).content.decode()
