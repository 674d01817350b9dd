"""Check-ins and metric reviews on the page of a person's week, and in the mail about it."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from plans.models import CheckIn, Plan
from plans.queries.course_duties import course_duties
from plans.queries.my_week import my_week
from plans.reminders import MailKind
from plans.services.plans import start_plan
from plans.services.week_letter import week_letter
from teams.models import User
from tests import build
from tests.plans import building
from tests.plans.conftest import TODAY, WEEKS
from tests.plans.metrics import added, agreed, on_day, plan_with_manager

pytestmark = pytest.mark.django_db
NOON = datetime(TODAY.year, TODAY.month, TODAY.day, 12, tzinfo=UTC)
DAY_30 = on_day(30)


def labels(person: User, now: datetime = NOON) -> list[str]:
    return [duty.label for duty in course_duties(person, now=now)]


def send(plan: Plan, week: int, **more: object) -> CheckIn:
    return CheckIn.objects.create(
        plan=plan, week=week, confidence="on_track", saved_at=NOON, sent_at=NOON, **more
    )


@pytest.fixture
def manager(weeks: Plan) -> User:
    made = build.user("Dana Okafor")
    Plan.objects.filter(pk=weeks.pk).update(manager=made)
    return made


def test_the_lead_writes_check_ins_and_nobody_else_does(weeks, manager):
    weeks.roles.filter(name="Engineer A").update(person=build.user("Emil Aalto"))
    assert labels(weeks.lead) == ["Check-in of week 2", "Check-in of week 1"]
    assert labels(manager) == []
    assert labels(User.objects.get(name="Emil Aalto")) == []
    page = my_week(weeks.lead, now=NOON)
    late, *_ = page.sections
    assert [(duty.label, duty.days_late) for duty in late.duties] == [("Early", 8), ("Check-in of week 1", 5)]
    assert late.duties[1].address == reverse("plan_check_in", args=(weeks.slug, 1))
    assert "Check-in of week 2" in [duty.label for duty in page.sections[2].duties]


def test_check_ins_that_were_missed_stand_in_one_line_of_their_plan(weeks):
    now = NOON + timedelta(weeks=3)
    (one,) = course_duties(weeks.lead, now=now)
    assert (one.label, one.due_on) == ("Check-ins of weeks 1, 2, 3, 4", date(2026, 9, 11))
    assert one.address == reverse("plan_check_ins", args=(weeks.slug,))


def test_what_was_sent_is_the_managers_to_acknowledge_until_they_have(weeks, manager):
    row = send(weeks, 1)
    assert labels(manager) == ["Acknowledge the check-in of week 1"]
    (one,) = course_duties(manager, now=NOON)
    assert (one.due_on, one.when) == (None, "waits for you")
    assert labels(weeks.lead) == ["Check-in of week 2"]
    CheckIn.objects.filter(pk=row.pk).update(acknowledged_at=NOON, acknowledged_by=manager)
    assert labels(manager) == []


def test_the_lead_reviews_what_was_agreed_and_the_manager_agrees_to_what_was_not():
    plan = plan_with_manager()
    metric = added(plan, "Lead time")
    for week in range(1, 6):
        send(plan, week, acknowledged_at=NOON, acknowledged_by=plan.manager)
    assert labels(plan.lead, DAY_30) == []
    assert labels(plan.manager, DAY_30) == ["Agree to the success metrics"]
    agreed(metric)
    assert labels(plan.manager, DAY_30) == []
    (one,) = course_duties(plan.lead, now=DAY_30)
    assert (one.label, one.due_on) == ("Review of day 30: Lead time", DAY_30.date())
    assert labels(plan.lead, on_day(22)) == []


def test_a_finished_plan_is_owed_nothing(weeks, manager):
    send(weeks, 1)
    Plan.objects.filter(pk=weeks.pk).update(finished_at=NOON)
    assert labels(weeks.lead) == labels(manager) == []


def test_the_page_of_a_person_with_all_of_it_leads_to_pages_that_are_there(client, weeks, manager, today):
    send(weeks, 1)
    for person in (weeks.lead, manager):
        client.force_login(person)
        assert client.get("/my-week/").status_code == 200
        for duty in course_duties(person, now=NOON):
            assert client.get(duty.address).status_code == 200, duty.label


def test_mondays_mail_names_them_and_a_reminder_the_check_in_of_tomorrow(weeks, manager):
    monday, thursday = (datetime(2026, 9, day, 8, tzinfo=UTC) for day in (14, 17))
    digest = week_letter(weeks.lead, MailKind.DIGEST, monday)
    assert digest is not None
    assert "- Check-in of week 1 (check-in): 3 days late (Fri 11 Sep)" in digest.text
    assert "- Check-in of week 2 (check-in): due in 4 days (Fri 18 Sep)" in digest.text
    reminder = week_letter(weeks.lead, MailKind.REMINDER, thursday)
    assert reminder is not None
    assert "- Check-in of week 2 (check-in): due tomorrow (Fri 18 Sep)" in reminder.text
    assert "week 1" not in reminder.text
    send(weeks, 1)
    to_manager = week_letter(manager, MailKind.DIGEST, monday)
    assert to_manager is not None
    assert "- Acknowledge the check-in of week 1 (check-in): waits for you" in to_manager.text
    assert week_letter(manager, MailKind.REMINDER, thursday) is None, (
        "a check-in without a day is no reminder"
    )


@pytest.mark.parametrize("number", [1, 50])
def test_the_statements_do_not_grow_with_the_plans(today, number):
    template, lead, manager = building.template(building.text_document(WEEKS)), build.user(), build.user()
    first_day = datetime.combine(building.START, time(8), tzinfo=UTC)
    for _ in range(number):
        plan = start_plan(
            template=template, lead=lead, team=build.team(), start=building.START, by=None, now=first_day
        )
        Plan.objects.filter(pk=plan.pk).update(manager=manager)
        added(plan, by=lead)
        send(plan, 1)
    for person in (lead, manager):
        with CaptureQueriesContext(connection) as captured:
            assert len(course_duties(person, now=NOON)) >= number
        assert len(captured) == 5
