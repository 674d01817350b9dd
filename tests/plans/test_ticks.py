"""Ticks on the pages: with and without JavaScript, on old pages, and such as no page sends."""

from datetime import timedelta

import pytest
from django.urls import reverse

from plans.models import Change, Goal, Item
from plans.services.items import mark_item_done
from teams.models import Event
from tests import build
from tests.page_forms import form
from tests.plans import building
from tests.plans.pages import element, item_of, text_of, tick


def test_without_javascript_a_tick_leads_back_to_its_place(client, plan):
    client.force_login(plan.lead)
    item, goal = item_of(plan), Goal.objects.filter(phase__plan=plan).first()
    week, phases = reverse("plan_week", args=(plan.slug, 2)), reverse("plan_phases", args=(plan.slug,))
    assert tick(client, plan, item)["Location"] == f"{week}#item-{item.pk}"
    assert tick(client, plan, goal, view="phases")["Location"] == f"{phases}#goal-{goal.pk}"
    assert tick(client, plan, item, done="no", version=2)["Location"] == f"{week}#item-{item.pk}"
    item.refresh_from_db()
    goal.refresh_from_db()
    assert (item.is_done, goal.is_done) == (False, True)


def test_the_ticks_of_a_list_are_buttons_of_one_form_that_say_what_they_tick(client, plan):
    client.force_login(plan.lead)
    address = reverse("plan_week", args=(plan.slug, 2))
    ticks, item = form(client.get(address).content.decode(), "tick"), item_of(plan)
    button = ticks.button(f"tick-item-{item.pk}")
    assert (button.action, button.name, button.value) == (
        reverse("plan_item_done", args=(plan.slug, item.pk)) + "?version=1",
        "done",
        "yes",
    )
    answer = client.post(button.action, {**ticks.filled(), button.name: button.value})
    assert answer["Location"] == f"{address}#item-{item.pk}"
    item.refresh_from_db()
    assert item.is_done


def test_the_swapped_week_is_the_reloaded_week(client, plan):
    client.force_login(plan.lead)
    for thing in (item_of(plan), Goal.objects.filter(phase__plan=plan).first()):
        swapped = tick(client, plan, thing, target="workspace").content.decode()
        opening = '<div class="stack" id="workspace"'
        reloaded = client.get(reverse("plan_week", args=(plan.slug, 2))).content.decode()
        assert swapped.strip().startswith(opening)
        assert element(swapped, opening) == element(reloaded, opening)
        assert swapped.strip().endswith("</div>")
    assert "30 things, 1 done" in text_of(client.get(reverse("plan_week", args=(plan.slug, 2))))


def test_the_swapped_phases_are_the_reloaded_phases(client, weeks):
    client.force_login(weeks.lead)
    thing = item_of(weeks, title="Last")
    swapped = tick(client, weeks, thing, view="phases", target="workspace").content.decode()
    reloaded = client.get(reverse("plan_phases", args=(weeks.slug,))).content.decode()
    opening = '<div class="stack" id="workspace"'
    assert swapped.strip().startswith(opening)
    assert element(swapped, opening) == element(reloaded, opening)
    assert "1 of 2 done" in swapped


@pytest.mark.parametrize("view", ["week-2", "phases"])
def test_the_last_change_may_be_the_tick_of_a_goal_and_undo_takes_it_back(client, weeks, view):
    client.force_login(weeks.lead)
    goal, opening = Goal.objects.get(phase__plan=weeks), '<div class="stack" id="workspace"'
    tick(client, weeks, goal, view=view)
    page = (
        reverse("plan_phases", args=(weeks.slug,))
        if view == "phases"
        else reverse("plan", args=(weeks.slug,))
    )
    assert "“See”: marked as done by Priya Raman on Wed 16 Sep" in text_of(client.get(page))
    undo = reverse("plan_list_undo", args=(weeks.slug, Change.objects.get().pk))
    headers = {"HX-Request": "true", "HX-Target": "workspace"}
    swapped = client.post(undo, {"view": view}, headers=headers).content.decode()
    assert element(swapped, opening) == element(client.get(page).content.decode(), opening)
    goal.refresh_from_db()
    assert (goal.done_at, goal.done_by, goal.version) == (None, None, 3)
    events = Event.objects.filter(verb__in=("marked as done", "undid")).order_by("pk")
    told = list(events.values_list("verb", "subject"))
    assert told == [("marked as done", "See"), ("undid", weeks.name)]


def test_a_tick_on_an_old_page_is_told_and_changes_nothing(client, plan):
    item, emil = item_of(plan), plan.roles.get(name="Engineer A").person
    mark_item_done(item=item, version=1, by=emil, now=build.NOW)
    client.force_login(plan.lead)
    answer = tick(client, plan, item, target="workspace")
    assert answer.status_code == 409
    assert "Emil Aalto marked it as done" in text_of(answer)
    item.refresh_from_db()
    assert item.done_by == emil


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"done": "perhaps", "version": 1, "view": "phases"},
        {"done": "yes", "version": "x", "view": "phases"},
        {"done": "yes", "version": 10**20, "view": "phases"},
        {"done": "yes", "version": 1, "view": "//example.org"},
        {"done": "yes", "version": 1},
    ],
)
def test_a_tick_that_no_page_sends_is_refused(client, plan, data):
    client.force_login(plan.lead)
    answer = client.post(reverse("plan_item_done", args=(plan.slug, item_of(plan).pk)), data)
    assert answer.status_code == 422
    assert not Item.objects.filter(state="done").exists()


def test_an_item_of_another_plan_is_unknown_here(client, plan):
    other = building.start_another(plan, plan.start + timedelta(weeks=1))
    client.force_login(plan.lead)
    assert tick(client, plan, item_of(other)).status_code == 404
    assert tick(client, plan, Goal.objects.filter(phase__plan=other).first()).status_code == 404
