"""Reminders by the schedule and by hand: who gets which mail, and who none."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core import mail as django_mail
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from common.decisions import DomainError, Refused
from maturity import tasks
from maturity.models import Cycle, Reminder
from maturity.queries.reminders import last_reminders, leads_with_dues
from maturity.services.reminders import Reminded, remind_due_leads, remind_now
from teams.models import Event, Mail, Membership, Team, User
from teams.services.delivery import send_next
from teams.tasks import send_mail
from tests import build

pytestmark = pytest.mark.django_db
# The cycle of the tests is due on Saturday 28 November and closes on 28 December.
SEVEN_BEFORE = date(2026, 11, 21)


def at(day: date, hour: int = 8, minute: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=UTC)


def run(now: datetime) -> list[str]:
    """Names of those that are written to."""
    return [mail.recipient.name for mail in remind_due_leads(by=None, now=now)]


def sent(now: datetime) -> list[str]:
    while send_next(now=now):
        pass
    return [str(message.body) for message in django_mail.outbox]


def html_of(message: EmailMessage) -> str:
    assert isinstance(message, EmailMultiAlternatives)
    return str(message.alternatives[0][0])


def change(person: User, **columns: object) -> None:
    User.objects.filter(pk=person.pk).update(**columns)


@pytest.fixture
def other(lead: User) -> Team:
    """Web, which the lead of Checkout leads too; not started."""
    return build.team("Web", lead=lead)


# By the schedule


@pytest.mark.parametrize("days", [14, 7, 1, -1, -8, -15, -22, -29])
def test_leads_are_reminded_on_each_of_the_days(cycle: Cycle, lead: User, days: int) -> None:
    now = at(cycle.due - timedelta(days=days))
    assert run(now) == [lead.name]
    assert run(now) == []


@pytest.mark.parametrize(
    "day", [date(2026, 11, 13), date(2026, 12, 29), date(2027, 1, 3)], ids=["before", "after", "long after"]
)
def test_nobody_is_reminded_before_the_first_day_and_after_the_last(cycle: Cycle, day: date) -> None:
    assert run(at(day)) == []


@pytest.mark.parametrize("state", [Cycle.State.PLANNED, Cycle.State.CLOSED])
def test_a_cycle_that_is_not_open_reminds_nobody(cycle: Cycle, state: str) -> None:
    Cycle.objects.update(state=state)
    assert run(at(SEVEN_BEFORE)) == []


def test_a_whole_quarter_of_runs_sends_each_mail_once(cycle: Cycle, lead: User) -> None:
    start = at(date(2026, 11, 1), 0)
    days = [
        mail.day
        for n in range(65 * 4)
        for mail in remind_due_leads(by=None, now=start + n * timedelta(hours=6))
    ]
    assert [(cycle.due - day).days for day in days] == [14, 7, 1, -1, -8, -15, -22, -29]


def test_the_hour_is_the_persons_own_in_their_time_zone(cycle: Cycle, lead: User) -> None:
    elsewhere = build.user("Ana")
    build.team("Web", lead=elsewhere)
    change(lead, time_zone="Pacific/Auckland", mail_hour=7)
    change(elsewhere, time_zone="America/Los_Angeles", mail_hour=9)
    # Seven in the morning of the 21st in Auckland is still the 20th in UTC.
    assert run(at(date(2026, 11, 20), 17, 59)) == [elsewhere.name]  # 09:59 on the 20th: since the 14th
    assert run(at(date(2026, 11, 20), 18)) == [lead.name]
    assert run(at(SEVEN_BEFORE, 16, 59)) == []
    assert run(at(SEVEN_BEFORE, 17)) == [elsewhere.name]
    assert [mail.day for mail in Mail.objects.filter(key="2026-11-21")] == [SEVEN_BEFORE] * 2


def test_a_worker_that_was_off_sends_one_mail_for_all_that_it_missed(cycle: Cycle, lead: User) -> None:
    assert run(at(date(2026, 11, 14))) == [lead.name]
    assert run(at(date(2026, 12, 12))) == [lead.name]
    assert Mail.objects.latest("pk").key == "2026-12-06"
    assert run(at(date(2026, 12, 12), 23)) == []
    assert run(at(date(2026, 12, 13))) == [lead.name]


def test_one_mail_lists_all_teams_of_a_person_with_their_progress(
    assessment, other: Team, lead: User
) -> None:
    carried = build.submission(
        build.cycle(assessment.cycle.version, quarter="2026-q3", state=Cycle.State.CLOSED),
        assessment.team,
        {"testing-1": 1},
    ).answers.get(practice__key="testing-1")
    assessment.answers.filter(practice__key="testing-1").update(level=1, carried_from=carried)
    assessment.answers.filter(practice__key="testing-2").update(level=2)
    now = at(SEVEN_BEFORE)
    run(now)
    (text,) = sent(now)
    for line in (
        "Hello Lead,",
        "2026 Q4, due in 7 days (Sat 28 Nov)",
        "- Checkout: 2 of 3 answered, 1 to confirm\n  http://waymark.test/teams/checkout/assessments/2026-q4/",
        "- Web: not started\n  http://waymark.test/teams/web/assessments/2026-q4/",
        "As of Sat 21 Nov, 08:00.",
        "http://waymark.test/settings/",
    ):
        assert line in text
    (message,) = django_mail.outbox
    assert message.subject == "2 self-assessments to hand in, the first due in 7 days"
    html = html_of(message)
    assert ">Checkout</a>" in html
    assert "2 of 3 answered, 1 to confirm" in html
    assert "due in 7 days (Sat 28 Nov)" in html


@pytest.fixture(autouse=True)
def address(settings) -> None:
    settings.SITE_URL, settings.MAIL_IS_PRINTED = "http://waymark.test", False


def test_the_words_go_by_the_recipients_calendar_and_are_written_as_they_are(cycle: Cycle) -> None:
    person = build.user("O'Neil <Kim>")
    research = build.team("Research", lead=person)
    Team.objects.filter(pk=research.pk).update(name="R&D")
    change(person, time_zone="Pacific/Auckland")
    now = at(date(2026, 11, 26), 19)  # eight in the morning of the 27th there
    assert "O'Neil <Kim>" in run(now)
    sent(now)
    message = next(each for each in django_mail.outbox if each.to == [person.email])
    assert message.subject == "R&D: self-assessment due tomorrow"
    assert "Hello O'Neil,\n" in message.body
    assert "- R&D: not started" in message.body
    assert "As of Fri 27 Nov, 08:00." in message.body
    assert "R&amp;D" in html_of(message)


def test_two_open_cycles_make_one_mail_with_the_late_one_first(cycle: Cycle, lead: User) -> None:
    earlier = build.cycle(cycle.version, quarter="2026-q3")
    Cycle.objects.filter(pk=earlier.pk).update(closes=cycle.closes)
    now = at(SEVEN_BEFORE)
    run(now)
    (text,) = sent(now)
    assert text.index("2026 Q3, 85 days late") < text.index("2026 Q4, due in 7 days")
    assert django_mail.outbox[0].subject == "2 self-assessments to hand in, the first 85 days late"
    assert Reminder.objects.count() == 2


def test_what_is_handed_in_is_not_asked_for(cycle: Cycle, team: Team, other: Team, lead: User) -> None:
    build.submission(cycle, team, {"testing-1": 1})
    now = at(SEVEN_BEFORE)
    assert run(now) == [lead.name]
    assert "Checkout" not in sent(now)[0]
    build.submission(cycle, other, {"testing-1": 1})
    assert run(at(cycle.due - timedelta(days=1))) == []


def test_handing_one_in_brings_no_further_mail_for_the_rest(
    cycle: Cycle, team: Team, other: Team, lead: User
) -> None:
    run(at(SEVEN_BEFORE))
    build.submission(cycle, team, {"testing-1": 1})
    assert run(at(SEVEN_BEFORE + timedelta(days=2))) == []


def test_a_due_day_that_moves_brings_its_own_days(cycle: Cycle, lead: User) -> None:
    run(at(SEVEN_BEFORE))
    Cycle.objects.update(due=cycle.due + timedelta(days=7))
    assert run(at(SEVEN_BEFORE + timedelta(days=6))) == []
    assert run(at(SEVEN_BEFORE + timedelta(days=7))) == [lead.name]


def not_active(lead: User, team: Team) -> None:
    change(lead, is_active=False)


def switched_off(lead: User, team: Team) -> None:
    change(lead, mail_reminders=False)


def archived(lead: User, team: Team) -> None:
    Team.objects.filter(pk=team.pk).update(archived_on=date(2026, 11, 1))


def leads_no_more(lead: User, team: Team) -> None:
    Membership.objects.filter(user=lead).update(role=Membership.Role.MEMBER)


@pytest.mark.parametrize("why", [not_active, switched_off, archived, leads_no_more])
def test_who_is_not_meant_gets_nothing(
    cycle: Cycle, lead: User, team: Team, why: Callable[[User, Team], None]
) -> None:
    why(lead, team)
    assert run(at(SEVEN_BEFORE)) == []


def test_the_database_lists_a_team_once_in_a_mail(cycle: Cycle, team: Team) -> None:
    run(at(SEVEN_BEFORE))
    once = Reminder.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        Reminder.objects.create(mail=once.mail, cycle=once.cycle, team=once.team)


def test_the_task_queues_and_wakes_the_sending(cycle: Cycle, lead: User, monkeypatch) -> None:
    woken = []
    monkeypatch.setattr(send_mail, "delay", lambda: woken.append(True))
    monkeypatch.setattr("django.utils.timezone.now", lambda: at(SEVEN_BEFORE))
    tasks.remind_leads.run()
    tasks.remind_leads.run()
    assert (Mail.objects.count(), woken) == (1, [True])


def test_the_task_can_be_delivered_again_and_runs_every_quarter_of_an_hour(settings) -> None:
    assert tasks.remind_leads.acks_late
    (schedule,) = [
        entry["schedule"]
        for entry in settings.CELERY_BEAT_SCHEDULE.values()
        if entry["task"] == "maturity.remind_leads"
    ]
    assert schedule.minute == {0, 15, 30, 45}


@pytest.mark.parametrize("teams", [1, 50])
def test_what_is_due_from_everybody_takes_five_statements(cycle: Cycle, teams: int) -> None:
    for _ in range(teams):
        build.assessment(cycle, build.team(lead=build.user()))
    with CaptureQueriesContext(connection) as captured:
        found = leads_with_dues(build.NOW.date())
    assert len(found) == teams + 1
    assert len(captured) == 5


def test_what_is_due_from_one_person_is_what_they_would_be_reminded_of(
    cycle: Cycle, lead: User, other: Team
) -> None:
    build.team("Ledger", lead=build.user("Ana"))
    (own,) = leads_with_dues(build.NOW.date(), only=lead)
    assert own in leads_with_dues(build.NOW.date())
    assert [due.team.name for due in own.due] == ["Checkout", "Web"]
    assert leads_with_dues(build.NOW.date(), only=build.user()) == []


@pytest.mark.parametrize("teams", [1, 50])
def test_when_leads_were_reminded_takes_one_statement(cycle: Cycle, teams: int) -> None:
    for _ in range(teams):
        build.team(lead=build.user())
    run(at(SEVEN_BEFORE))
    with CaptureQueriesContext(connection) as captured:
        assert len(last_reminders(cycle)) == teams + 1
    assert len(captured) == 1


def test_the_last_reminder_of_a_team_is_the_newest_that_left(cycle: Cycle, team: Team, lead: User) -> None:
    run(at(SEVEN_BEFORE))
    assert last_reminders(cycle)[team.pk].state == "waiting"
    sent(at(SEVEN_BEFORE, 9))
    Membership.objects.create(team=team, user=build.user(), role=Membership.Role.LEAD)
    run(at(SEVEN_BEFORE, 10))
    newest = last_reminders(cycle)[team.pk]
    assert (newest.queued_at, newest.sent_at) == (at(SEVEN_BEFORE, 10), at(SEVEN_BEFORE, 9))


# By hand


@pytest.fixture
def administrator(people: dict[str, User]) -> User:
    return people["administrator"]


def ask(cycle: Cycle, by: User | None, now: datetime = build.NOW) -> Reminded:
    return remind_now(cycle=cycle, by=by, now=now)


def test_an_administrator_reminds_whoever_has_not_been_today(
    cycle: Cycle, lead: User, administrator: User
) -> None:
    change(lead, mail_hour=23)
    assert ask(cycle, administrator) == Reminded((lead.name,), ())
    assert ask(cycle, administrator) == Reminded((), (f"{lead.name} was reminded today",))
    assert ask(cycle, administrator, build.NOW + timedelta(days=1)).people == (lead.name,)
    assert str(Event.objects.latest("pk")) == f"{administrator} wrote to {lead}"


def test_who_is_left_out_is_named_with_the_reason(cycle: Cycle, lead: User, administrator: User) -> None:
    quiet = build.user("Dana Okafor")
    build.team("Web", lead=quiet)
    change(quiet, mail_reminders=False)
    gone = build.user("Ana")
    build.team("Fraud", lead=gone)
    change(gone, is_active=False)
    build.submission(cycle, build.team("Ledger", lead=build.user()), {"testing-1": 1})
    assert ask(cycle, administrator) == Reminded(
        (lead.name,), ("Fraud has no lead", "Dana Okafor switched reminders off")
    )


def test_a_reminder_by_hand_counts_for_the_day(cycle: Cycle, lead: User, administrator: User) -> None:
    ask(cycle, administrator, at(SEVEN_BEFORE, 6))
    assert run(at(SEVEN_BEFORE)) == []
    assert run(at(cycle.due - timedelta(days=1))) == [lead.name]


@pytest.mark.parametrize("who", ["outsider", "member", "lead", "leadership"])
def test_only_an_administrator_reminds(cycle: Cycle, people: dict[str, User], who: str) -> None:
    with pytest.raises(Refused, match="Only an administrator"):
        ask(cycle, people[who])
    assert not Mail.objects.exists()


@pytest.mark.parametrize("closed", [True, False])
def test_nobody_is_reminded_of_a_cycle_that_is_over(cycle: Cycle, administrator: User, closed: bool) -> None:
    if closed:
        Cycle.objects.update(state=Cycle.State.CLOSED)
    cycle.refresh_from_db()
    with pytest.raises(DomainError, match="closed"):
        ask(cycle, administrator, build.NOW if closed else at(date(2026, 12, 29)))
    assert not Mail.objects.exists()
