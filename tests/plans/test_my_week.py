"""The page of a person's week: what stands on it for whom, in which section, and what a tick does."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from maturity.models import Cycle
from plans.models import Item, Ownership, Plan
from plans.queries.my_week import my_week
from plans.queries.visible import visible_plans
from plans.services.plans import start_plan
from teams.models import User
from tests import build
from tests.maturity.ballots import open_on
from tests.maturity.drafts import start
from tests.plans import building
from tests.plans.conftest import TODAY, WEEKS
from tests.plans.metrics import added
from tests.plans.pages import element, item_of, people, text_of
from tests.plans.week_mails import checked_in

PAGE = "/my-week/"
NOON = datetime(TODAY.year, TODAY.month, TODAY.day, 12, tzinfo=UTC)


def week_of(person: User, now: datetime = NOON) -> dict[str, list[str]]:
    """Labels by section, what was done among them."""
    page = my_week(person, now=now)
    found = {str(section.name): [duty.label for duty in section.duties] for section in page.sections}
    return found | ({"Done": [duty.label for duty in page.done]} if page.done else {})


def duty(person: User, label: str, now: datetime = NOON):
    page = my_week(person, now=now)
    return next(each for section in page.sections for each in section.duties if each.label == label)


def due(plan: Plan, title: str, day: date, **columns: object) -> None:
    Item.objects.filter(phase__plan=plan, title=title).update(due_on=day, **columns)


@pytest.fixture
def weeks(weeks):
    """Without the check-ins that its lead owes: `test_my_week_course` is about them."""
    return checked_in(weeks)


def test_a_lead_finds_what_is_theirs_late_first_then_by_day(weeks):
    assert week_of(weeks.lead) == {
        "Late": ["Early"],
        "Today": ["Today"],
        "This week": ["Soon", "End"],
        "Next week": ["Next"],
    }
    assert duty(weeks.lead, "Early").days_late == 8


def test_what_is_due_later_and_what_is_over_is_not_there(weeks):
    due(weeks, "Next", date(2026, 9, 28))
    due(weeks, "Early", date(2026, 9, 8), state=Item.State.DROPPED)
    due(weeks, "Today", TODAY, state=Item.State.DONE, done_at=NOON - timedelta(days=3))
    assert week_of(weeks.lead) == {"This week": ["Soon", "End"]}


def test_blocked_and_started_items_are_due_as_open_ones_are(weeks):
    due(weeks, "Early", date(2026, 9, 8), state=Item.State.BLOCKED, reason="No access")
    due(weeks, "Today", TODAY, state=Item.State.DOING)
    assert week_of(weeks.lead)["Late"] == ["Early"]
    assert week_of(weeks.lead)["Today"] == ["Today"]


def test_somebody_in_a_role_has_what_the_role_owns_and_what_is_for_everyone(weeks):
    emil = build.user("Emil Aalto")
    weeks.roles.filter(name="Engineer A").update(person=emil)
    assert week_of(emil) == {"This week": ["Soon", "End"]}
    weeks.roles.filter(name="Engineer A").update(person=None)
    assert week_of(emil) == {}


def test_on_one_day_what_the_person_answers_for_comes_first(weeks):
    emil = build.user("Emil Aalto")
    role = weeks.roles.get(name="Engineer A")
    weeks.roles.filter(pk=role.pk).update(person=emil)
    due(weeks, "Soon", TODAY)
    due(weeks, "Next", TODAY)
    Ownership.objects.filter(item__title="Next").delete()
    Ownership.objects.create(item=item_of(weeks, title="Next"), role=role, accountable=True, position=0)
    assert week_of(emil)["Today"] == ["Next", "Soon"]


def test_whoever_attends_a_meeting_finds_it_but_only_who_is_in_the_plan_ticks_it(weeks):
    manager = build.user("Manager")
    Plan.objects.filter(pk=weeks.pk).update(manager=manager)
    due(weeks, "Today", TODAY, kind=Item.Kind.MEETING, who="My manager")
    assert week_of(manager) == {"Today": ["Today"]}
    assert duty(manager, "Today").tick is None
    assert duty(weeks.lead, "Today").tick is not None
    due(weeks, "Today", TODAY, who="Somebody else")
    assert week_of(manager) == {}


def test_a_finished_plan_asks_for_nothing_any_more(weeks):
    Plan.objects.filter(pk=weeks.pk).update(finished_at=NOON)
    assert week_of(weeks.lead) == {}


def test_a_plan_past_its_last_day_that_nobody_finished_still_asks(weeks):
    assert week_of(weeks.lead, NOON + timedelta(weeks=9))["Late"] == [
        "Early",
        "Today",
        "Soon",
        "End",
        "Next",
        "Last",
    ]


def test_items_of_several_plans_stand_in_one_list(weeks):
    checked_in(building.start_another(weeks, date(2026, 9, 14)))
    assert week_of(weeks.lead) == {
        "Late": ["Early", "Early"],
        "Today": ["Today"],
        "This week": ["Soon", "End"],
        "Next week": ["Today", "Soon", "Next", "End"],
    }


@pytest.mark.parametrize(
    ("zone", "hour", "section"),
    [
        ("", 23, "Today"),
        ("Pacific/Auckland", 23, "Late"),
        ("America/Los_Angeles", 23, "Today"),
        ("America/Los_Angeles", 3, "This week"),
    ],
)
def test_today_is_the_persons_own_day(weeks, zone, hour, section):
    weeks.lead.time_zone = zone
    assert "Today" in week_of(weeks.lead, NOON.replace(hour=hour))[section]


def test_nobody_is_shown_a_plan_that_they_may_not_see(plan):
    """Whoever has something due from them in a plan may see it, whatever they are to it."""
    Item.objects.filter(phase__plan=plan, kind=Item.Kind.MEETING).update(who="Manager + Outsider")
    found = set()
    for name, person in people(plan).items():
        seen = set(visible_plans(person).values_list("slug", flat=True))
        page = my_week(person, now=NOON)
        places = {duty.place.address for section in page.sections for duty in section.duties}
        assert places <= {reverse("plan", args=(slug,)) for slug in seen}, name
        found |= {name} if places else set()
    assert found == {"lead", "manager", "in a role"}


# Self-assessments and votes


@pytest.fixture
def cycle(db, today):
    return build.cycle(build.version())


def test_a_lead_hands_in_what_is_due_by_next_sunday(cycle, weeks):
    build.team("Web", lead=weeks.lead)
    assert "Next week" in week_of(weeks.lead)
    assert week_of(weeks.lead)["Next week"] == ["Next"]
    Cycle.objects.update(opens=date(2026, 9, 1), due=date(2026, 9, 25), closes=date(2026, 9, 30))
    assert week_of(weeks.lead)["Next week"] == ["Next", "2026 Q4: hand in for Web"]
    found = duty(weeks.lead, "2026 Q4: hand in for Web")
    assert (found.about, found.place.name, found.address) == (
        "not started",
        "Web",
        "/teams/web/assessments/2026-q4/",
    )
    Cycle.objects.update(due=date(2026, 9, 11))
    assert duty(weeks.lead, "2026 Q4: hand in for Web").days_late == 5


def test_what_is_handed_in_is_not_asked_for_nor_from_members(cycle):
    Cycle.objects.update(opens=date(2026, 9, 1), due=date(2026, 9, 18), closes=date(2026, 9, 30))
    lead, member = build.user(), build.user()
    team = build.team("Web", lead=lead, member=member)
    assert week_of(lead) == {"This week": ["2026 Q4: hand in for Web"]}
    assert week_of(member) == {}
    build.submission(cycle, team, {"testing-1": 1}, now=NOON)
    assert week_of(lead) == {}


def test_a_vote_waits_for_everybody_in_the_team_who_has_not_voted(cycle):
    lead, member = build.user(), build.user()
    team = build.team("Web", lead=lead, member=member)
    open_on(start(team, cycle, lead), "testing-1", by=lead)
    assert week_of(member) == {"Today": ["2026 Q4: vote on 1 practice"]}
    found = duty(member, "2026 Q4: vote on 1 practice")
    assert (found.due_on, found.when, found.place.name) == (None, "open now", "Web")


# The page


def test_everybody_has_the_page_and_it_says_what_will_be_there(client, db, today):
    client.force_login(build.user("Ana"))
    page = text_of(client.get(PAGE))
    assert "Mon 14 Sep to Sun 20 Sep" in page
    assert "Nothing is due from you" in page
    assert "self-assessments of teams that you lead" in page


def test_each_line_says_what_where_and_when_with_links(client, weeks):
    client.force_login(weeks.lead)
    html = client.get(PAGE).content.decode()
    early = item_of(weeks, title="Early")
    row = element(html, f'<li id="item-{early.pk}">')
    assert f'href="{reverse("plan_item", args=(weeks.slug, early.pk))}">Early</a>' in row
    assert f'href="{reverse("plan", args=(weeks.slug,))}">Plan</a>' in row
    assert re.search(r'title="8 September 2026"\s+class="late">8 days late<', row)
    said = text_of(client.get(PAGE))
    assert "1 late , 3 still due this week" in said
    assert (
        said.index("Late 1") < said.index("Today 1") < said.index("This week 2") < said.index("Next week 1")
    )


def tick(client, item, *, done="yes", version=1, htmx=False):
    headers = {"HX-Request": "true", "HX-Target": "mine"} if htmx else {}
    address = reverse("plan_item_done", args=(item.phase.plan.slug, item.pk))
    return client.post(address, {"done": done, "version": version, "view": "my-week"}, headers=headers)


def test_a_tick_moves_the_item_and_the_part_is_what_a_reload_shows(client, weeks):
    client.force_login(weeks.lead)
    early = item_of(weeks, title="Early")
    for done, version in (("yes", 1), ("no", 2)):
        part = tick(client, early, done=done, version=version, htmx=True)
        assert part.status_code == 200
        page = client.get(PAGE).content.decode()
        opening = '<div class="stack my-week"'
        assert element(part.content.decode(), opening) == element(page, opening)
        assert "<html" not in part.content.decode()
        expected = {"Done": ["Early"]} if done == "yes" else {"Late": ["Early"]}
        assert expected.items() <= week_of(weeks.lead).items()


def test_without_a_script_a_tick_comes_back_to_the_page_at_the_item(client, weeks):
    client.force_login(weeks.lead)
    early = item_of(weeks, title="Early")
    assert tick(client, early)["Location"] == f"/my-week/#item-{early.pk}"
    assert f'id="item-{early.pk}"' in client.get(PAGE).content.decode()


def test_the_second_of_two_who_tick_is_told(client, weeks):
    emil = build.user("Emil Aalto")
    weeks.roles.filter(name="Engineer A").update(person=emil)
    soon = item_of(weeks, title="Soon")
    client.force_login(emil)
    tick(client, soon)
    client.force_login(weeks.lead)
    answer = tick(client, soon, htmx=True)
    assert answer.status_code == 409
    assert "Emil Aalto marked it as done" in answer.content.decode()


def test_what_was_done_since_monday_can_be_taken_back_and_earlier_is_gone(weeks):
    due(weeks, "Early", date(2026, 9, 8), state=Item.State.DONE, done_at=datetime(2026, 9, 14, 0, tzinfo=UTC))
    assert week_of(weeks.lead)["Done"] == ["Early"]
    weeks.lead.time_zone = "America/Los_Angeles"  # where it was Sunday yet
    assert "Done" not in week_of(weeks.lead)


@pytest.mark.parametrize(
    ("digest", "tomorrow", "said"),
    [
        (
            True,
            True,
            "on Mondays what is late and due in the week, on other days what is due by the next working day",
        ),
        (True, False, "on Mondays what is late and due in the week."),
        (False, True, "From 08:00 on: on working days what is due by the next one."),
        (False, False, "You have mail about plans switched off."),
    ],
)
def test_the_page_says_which_mail_comes(client, db, today, digest, tomorrow, said):
    person = build.user("Ana")
    User.objects.filter(pk=person.pk).update(mail_digest=digest, mail_due_tomorrow=tomorrow)
    client.force_login(person)
    assert said in text_of(client.get(PAGE))


def test_what_people_wrote_is_shown_as_text(client, db, today):
    evil = "<script>alert(1)</script>"
    plan = building.started(
        building.text_document(f"# {evil}\n\n## Week 1: A\n\n### Deliverables\n\n- {evil} **bold**\n"),
        title=evil,
    )
    Item.objects.update(everyone=True)
    client.force_login(plan.lead)
    assert "<script>alert" not in client.get(PAGE).content.decode()
    assert "alert(1)" in client.get(PAGE).content.decode()


def rows(number: int) -> User:
    """Somebody with that many plans, each with something late, and that many teams with something to hand in."""
    lead = build.user("Busy Lead")
    cycle = build.cycle(build.version())
    Cycle.objects.update(opens=date(2026, 9, 1), due=date(2026, 9, 18))
    template = building.template(building.text_document(WEEKS))
    for _ in range(number):
        team = build.team(lead=lead)
        plan = start_plan(
            template=template, lead=lead, team=team, start=building.START, by=None, now=build.NOW
        )
        added(checked_in(plan), by=lead)
        open_on(start(team, cycle, lead), "testing-1", by=lead)
    return lead


@pytest.mark.parametrize("number", [1, 50])
def test_the_page_takes_as_many_statements_for_50_plans_and_teams_as_for_one(db, today, number):
    lead = rows(number)
    with CaptureQueriesContext(connection) as captured:
        page = my_week(lead, now=NOON)
    assert (page.late, page.this_week) == (number, 5 * number)
    assert len(captured) == 14
