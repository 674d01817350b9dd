"""What the mail about plans says, and who gets it."""

from datetime import date, datetime, timedelta
from smtplib import SMTPDataError

import pytest
from django.core import mail as django_mail
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.db import connection
from django.test.utils import CaptureQueriesContext

from common.decisions import Refused
from plans import tasks
from plans.models import Item, MailedPlan, Plan
from plans.queries.mail_recipients import mail_recipients
from plans.reminders import MailKind
from plans.services.week_letter import MOST
from plans.services.week_mails import queue_week_mail, queue_week_mails
from teams.models import Event, Mail, Membership, User
from teams.services.delivery import send_next
from tests import build
from tests.plans import building
from tests.plans.conftest import TODAY, WEEKS
from tests.plans.week_mails import DAY, checked_in, midnight, person

# The second week of the plan `weeks`: Early is late, and Today, Soon and End are due on Wednesday to Friday.
MONDAY, TUESDAY, WEDNESDAY = date(2026, 9, 14), date(2026, 9, 15), TODAY
THURSDAY, FRIDAY = date(2026, 9, 17), date(2026, 9, 18)


def at(day: date, hour: int = 8) -> datetime:
    return midnight(day, "UTC") + timedelta(hours=hour)


def run(now: datetime) -> list[str]:
    """Names of those that are written to."""
    return [mail.recipient.name for mail in queue_week_mails(by=None, now=now)]


def sent(now: datetime) -> list[str]:
    """The words of every mail that went out."""
    run(now)
    while send_next(now=now):
        pass
    return [str(message.body) for message in django_mail.outbox]


def html_of(message: EmailMessage) -> str:
    assert isinstance(message, EmailMultiAlternatives)
    return str(message.alternatives[0][0])


@pytest.fixture(autouse=True)
def address(settings) -> None:
    settings.SITE_URL, settings.MAIL_IS_PRINTED = "http://waymark.test", False


@pytest.fixture
def weeks(weeks):
    """Without the check-ins that its lead owes: `test_my_week_course` is about them."""
    return checked_in(weeks)


def test_mondays_mail_has_what_is_late_and_what_is_due_by_sunday_with_links(weeks):
    (text,) = sent(at(MONDAY))
    early = Item.objects.get(phase__plan=weeks, title="Early")
    for line in (
        "Hello Priya,",
        f"Plan\nhttp://waymark.test/plans/{weeks.slug}/",
        f"- Early (deliverable): 6 days late (Tue 8 Sep)\n  http://waymark.test/plans/{weeks.slug}/items/{early.pk}/",
        "- Today (deliverable): due in 2 days (Wed 16 Sep)",
        "- Soon (deliverable): due in 3 days (Thu 17 Sep)",
        "- End (deliverable): due in 4 days (Fri 18 Sep)",
        "All that is due from you: http://waymark.test/my-week/",
        "As of Mon 14 Sep, 08:00.",
        "http://waymark.test/settings/",
    ):
        assert line in text
    assert "Next" not in text
    (message,) = django_mail.outbox
    assert message.subject == "Your week: 1 late, 3 due"
    html = html_of(message)
    assert ">Early</a>" in html
    assert ">6 days late<br>" in html
    assert ">Tue 8 Sep</span>" in html
    assert "src=" not in html


def test_on_other_days_the_mail_has_what_is_due_on_the_next_working_day_alone(weeks):
    (text,) = sent(at(WEDNESDAY))
    assert "- Soon (deliverable): due tomorrow (Thu 17 Sep)" in text
    assert not any(title in text for title in ("Early", "- Today", "End", "Next"))
    assert django_mail.outbox[0].subject == "Due tomorrow: Soon"


def test_on_a_friday_the_mail_has_what_is_due_until_monday(weeks):
    Item.objects.filter(title="Soon").update(due_on=date(2026, 9, 19))
    Item.objects.filter(title="Next").update(due_on=date(2026, 9, 21))
    (text,) = sent(at(FRIDAY))
    assert "- Soon (deliverable): due tomorrow (Sat 19 Sep)" in text
    assert "- Next (deliverable): due in 3 days (Mon 21 Sep)" in text
    assert django_mail.outbox[0].subject == "2 things due by Mon 21 Sep"


def test_holidays_are_those_of_each_plans_country(db, today):
    plan = building.started(building.text_document(WEEKS), country="GB", start=date(2026, 3, 30))
    checked_in(plan)
    Item.objects.filter(phase__plan=plan).update(due_on=date(2026, 4, 6))
    good_friday = date(2026, 4, 3)
    assert run(at(good_friday)) == []
    assert run(at(good_friday - DAY)) == [plan.lead.name]
    Plan.objects.update(country="")
    Mail.objects.all().delete()
    assert run(at(good_friday - DAY)) == []
    assert run(at(good_friday)) == [plan.lead.name]


def test_several_things_on_one_day_and_several_plans_make_one_mail_by_plan(weeks):
    other = checked_in(building.start_another(weeks, date(2026, 9, 14)))
    Plan.objects.filter(pk=other.pk).update(title="Second")
    Item.objects.filter(phase__plan=other).update(due_on=date(2026, 9, 1))
    (text,) = sent(at(MONDAY))
    assert text.index("Second\n") < text.index("Plan\n"), "what is late for longest comes first"
    assert django_mail.outbox[0].subject == "Your week: 7 late, 3 due"


def test_a_mail_does_not_grow_beyond_measure(db, today):
    plan = checked_in(building.started(building.long_document(MOST + 12)))
    Item.objects.filter(phase__plan=plan).update(due_on=date(2026, 9, 1))
    text = sent(at(MONDAY))[0]
    assert text.count("- Thing") == MOST
    assert "and 12 more: http://waymark.test/my-week/" in text
    assert ">12 more</a>" in html_of(django_mail.outbox[0])


def test_words_are_written_as_they_are_and_run_nothing(weeks):
    Item.objects.filter(title="Soon").update(title="Tom & <b>Ana</b> **now**")
    (text,) = sent(at(WEDNESDAY))
    assert "Tom & <b>Ana</b> now" in text or "Tom & Ana now" in text
    assert "<b>Ana" not in html_of(django_mail.outbox[0])


def test_a_title_of_many_lines_makes_one_subject(weeks):
    Item.objects.filter(title="Soon").update(title="One\nBcc: everybody@example.org\n" + "long " * 100)
    sent(at(WEDNESDAY))
    subject = django_mail.outbox[0].subject
    assert "\n" not in subject
    assert len(subject) <= 200
    assert django_mail.outbox[0].recipients() == [weeks.lead.email]


# Who gets it


def test_the_hour_is_the_persons_own_in_their_time_zone(weeks):
    User.objects.filter(pk=weeks.lead.pk).update(time_zone="America/New_York", mail_hour=9)
    assert run(at(MONDAY, 12)) == []
    assert run(at(MONDAY, 13)) == [weeks.lead.name]
    assert run(at(MONDAY, 14)) == []


def test_nothing_is_sent_where_there_is_nothing_to_say(weeks):
    Item.objects.filter(phase__plan=weeks).update(due_on=date(2026, 9, 30))
    assert run(at(MONDAY)) == []
    assert run(at(WEDNESDAY)) == []
    assert run(at(date(2026, 9, 29))) == [weeks.lead.name]


@pytest.mark.parametrize("day", [date(2026, 9, 12), date(2026, 9, 13)])
def test_nothing_is_sent_on_a_weekend(weeks, day):
    Item.objects.filter(phase__plan=weeks).update(due_on=day + DAY)
    assert run(at(day)) == []


@pytest.mark.parametrize(
    ("columns", "monday", "wednesday"),
    [
        ({}, "digest", "reminder"),
        ({"mail_digest": False}, None, "reminder"),
        ({"mail_due_tomorrow": False}, "digest", None),
        ({"mail_digest": False, "mail_due_tomorrow": False}, None, None),
        ({"mail_reminders": False}, "digest", "reminder"),
        ({"is_active": False}, None, None),
    ],
)
def test_each_person_switches_each_kind(weeks, columns, monday, wednesday):
    User.objects.filter(pk=weeks.lead.pk).update(**columns)
    Item.objects.filter(title="Today").update(due_on=MONDAY)
    for day, kind in ((MONDAY, monday), (WEDNESDAY, wednesday)):
        run(at(day))
        found = Mail.objects.filter(day=day).first()
        assert (found and found.key) == (kind and f"{kind} {day}")


def test_on_a_monday_without_the_digest_the_reminder_comes(weeks):
    User.objects.filter(pk=weeks.lead.pk).update(mail_digest=False)
    Item.objects.filter(title="Today").update(due_on=MONDAY + DAY)
    (text,) = sent(at(MONDAY))
    assert "- Today (deliverable): due tomorrow (Tue 15 Sep)" in text
    assert "Early" not in text
    assert Mail.objects.get().switch == Mail.Switch.DUE_TOMORROW


def test_whoever_switches_it_off_before_it_leaves_gets_nothing(weeks):
    run(at(MONDAY))
    User.objects.filter(pk=weeks.lead.pk).update(mail_digest=False)
    assert sent(at(MONDAY, 9)) == []


def waiting_again(plan: Plan, monkeypatch) -> Mail:
    """The mail to somebody who fills a role, which the mail server did not take at first."""
    emil = build.user("Emil Aalto")
    plan.roles.filter(name="Engineer A").update(person=emil)

    def refuse(self: EmailMultiAlternatives) -> None:
        raise SMTPDataError(451, b"come back later")

    with monkeypatch.context() as patched:
        patched.setattr(EmailMultiAlternatives, "send", refuse)
        sent(at(MONDAY))
    mail = Mail.objects.get(recipient=emil)
    assert mail.state == "waiting"
    return mail


def test_what_waits_for_another_try_is_not_sent_to_who_may_not_see_the_plan_any_more(weeks, monkeypatch):
    mail = waiting_again(weeks, monkeypatch)
    weeks.roles.filter(person=mail.recipient).update(person=None)
    sent(at(MONDAY, 9))
    mail.refresh_from_db()
    assert [message.to for message in django_mail.outbox] == [[weeks.lead.email]]
    assert (mail.state, mail.last_error) == (
        "given up",
        "Not sent: this person may not see the plan “Plan” any more.",
    )
    weeks.roles.filter(name="Engineer A").update(person=mail.recipient)
    assert len(sent(at(TUESDAY, 7))) == 1, "what was dropped stays so"


def test_one_closed_plan_among_several_holds_the_whole_mail_back(weeks, monkeypatch):
    """Its words are those of all of them."""
    other = checked_in(building.start_another(weeks, weeks.start + DAY))
    mail = waiting_again(weeks, monkeypatch)
    assert {row.plan for row in MailedPlan.objects.filter(mail__recipient=weeks.lead)} == {weeks, other}
    other.roles.filter(person=weeks.lead).update(person=None)
    Plan.objects.filter(pk=other.pk).update(lead=mail.recipient)
    sent(at(MONDAY, 9))
    assert [message.to for message in django_mail.outbox] == [[mail.recipient.email]]


def test_who_still_sees_the_plan_gets_what_waited(weeks, monkeypatch):
    mail = waiting_again(weeks, monkeypatch)
    weeks.roles.filter(person=mail.recipient).update(person=None)
    Membership.objects.create(team=weeks.team, user=mail.recipient, role=Membership.Role.LEAD)
    sent(at(MONDAY, 9))
    assert {message.to[0] for message in django_mail.outbox} == {weeks.lead.email, mail.recipient.email}


def finished(plan: Plan, emil: User) -> None:
    Plan.objects.filter(pk=plan.pk).update(finished_at=at(FRIDAY - 14 * DAY))


def out_of_the_role(plan: Plan, emil: User) -> None:
    plan.roles.filter(person=emil).update(person=None)


def done(plan: Plan, emil: User) -> None:
    Item.objects.filter(phase__plan=plan).update(state=Item.State.DONE, done_at=at(MONDAY - DAY))


def deactivated(plan: Plan, emil: User) -> None:
    User.objects.filter(pk=emil.pk).update(is_active=False)


@pytest.mark.parametrize("why", [finished, out_of_the_role, done, deactivated])
@pytest.mark.parametrize("day", [MONDAY, WEDNESDAY])
def test_who_has_nothing_to_do_with_it_any_more_hears_nothing_of_it(weeks, why, day):
    emil = build.user("Emil Aalto")
    weeks.roles.filter(name="Engineer A").update(person=emil)
    assert emil.name in [each.name for each, _ in mail_recipients(at(day))]
    why(weeks, emil)
    assert emil.name not in run(at(day))


def test_everybody_in_the_plan_has_their_own_items_and_nobody_elses(weeks):
    emil = build.user("Emil Aalto")
    weeks.roles.filter(name="Engineer A").update(person=emil)
    Plan.objects.filter(pk=weeks.pk).update(manager=build.user("Dana Okafor"))
    sent(at(MONDAY))
    of = {message.to[0]: str(message.body) for message in django_mail.outbox}
    assert set(of) == {weeks.lead.email, emil.email}
    assert "Soon" in of[emil.email]
    assert "- Today" not in of[emil.email]


def test_whoever_moves_something_to_tomorrow_late_in_the_day_is_told_once(weeks):
    assert run(at(THURSDAY)) == [weeks.lead.name]
    Item.objects.filter(title="Next").update(due_on=FRIDAY)
    assert run(at(THURSDAY, 15)) == []


def test_only_administrators_and_the_schedule_write(weeks):
    for role in ("member", "leadership"):
        with pytest.raises(Refused, match="Only an administrator"):
            queue_week_mail(person=weeks.lead, kind=MailKind.DIGEST, by=build.user(role=role), now=at(MONDAY))
    administrator = build.user("Sam", role="administrator")
    queue_week_mail(person=weeks.lead, kind=MailKind.DIGEST, by=administrator, now=at(MONDAY))
    assert str(Event.objects.latest("pk")) == f"Sam wrote to {weeks.lead}"


# The task


def test_the_task_queues_and_wakes_the_sending_where_something_was_queued(weeks, monkeypatch, today):
    woken = []
    monkeypatch.setattr("teams.tasks.send_mail.delay", lambda: woken.append(True))
    tasks.mail_weeks.run()
    tasks.mail_weeks.run()
    assert (Mail.objects.count(), woken) == (1, [True])


def test_a_worker_that_starts_and_every_quarter_of_an_hour_run_it(settings, monkeypatch):
    ran = []
    monkeypatch.setattr(tasks.mail_weeks, "delay", lambda: ran.append(True))
    tasks.catch_up()
    assert ran == [True]
    assert tasks.mail_weeks.acks_late
    (schedule,) = [
        entry["schedule"]
        for entry in settings.CELERY_BEAT_SCHEDULE.values()
        if entry["task"] == "plans.mail_weeks"
    ]
    assert schedule.minute == {0, 15, 30, 45}


@pytest.mark.parametrize("people", [1, 50])
def test_who_is_to_be_written_to_takes_two_statements(weeks, people):
    for n in range(people):
        weeks.roles.create(name=f"Reader {n}", person=person(), position=100 + n)
    with CaptureQueriesContext(connection) as captured:
        assert len(list(mail_recipients(at(MONDAY)))) == people + 1
    assert len(captured) == 2
