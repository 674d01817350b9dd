"""Starting a plan in the browser: the form, every date, and only then the plan."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from plans.models import Plan
from teams.models import Event
from tests import build
from tests.plans import building
from tests.plans.pages import text_of


@pytest.fixture
def starter(client, db):
    """A team's lead, signed in; the template, its team and people for its roles are there."""
    lead = build.user("Team Lead")
    build.team("Checkout", lead=lead)
    building.template()
    for name in ("Priya Raman", "Emil Aalto"):
        build.user(name)
    client.force_login(lead)
    return lead


def chosen(**changes):
    return {
        "title": "Two weeks",
        "team": "checkout",
        "lead": "priya.raman@example.org",
        "manager": "",
        "when": "start",
        "day": "2026-09-05",
        "country": "gb",
        "role_0": "Emil.Aalto@example.org",
        "role_1": "",
    } | changes


DATES = ("plan_start_dates", ("first-weeks",))


def dates(client, **changes):
    return client.get(reverse(DATES[0], args=DATES[1]), chosen(**changes))


def confirm(client, **changes):
    return client.post(reverse(DATES[0], args=DATES[1]), chosen(**changes))


def test_the_dates_are_shown_before_anything_starts(client, starter):
    before = Plan.objects.count(), Event.objects.count()
    with CaptureQueriesContext(connection) as captured:
        answer = dates(client)
    page = text_of(answer)
    assert answer.status_code == 200
    assert not [each["sql"] for each in captured if not each["sql"].startswith("SELECT")]
    assert (Plan.objects.count(), Event.objects.count()) == before
    for words in (
        "Nothing has started yet",
        "Sat 5 Sep is a day off",
        "Starts Mon 7 Sep",
        "Day 90 Sat 5 Dec",
        "Ends Sun 20 Sep",
        "Nobody fills 1 role yet: Engineer B.",
        "Priya Raman, Emil Aalto",
        "end of week 2",
    ):
        assert words in page, words


def test_confirming_starts_what_was_shown_and_confirming_twice_starts_it_once(client, starter):
    shown = dates(client)
    assert 'name="role_0" value="Emil.Aalto@example.org"' in shown.content.decode()
    answer = confirm(client)
    plan = Plan.objects.get(kind="started")
    assert answer["Location"] == reverse("plan", args=(plan.slug,))
    assert (plan.start, plan.country, plan.title) == (building.START, "GB", "Two weeks")
    assert plan.roles.get(name="Engineer A").person.name == "Emil Aalto"
    assert confirm(client)["Location"] == answer["Location"]
    assert Plan.objects.filter(kind="started").count() == 1
    assert Event.objects.filter(verb="started").get().actor == starter


def test_a_plan_may_be_planned_backwards_with_a_manager_and_names(client, starter):
    confirm(client, when="end", day="2026-09-20", role_1="Noor Haddad", manager="emil.aalto@example.org")
    plan = Plan.objects.get(kind="started")
    assert (plan.start, plan.manager.name) == (building.START, "Emil Aalto")
    assert plan.roles.get(name="Engineer B").person_name == "Noor Haddad"
    assert "Noor Haddad (Engineer B)" in client.get(reverse("plan", args=(plan.slug,))).content.decode()


def test_whoever_changes_something_finds_what_was_typed(client, starter):
    page = dates(client).content.decode()
    back = page.split("Change something")[0].rsplit('href="', 1)[1].split('"')[0].replace("&amp;", "&")
    again = client.get(back).content.decode()
    assert 'value="priya.raman@example.org"' in again
    assert 'class="errorlist"' not in again


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"lead": "nobody@example.org"}, "Nobody signs in with nobody@example.org"),
        ({"lead": "Priya"}, "Enter a valid email address"),
        ({"role_1": "x@example.org"}, "Nobody signs in with x@example.org"),
        ({"role_1": "x" * 121}, "A name has 120 characters at most"),
        ({"manager": "priya.raman@example.org"}, "cannot be its manager as well"),
        ({"country": "XX"}, "No calendar of public holidays is known for XX"),
        ({"day": "9999-12-31"}, "is too far away"),
        ({"day": "0001-01-01", "when": "end"}, "is too far away"),
        ({"day": ""}, "This field is required"),
        ({"team": "none"}, "Select a valid choice"),
    ],
)
def test_what_does_not_fit_is_said_in_the_form_at_both_steps(client, starter, changes, words):
    for answer in (dates(client, **changes), confirm(client, **changes)):
        assert answer.status_code == 422
        assert words in text_of(answer)
    assert not Plan.objects.filter(kind="started").exists()


def test_another_plan_from_the_same_day_with_other_people_is_told(client, starter):
    confirm(client)
    answer = confirm(client, role_1="Noor Haddad")
    assert answer.status_code == 422
    assert "has this plan for Checkout from 2026-09-07 already" in text_of(answer)


def test_one_person_and_one_team_may_have_several_plans(client, starter):
    building.template(building.text_document("# Other\n\n## Week 1: A\n\n### Goals\n\n- One\n"), "other")
    confirm(client)
    confirm(client, day="2026-10-05")
    client.post(reverse("plan_start_dates", args=("other",)), chosen())
    assert Plan.objects.filter(kind="started", team__slug="checkout").count() == 3


def test_who_may_start_a_plan_for_no_team_is_told_why(client, starter):
    client.force_login(build.user())
    for answer in (client.get(reverse("plan_start", args=("first-weeks",))), dates(client), confirm(client)):
        assert answer.status_code == 403
        assert "may start a plan" in text_of(answer)
    page = text_of(client.get(reverse("plan_template", args=("first-weeks",))))
    assert "Ask one of them to start it with you" in page


def test_without_choices_the_dates_lead_to_the_form(client, starter):
    answer = client.get(reverse(DATES[0], args=DATES[1]))
    assert answer["Location"] == reverse("plan_start", args=("first-weeks",))


def test_the_dates_cost_the_same_for_one_item_and_for_fifty(client, starter):
    costs = []
    for items in (1, 50):
        building.template(building.long_document(items), f"t{items}")
        with CaptureQueriesContext(connection) as captured:
            answer = client.get(
                reverse("plan_start_dates", args=(f"t{items}",)), chosen(day=str(date(2026, 9, 7)))
            )
        assert answer.status_code == 200
        costs.append(len(captured))
    assert costs[0] == costs[1] <= 13


def test_a_lead_cannot_start_a_plan_for_a_team_of_others(client, starter):
    other = build.team("Ledger")
    answer = confirm(client, team=other.slug)
    assert answer.status_code == 422
    assert "Select a valid choice" in text_of(answer)
    client.force_login(build.user(role="leadership"))
    assert confirm(client, team=other.slug).status_code == 302
