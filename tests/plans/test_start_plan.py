"""Starting a plan: dates, people, and everything that does not fit."""

import json
from datetime import date

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from common.decisions import DomainError, Refused
from plans.models import Goal, Item, Plan
from plans.queries.items import owners_of
from plans.queries.starting import Choices, start_preview
from plans.services.items import mark_goal_done, mark_item_done
from plans.services.plans import start_plan
from plans.services.templates import import_plan
from teams.models import Event
from tests import build
from tests.plans import building

START = building.START


@pytest.fixture
def people(db):
    """A template, a team and people for its roles, by the addresses that the command takes."""
    building.template()
    build.team("Checkout")
    return [build.user(name) for name in ("Priya Raman", "Emil Aalto")]


def run(*extra, template="first-weeks", lead="priya.raman@example.org", team="checkout", start="2026-09-07"):
    when = ["--start", start] if start else []
    call_command("start_plan", template, "--lead", lead, "--team", team, *when, *extra)


def refused(capsys, *extra, **given):
    before = Plan.objects.count(), Event.objects.count()
    with pytest.raises(SystemExit) as ended:
        run(*extra, **given)
    said = capsys.readouterr()
    assert (ended.value.code, said.out) == (2, "")
    assert (Plan.objects.count(), Event.objects.count()) == before
    assert said.err.count("\n") == 1
    return said.err.strip()


def test_the_command_starts_a_plan_and_says_where_it_is(people, capsys):
    run("--role", "Engineer A=emil.aalto@example.org", "--title", "Two weeks")
    said = capsys.readouterr().out
    plan = Plan.objects.get(kind="started")
    assert (plan.slug, plan.title, plan.start) == ("two-weeks-checkout", "Two weeks", START)
    assert dict(plan.roles.values_list("name", "person__name")) == {
        "Me": "Priya Raman",
        "Engineer A": "Emil Aalto",
        "Engineer B": None,
    }
    assert "Roles without a person: Engineer B\n" in said
    assert "two-weeks-checkout starts on 2026-09-07: http://127.0.0.1:" in said
    assert said.rstrip().endswith("/plans/two-weeks-checkout/")


def test_items_without_a_date_of_their_own_are_due_at_the_end_of_their_phase(db):
    plan = building.started()
    assert set(Item.objects.filter(phase__plan=plan).values_list("due_on", flat=True)) == {date(2026, 9, 18)}
    template_items = Item.objects.filter(phase__plan=plan.template)
    assert set(template_items.values_list("due_on", flat=True)) == {None}


def test_offsets_and_pinned_dates_become_days(db):
    document = building.text_document(
        "# Plan\n\n## Weeks 1-4: All\n\n### Deliverables\n\n| Deliverable | Due |\n|---|---|\n"
        "| A | End of week 1 |\n| B | Working day 7 |\n| C | 2026-10-05 |\n| D | |\n"
    )
    plan = building.started(document)
    assert dict(Item.objects.filter(phase__plan=plan).values_list("title", "due_on")) == {
        "A": date(2026, 9, 11),
        "B": date(2026, 9, 15),
        "C": date(2026, 10, 5),
        "D": date(2026, 10, 2),
    }


def test_holidays_of_the_country_and_weekends_are_no_working_days(people):
    run("--country", "gb", start="2026-12-26")  # Boxing Day on a Saturday, observed on Monday 28
    assert Plan.objects.get(kind="started").start == date(2026, 12, 29)
    run(start="2026-12-26")
    assert Plan.objects.filter(kind="started", start=date(2026, 12, 28)).exists()


def test_everybody_of_the_roles_and_all_owners_are_copied(db):
    plan = building.started()
    template = plan.template

    def owners(of):
        rows = Item.objects.filter(phase__plan=of).order_by("position")
        return [
            (row.title, row.everyone, list(row.ownerships.values_list("role__name", flat=True)))
            for row in rows
        ]

    assert owners(plan) == owners(template)


def test_what_was_done_in_the_imported_document_is_open_in_a_new_plan(db):
    done = building.text_document(
        "# Plan\n\n## Week 1: All\n\n### Goals\n\n- [x] See\n\n"
        "### Deliverables\n\n| Deliverable | Done |\n|---|---|\n| A | x |\n"
    )
    plan = building.started(done)
    assert Item.objects.get(phase__plan=plan.template).is_done
    assert not Item.objects.get(phase__plan=plan).is_done
    assert not Goal.objects.get(phase__plan=plan).is_done


def test_starting_the_same_plan_twice_is_starting_it_once(people, capsys):
    run("--role", "Engineer A=emil.aalto@example.org")
    before = Plan.objects.count(), Item.objects.count(), Event.objects.count()
    run("--role", "Engineer A=emil.aalto@example.org")
    assert (Plan.objects.count(), Item.objects.count(), Event.objects.count()) == before


def test_the_same_start_with_other_people_is_told_that_it_is_there(people, capsys):
    run()
    capsys.readouterr()
    assert "has this plan for Checkout from 2026-09-07 already" in refused(
        capsys, "--role", "Engineer A=emil.aalto@example.org"
    )
    assert "already" in refused(capsys, "--slug", "other")


def test_the_same_template_serves_other_teams_leads_and_days(people):
    build.team("Ledger")
    run()
    run(team="ledger")
    run(lead="emil.aalto@example.org")
    run(start="2026-10-05")
    slugs = Plan.objects.filter(kind="started").order_by("pk").values_list("slug", flat=True)
    assert list(slugs) == [
        "first-weeks-checkout",
        "first-weeks-ledger",
        "first-weeks-checkout-2",
        "first-weeks-checkout-3",
    ]


def test_a_role_may_be_filled_by_a_name_without_an_account(people, capsys):
    run("--role", "Engineer A=Noor Haddad")
    role = Plan.objects.get(kind="started").roles.get(name="Engineer A")
    assert (role.person, role.person_name) == (None, "Noor Haddad")
    assert "Roles without a person: Engineer B\n" in capsys.readouterr().out
    owners = owners_of(role.plan)[role.ownerships.first().item_id]
    assert "Noor Haddad (Engineer A)" in [owner.hint for owner in owners]
    run("--role", "Engineer A=Noor Haddad")
    assert Plan.objects.filter(kind="started").count() == 1
    capsys.readouterr()
    assert "already" in refused(capsys, "--role", "Engineer A=Somebody Else")


def test_a_plan_has_a_manager_who_is_not_its_lead(people, capsys):
    run("--manager", "emil.aalto@example.org")
    assert Plan.objects.get(kind="started").manager == people[1]
    capsys.readouterr()
    assert "already" in refused(capsys)


def test_planned_backwards_the_plan_ends_by_the_day(people):
    run("--end", "2026-09-20", start="")  # two weeks, and the last day is a Sunday
    run("--end", "2027-01-01", "--country", "GB", start="")  # from Saturday 19 December to Friday 18
    starts = Plan.objects.filter(kind="started").order_by("start").values_list("start", flat=True)
    assert list(starts) == [START, date(2026, 12, 18)]


WEEK_AND_DAY = """# Plan

## Week 1: Look

### Deliverables

| Deliverable | Owner | Due |
|---|---|---|
| **Map** of it | Me + Engineer A | Working day 2 |
| Talk | All | 2026-12-26 |

## Weeks 2-3: Mend

### Meetings

- Engineer B
"""


def test_the_preview_has_every_date_and_owner_and_starts_nothing(people, capsys):
    building.template(building.text_document(WEEK_AND_DAY), "three-weeks")
    before = Plan.objects.count(), Event.objects.count()
    given = ("--country", "GB", "--role", "Engineer A=Noor Haddad", "--preview")
    with CaptureQueriesContext(connection) as captured:
        run(*given, "--json", template="three-weeks", start="2026-12-19")
    found = json.loads(capsys.readouterr().out)
    assert found == {
        "weeks": [
            {"week": 1, "first": "2026-12-21", "last_working_day": "2026-12-24"},
            {"week": 2, "first": "2026-12-28", "last_working_day": "2026-12-31"},
            {"week": 3, "first": "2027-01-04", "last_working_day": "2027-01-08"},
        ],
        "day_90": "2027-03-20",
        "items": [
            {
                "phase": "Look",
                "kind": "deliverable",
                "title": "Map of it",
                "offset": "working day 2",
                "due": "2026-12-22",
                "owners": ["Priya Raman", "Noor Haddad"],
            },
            {
                "phase": "Look",
                "kind": "deliverable",
                "title": "Talk",
                "offset": "2026-12-26",
                "due": "2026-12-26",
                "owners": ["All"],
            },
            {
                "phase": "Mend",
                "kind": "meeting",
                "title": "Engineer B",
                "offset": "end of week 3",
                "due": "2027-01-08",
                "owners": [],
            },
        ],
        "unfilled_roles": [],
    }
    assert not [each["sql"] for each in captured if not each["sql"].startswith("SELECT")]
    assert (Plan.objects.count(), Event.objects.count()) == before
    run(*given, template="three-weeks", start="2026-12-19")
    said = capsys.readouterr().out
    assert "Week 1: from 2026-12-21, ends on 2026-12-24\n" in said
    assert "2026-12-22  Map of it (working day 2): Priya Raman, Noor Haddad\n" in said


def test_the_preview_is_what_the_plan_becomes_and_costs_the_same_for_one_item_and_fifty(db):
    lead, team = build.user("Priya Raman"), build.team("Checkout")
    costs = []
    for items in (1, 50):
        template = building.template(building.long_document(items), f"t{items}")
        chosen = Choices(template, team, lead, start=date(2026, 12, 26), country="GB")
        with CaptureQueriesContext(connection) as captured:
            preview = start_preview(chosen)
        costs.append(len(captured))
        assert list(preview.unfilled_roles) == [f"Engineer {n}" for n in range(min(items, 5))]
        plan = start_plan(
            template=template,
            lead=lead,
            team=team,
            start=chosen.start,
            country="GB",
            by=None,
            now=build.NOW,
        )
        rows = Item.objects.filter(phase__plan=plan).order_by("phase__position", "position")
        assert [each.due for each in preview.items] == list(rows.values_list("due_on", flat=True))
    assert costs == [5, 5]


@pytest.mark.parametrize(
    ("given", "extra", "words"),
    [
        ({"template": "none"}, [], "There is no template “none”. Templates: first-weeks."),
        ({"lead": "nobody@example.org"}, [], "Nobody signs in with nobody@example.org."),
        ({"team": "none"}, [], "There is no team “none”."),
        ({"start": "07.09.2026"}, [], "--start 07.09.2026: no such day."),
        ({"start": "2026-02-30"}, [], "--start 2026-02-30: no such day."),
        ({"start": "9999-12-31"}, [], "9999-12-31 is too far away"),
        ({}, ["--role", "Engineer C=priya.raman@example.org"], "The template has no role “Engineer C”."),
        ({}, ["--role", "Engineer A"], "--role Engineer A: write it as NAME=EMAIL"),
        ({}, ["--role", "Engineer A=no@example.org"], "Nobody signs in with no@example.org."),
        ({}, ["--role", "Me=emil.aalto@example.org"], "The role “Me” is the lead's, Priya Raman."),
        (
            {},
            ["--manager", "priya.raman@example.org"],
            "Priya Raman leads the plan and cannot be its manager",
        ),
        ({"start": ""}, ["--end", "0001-01-01"], "0001-01-01 is too far away"),
        ({"start": "1066-10-14"}, [], "1066-10-14 is too far away"),
        ({}, ["--json"], "--json: only a preview is written as JSON."),
        ({}, ["--preview", "--country", "XX"], "No calendar of public holidays is known for “XX”."),
        ({}, ["--country", "XX"], "No calendar of public holidays is known for “XX”."),
        ({}, ["--slug", "first-weeks"], "There is a plan “first-weeks” already."),
        ({}, ["--slug", "not a slug"], "--slug not a slug: "),
    ],
)
def test_what_does_not_fit_gets_one_sentence_and_starts_nothing(people, capsys, given, extra, words):
    assert refused(capsys, *extra, **given).startswith(words)


def test_the_role_of_the_lead_may_be_named_when_it_is_the_lead(people):
    run("--role", "Me=priya.raman@example.org")
    assert Plan.objects.filter(kind="started").exists()


def test_an_archived_team_and_a_person_who_left_start_no_plan(people):
    template = Plan.objects.get()
    team = build.team("Old")
    team.archived_on = START
    team.save()
    with pytest.raises(DomainError, match="archived"):
        start_plan(template=template, lead=people[0], team=team, start=START, by=None, now=build.NOW)
    people[0].is_active = False
    with pytest.raises(DomainError, match="may not sign in"):
        start_plan(
            template=template, lead=people[0], team=build.team("New"), start=START, by=None, now=build.NOW
        )


def test_a_plan_is_started_by_leads_of_the_team_leadership_and_administrators(people):
    template = Plan.objects.get()
    lead, member = build.user("Lead"), build.user("Member")
    team = build.team("Ledger", lead=lead, member=member)

    def start(by, day):
        return start_plan(
            template=template, lead=lead, team=team, start=date(2026, 9, day), by=by, now=build.NOW
        )

    start(lead, 7)
    start(build.user(role="leadership"), 8)
    start(build.user(role="administrator"), 9)
    for outsider in (member, build.user()):
        with pytest.raises(Refused, match="Only administrators, leadership and the team's leads"):
            start(outsider, 10)


def test_the_start_is_in_the_activity_log(people):
    run()
    event = Event.objects.first()
    plan = Plan.objects.get(kind="started")
    assert (event.verb, event.subject_id, event.team) == ("started", plan.pk, plan.team)
    assert event.detail == {"template": "first-weeks", "lead": "Priya Raman", "start": "2026-09-07"}


def test_a_started_plan_keeps_its_words_when_its_template_can_no_longer_change(db):
    plan = building.started()
    item = Item.objects.filter(phase__plan=plan).first()
    mark_item_done(item=item, version=1, by=plan.lead, now=build.NOW)
    mark_goal_done(goal=Goal.objects.filter(phase__plan=plan).first(), version=1, by=plan.lead, now=build.NOW)
    with pytest.raises(DomainError):
        import_plan(
            document=building.text_document("# Week 1: X\n\n## Goals\n\n- One\n"),
            slug=plan.template.slug,
            by=None,
            now=build.NOW,
        )
