"""Marking items and goals as done: once, by those who may, and never over somebody else's change."""

from datetime import timedelta

import pytest

from common.decisions import ChangedSince, Refused
from plans.models import Goal, Item, Plan
from plans.services.items import mark_goal_done, mark_item_done, reopen_goal, reopen_item
from teams.models import Event
from tests import build
from tests.plans import building

LATER = build.NOW + timedelta(minutes=5)


class Ticking:
    """The two services of items, or those of goals, under one name."""

    def __init__(self, model, name, mark, reopen):
        self.model, self.name, self._mark, self._reopen = model, name, mark, reopen

    def first(self, plan):
        return self.model.objects.filter(phase__plan=plan).first()

    def mark(self, thing, *, by, version=1, now=build.NOW):
        self._mark(**{self.name: self.model.objects.get(pk=thing.pk)}, version=version, by=by, now=now)

    def reopen(self, thing, *, by, version=2, now=LATER):
        self._reopen(**{self.name: self.model.objects.get(pk=thing.pk)}, version=version, by=by, now=now)


@pytest.fixture(params=["item", "goal"])
def ticking(request):
    services = {
        "item": Ticking(Item, "item", mark_item_done, reopen_item),
        "goal": Ticking(Goal, "goal", mark_goal_done, reopen_goal),
    }
    return services[request.param]


@pytest.fixture
def plan(db):
    return building.started(roles={"Engineer A": build.user("Emil Aalto")})


@pytest.fixture
def emil(plan):
    return plan.roles.get(name="Engineer A").person


def test_done_says_when_and_who_and_is_in_the_log(plan, ticking):
    thing = ticking.first(plan)
    ticking.mark(thing, by=plan.lead)
    thing.refresh_from_db()
    assert (thing.is_done, thing.done_at, thing.done_by, thing.version) == (True, build.NOW, plan.lead, 2)
    event = Event.objects.first()
    assert (event.verb, event.subject_id, event.actor, event.team) == (
        "marked as done",
        thing.pk,
        plan.lead,
        plan.team,
    )


def test_reopened_is_as_before_and_is_in_the_log(plan, ticking):
    thing = ticking.first(plan)
    ticking.mark(thing, by=plan.lead)
    ticking.reopen(thing, by=plan.lead)
    thing.refresh_from_db()
    assert (thing.is_done, thing.done_at, thing.done_by, thing.version) == (False, None, None, 3)
    assert Event.objects.first().verb == "reopened"


def test_doing_it_twice_is_doing_it_once(plan, ticking):
    thing = ticking.first(plan)
    events = Event.objects.count()
    ticking.mark(thing, by=plan.lead)
    ticking.mark(thing, by=plan.lead, now=LATER)
    thing.refresh_from_db()
    assert (thing.done_at, thing.version) == (build.NOW, 2)
    assert Event.objects.count() == events + 1
    ticking.reopen(thing, by=plan.lead)
    ticking.reopen(thing, by=plan.lead)
    assert Event.objects.count() == events + 2


def test_the_second_of_two_people_is_told_who_was_first_and_overwrites_nothing(plan, emil, ticking):
    thing = ticking.first(plan)
    ticking.mark(thing, by=emil)
    before = Event.objects.count()
    with pytest.raises(ChangedSince, match="Emil Aalto marked it as done") as told:
        ticking.mark(thing, by=plan.lead, now=LATER)
    assert "Load the page again" in told.value.message
    thing.refresh_from_db()
    assert (thing.done_by, thing.done_at) == (emil, build.NOW)
    assert Event.objects.count() == before


def test_a_tick_from_an_old_page_does_not_undo_a_reopening(plan, emil, ticking):
    thing = ticking.first(plan)
    ticking.mark(thing, by=emil)
    ticking.reopen(thing, by=emil)
    with pytest.raises(ChangedSince, match="it was reopened"):
        ticking.mark(thing, by=plan.lead, version=1)
    thing.refresh_from_db()
    assert not thing.is_done


def test_a_reopening_from_an_old_page_does_not_undo_a_newer_tick(plan, emil, ticking):
    thing = ticking.first(plan)
    ticking.mark(thing, by=emil)
    ticking.reopen(thing, by=emil)
    ticking.mark(thing, by=emil, version=3)
    with pytest.raises(ChangedSince):
        ticking.reopen(thing, by=plan.lead, version=2)
    thing.refresh_from_db()
    assert thing.is_done


def test_between_the_look_and_the_write_somebody_else_may_have_been_there(plan, emil, ticking):
    """The row that the service holds is older than the one in the database: the condition in the UPDATE decides."""
    thing = ticking.first(plan)
    stale = ticking.model.objects.get(pk=thing.pk)
    ticking.mark(thing, by=emil)
    with pytest.raises(ChangedSince):
        ticking._mark(**{ticking.name: stale}, version=1, by=plan.lead, now=LATER)


def test_the_lead_people_in_roles_and_administrators_may_tick(plan, emil, ticking):
    thing = ticking.first(plan)
    version = 1
    for person in (plan.lead, emil, build.user(role="administrator")):
        ticking.mark(thing, by=person, version=version)
        ticking.reopen(thing, by=person, version=version + 1)
        version += 2


def test_leadership_outside_the_plan_the_teams_lead_and_everybody_else_are_refused_with_a_reason(
    plan, ticking
):
    team_lead = build.user("Team lead")
    plan.team.memberships.create(user=team_lead, role="lead")
    thing = ticking.first(plan)
    for person in (build.user(role="leadership"), team_lead, build.user()):
        with pytest.raises(Refused, match="Only the plan's lead, the people in its roles and administrators"):
            ticking.mark(thing, by=person)
    thing.refresh_from_db()
    assert not thing.is_done


def test_leadership_in_the_plan_may_tick(db):
    head = build.user("Dana Okafor", role="leadership")
    plan = building.started(roles={"Engineer A": head})
    item = Item.objects.filter(phase__plan=plan).first()
    mark_item_done(item=item, version=1, by=head, now=build.NOW)


def test_nothing_in_a_template_is_marked_as_done(plan, ticking):
    thing = ticking.first(plan.template)
    with pytest.raises(Refused, match="This is a template"):
        ticking.mark(thing, by=build.user(role="administrator"))


def test_nothing_in_a_finished_plan_is_marked_or_reopened(plan, ticking):
    thing = ticking.first(plan)
    Plan.objects.filter(pk=plan.pk).update(finished_at=build.NOW, finished_by=plan.lead)
    for person in (plan.lead, build.user(role="administrator")):
        with pytest.raises(Refused, match="This plan is finished"):
            ticking.mark(thing, by=person)
