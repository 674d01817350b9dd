"""Who is who in a running plan: handing roles over, the log of it, and taking it back."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from common.decisions import ChangedSince, DomainError, Refused
from plans.models import Change, Plan
from plans.queries.items import owners_of
from plans.services.people import hand_over
from plans.services.undo import undo_change
from teams.models import Event
from tests import build
from tests.plans import building
from tests.plans.pages import INSIDE, people, statements, text_of


def address(plan):
    return reverse("plan_people", args=(plan.slug,))


def who(plan):
    plan = Plan.objects.get(pk=plan.pk)
    roles = plan.roles.order_by("position")
    return (
        plan.lead.name,
        plan.manager and plan.manager.name,
        [(role.name, role.person and role.person.name, role.person_name) for role in roles],
    )


def hand(plan, *, lead=None, manager=None, roles=None, version=None, by=None):
    plan = Plan.objects.get(pk=plan.pk)
    return hand_over(
        plan=plan,
        lead=lead or plan.lead,
        manager=manager,
        roles=roles or {},
        version=plan.version if version is None else version,
        by=by,
        now=build.NOW,
    )


def test_lead_manager_and_roles_change_hands_together_and_are_undone_together(plan):
    before = who(plan)
    new, mia = build.user("Noor Haddad"), build.user("Mia Manager")
    change = hand(
        plan, lead=new, manager=mia, roles={"Engineer A": None, "Engineer B": "Ada without"}, by=plan.lead
    )
    assert who(plan) == (
        "Noor Haddad",
        "Mia Manager",
        [("Me", "Noor Haddad", ""), ("Engineer A", None, ""), ("Engineer B", None, "Ada without")],
    )
    hints = {owner.hint for owners in owners_of(plan).values() for owner in owners}
    assert {"Noor Haddad", "Ada without (Engineer B)", "Engineer A (nobody yet)"} <= hints
    event = Event.objects.get(verb="handed roles over")
    assert (event.actor, event.detail["lead"]) == (plan.lead, "Noor Haddad")
    undo_change(change=change, by=mia, now=build.NOW)
    assert who(plan) == before


def test_nothing_new_is_no_change_and_a_page_from_before_is_told(plan):
    emil = plan.roles.get(name="Engineer A").person
    assert hand(plan, roles={"Engineer A": emil}) is None
    assert not Change.objects.exists()
    hand(plan, roles={"Engineer A": "Ada"})
    with pytest.raises(ChangedSince, match="since you opened the page"):
        hand(plan, roles={"Engineer A": None}, version=1)
    assert hand(plan, roles={"Engineer A": "Ada"}, version=1) is None


def test_a_later_change_of_the_same_role_is_not_overwritten_by_undo(plan):
    first = hand(plan, roles={"Engineer A": "Ada"})
    hand(plan, roles={"Engineer A": "Ben"})
    with pytest.raises(ChangedSince):
        undo_change(change=first, by=None, now=build.NOW)
    other = hand(plan, roles={"Engineer B": "Cleo"})
    undo_change(change=other, by=None, now=build.NOW)
    assert plan.roles.get(name="Engineer A").person_name == "Ben"


def test_who_does_not_fit_is_told(plan):
    with pytest.raises(DomainError, match="cannot be its manager"):
        hand(plan, manager=plan.lead)
    gone = build.user("Gone")
    gone.is_active = False
    with pytest.raises(DomainError, match="may not sign in"):
        hand(plan, lead=gone)
    other = build.user("Other Lead")
    Plan.objects.filter(pk=building.start_another(plan, plan.start.replace(day=14)).pk).update(
        lead=other, start=plan.start
    )
    with pytest.raises(DomainError, match="already"):
        hand(plan, lead=other)


def test_who_sees_the_plan_sees_its_people_and_who_arranges_it_hands_over(client, plan):
    for name, person in people(plan).items():
        client.force_login(person)
        page = client.get(address(plan))
        assert page.status_code == (200 if name in INSIDE else 404), name
        arranges = name in {"lead", "manager", "team lead", "administrator"}
        if name in INSIDE:
            assert ("Hand over" in text_of(page)) == arranges, name
            assert "Engineer A Emil Aalto" in text_of(page)
            assert "Engineer B nobody yet" in text_of(page)
        if not arranges:
            with pytest.raises(Refused):
                hand(plan, roles={"Engineer A": "X"}, by=person)


def post(client, plan, **changes):
    data = {"lead": plan.lead.email, "manager": "", "role_0": "Ada", "role_1": "", "version": plan.version}
    return client.post(address(plan), data | changes, follow=True)


def test_the_form_hands_over_says_what_does_not_fit_and_one_button_takes_it_back(client, plan):
    client.force_login(plan.lead)
    before = who(plan)
    for changes, words in (
        ({"role_1": "x@example.org"}, "Nobody signs in with x@example.org"),
        ({"manager": plan.lead.email}, "cannot be its manager"),
        ({"lead": ""}, "This field is required"),
    ):
        answer = post(client, plan, **changes)
        assert answer.status_code == 422
        assert words in text_of(answer)
    assert who(plan) == before
    page = text_of(post(client, plan))
    assert "Engineer A Ada without an account" in page
    assert post(client, plan, role_0="Ben").status_code == 409
    undo = reverse("plan_change_undo", args=(plan.slug, Change.objects.get().pk))
    answer = client.post(undo, follow=True)
    assert "Engineer A Emil Aalto" in text_of(answer)
    assert who(plan) == before


def test_who_left_may_keep_a_role_until_somebody_takes_it(client, plan):
    emil = plan.roles.get(name="Engineer A").person
    emil.is_active = False
    emil.save()
    client.force_login(plan.lead)
    page = text_of(post(client, plan, role_0=emil.email, role_1="Ada"))
    assert "Engineer A Emil Aalto" in page
    assert "Engineer B Ada" in page


def test_who_hands_their_own_plan_over_is_led_to_the_plans(client, plan):
    client.force_login(plan.lead)
    build.user("Noor Haddad")
    answer = post(client, plan, lead="noor.haddad@example.org")
    assert answer.redirect_chain[-1][0] == reverse("plans")
    assert client.get(address(plan)).status_code == 404


def test_the_page_costs_the_same_for_one_item_and_for_fifty(client, db, today):
    lead, costs = build.user(), []
    for items in (1, 50):
        team = build.team(f"Team of {items}")
        plan = building.started(
            building.long_document(items), lead=lead, team=team, slug_of_template=f"t{items}"
        )
        client.force_login(lead)
        costs.append(statements(client, address(plan)))
        with CaptureQueriesContext(connection) as captured:
            client.get(address(plan))
        assert not [each["sql"] for each in captured if not each["sql"].startswith("SELECT")]
    assert costs[0] == costs[1] <= 10
