"""The pages of plans: who sees what, the list, what each page costs."""

from datetime import date, timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from plans.models import Goal, Item, Plan
from plans.services.items import mark_item_done
from teams.models import Event
from tests import build
from tests.plans import building
from tests.plans.pages import INSIDE, OUTSIDE, SEES, item_of, pages, people, statements, text_of, tick


def test_a_plan_is_open_to_its_people_leads_of_its_team_and_those_above_and_unknown_to_others(client, plan):
    for name, person in people(plan).items():
        client.force_login(person)
        for page in pages(plan):
            assert client.get(page).status_code == (SEES if name in INSIDE else OUTSIDE), (name, page)


def test_anonymous_gets_the_sign_in_page_and_can_post_nothing(client, plan):
    template = reverse("plan_template", args=(plan.template.slug,))
    for page in [*pages(plan), reverse("plans"), template]:
        answer = client.get(page)
        assert answer.status_code == 302
        assert "/accounts/login/" in answer["Location"]
    assert tick(client, plan, item_of(plan)).status_code == 302
    assert client.post(template).status_code == 302
    assert not Item.objects.filter(state="done").exists()


def test_ticks_are_for_the_plans_people_refused_with_a_reason_to_others_who_see_it_unknown_to_the_rest(
    client, plan
):
    expected = {"lead": 302, "in a role": 302, "administrator": 302}
    expected |= dict.fromkeys(("manager", "team lead", "leadership"), 403)
    for name, person in people(plan).items():
        client.force_login(person)
        for thing in (item_of(plan), Goal.objects.filter(phase__plan=plan).first()):
            thing.__class__.objects.filter(pk=thing.pk).update(
                done_at=None,
                done_by=None,
                version=1,
                **({"state": "open"} if isinstance(thing, Item) else {}),
            )
            answer = tick(client, plan, thing)
            thing.refresh_from_db()
            assert answer.status_code == expected.get(name, 404), name
            assert thing.is_done == (expected.get(name) == 302), name
            if answer.status_code == 403:
                assert "Only the plan's lead" in answer.content.decode().replace("&#x27;", "'")


def test_who_may_not_tick_sees_the_states_and_the_reason_and_no_buttons(client, plan):
    client.force_login(build.user(role="leadership"))
    page = client.get(reverse("plan", args=(plan.slug,))).content.decode()
    assert "may mark things as done" in page
    assert "plan_tick" not in page
    assert '<button class="tick"' not in page
    assert page.count('<span class="tick">') == 30 + 4


def test_the_list_shows_what_the_person_may_see(client, plan):
    for name, person in people(plan).items():
        client.force_login(person)
        page = client.get(reverse("plans"))
        assert ("Two weeks · Checkout" in text_of(page)) == (name in INSIDE), name
        assert reverse("plan_template", args=(plan.template.slug,)) in page.content.decode()


def test_reading_writes_nothing(client, plan):
    client.force_login(plan.lead)
    client.get(reverse("plans"))
    before = list(Plan.objects.values()), list(Item.objects.values()), Event.objects.count()
    template = reverse("plan_template", args=(plan.template.slug,))
    with CaptureQueriesContext(
        connection,
    ) as statements:
        for page in [*pages(plan), reverse("plans"), template]:
            client.get(page)
    assert not [each["sql"] for each in statements if not each["sql"].startswith("SELECT")]
    assert (list(Plan.objects.values()), list(Item.objects.values()), Event.objects.count()) == before
    for thing in (item_of(plan), Goal.objects.filter(phase__plan=plan).first()):
        name = "plan_item_done" if isinstance(thing, Item) else "plan_goal_done"
        assert client.get(reverse(name, args=(plan.slug, thing.pk))).status_code == 405


def test_the_list_says_the_day_in_role_and_what_is_late(client, plan, today):
    client.force_login(plan.lead)
    assert "day 10 of 14 none 0 of 30" in text_of(client.get(reverse("plans")))
    today(date(2026, 9, 20))
    mark_item_done(item=item_of(plan), version=1, by=plan.lead, now=build.NOW)
    assert "day 14 of 14 29 late 1 of 30" in text_of(client.get(reverse("plans")))
    today(date(2026, 9, 21))
    assert "Ended" in text_of(client.get(reverse("plans")))
    assert "No plan is running" in text_of(client.get(reverse("plans")))
    today(date(2026, 9, 4))
    assert "starts Mon 7 Sep" in text_of(client.get(reverse("plans")))


def test_an_empty_list_says_what_belongs_there_and_the_first_step(client, db):
    client.force_login(build.user())
    page = text_of(client.get(reverse("plans")))
    assert "No plan is running" in page
    assert "No templates yet" in page
    assert "Administrators and leadership import them" in page


def test_the_list_costs_the_same_for_one_plan_and_for_fifty(client, plan):
    client.force_login(plan.lead)
    page = reverse("plans")
    assert statements(client, page) <= 8
    few = statements(client, page)
    for n in range(49):
        building.start_another(plan, plan.start + timedelta(weeks=n + 1))
    assert statements(client, page) == few


def test_pages_cost_eleven_statements_at_most_whether_one_item_or_two_hundred(client, db, today):
    build.version({"testing": (1,)})
    lead = build.user("Priya Raman")
    costs = []
    for items in (1, 50, 200):
        team = build.team(f"Team of {items}")
        plan = building.started(
            building.long_document(items), lead=lead, team=team, slug_of_template=f"t{items}"
        )
        client.force_login(lead)
        template = reverse("plan_template", args=(plan.template.slug,))
        costs.append([statements(client, page) for page in [*pages(plan), template]])
    assert costs[0] == costs[1] == costs[2]
    week, same_week, phases, markdown, template = costs[0]
    assert max(week, same_week, phases, markdown, template) <= 11, costs[0]
