"""The outbox: what is queued, what is sent, and what becomes of a mail that does not get through."""

import smtplib
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core import mail as django_mail
from django.core.mail import EmailMultiAlternatives
from django.db import IntegrityError, transaction

from teams import tasks, waking
from teams.letters import Letter, write_letter
from teams.models import Event, Mail, User
from teams.models.mail import MAX_ATTEMPTS, WAITS
from teams.services.delivery import CLAIM_LASTS, message_of, send_next
from teams.services.outbox import queue_mail
from tests import build

pytestmark = pytest.mark.django_db
LETTER = Letter("Two teams to hand in", "Plain words.", "<p>The same words.</p>")
NOW = build.NOW


@pytest.fixture
def person() -> User:
    return build.user("Priya Raman")


def queue(to: User, **changes: object) -> Mail | None:
    arguments = {"to": to, "topic": "news", "key": "first", "letter": LETTER, "by": None, "now": NOW}
    return queue_mail(**arguments | changes)


def send_all(now: datetime = NOW) -> int:
    """How many were taken up; each run of the task ends where `send_next` says so."""
    taken = 0
    while send_next(now=now):
        taken += 1
    return taken


@pytest.fixture
def fails(monkeypatch: pytest.MonkeyPatch) -> list[Exception]:
    """Sending raises the first of these that is left, and works once there is none."""
    errors: list[Exception] = []
    send = EmailMultiAlternatives.send

    def try_to(self: EmailMultiAlternatives, *args: object, **kwargs: object) -> int:
        if errors:
            raise errors.pop(0)
        return send(self, *args, **kwargs)

    monkeypatch.setattr(EmailMultiAlternatives, "send", try_to)
    return errors


# Queueing


def test_a_queued_mail_waits_and_the_log_says_whom_waymark_wrote_to(person: User) -> None:
    queued = queue(person)
    assert (queued.state, queued.day, queued.due_at) == ("waiting", date(2026, 11, 19), NOW)
    event = Event.objects.get()
    assert str(event) == "Waymark wrote to Priya Raman"
    assert event.detail == {"topic": "news", "key": "first", "mail": queued.pk}


@pytest.mark.parametrize(
    "again",
    [
        {"now": NOW + timedelta(days=3)},
        {"key": "second", "now": NOW + timedelta(hours=13)},
        {},
    ],
    ids=["the occasion on another day", "another occasion on the day", "the same again"],
)
def test_an_occasion_and_a_day_have_one_mail_at_most(person: User, again: dict[str, object]) -> None:
    queue(person)
    assert queue(person, **again) is None
    assert (Mail.objects.count(), Event.objects.count()) == (1, 1)


@pytest.mark.parametrize(
    "other", [{"topic": "other"}, {"key": "second", "now": NOW + timedelta(hours=14)}], ids=str
)
def test_another_topic_and_another_day_have_their_own(person: User, other: dict[str, object]) -> None:
    queue(person)
    assert queue(person, **other)
    assert queue(build.user())
    assert Mail.objects.count() == 3


def test_the_day_is_the_recipients_own() -> None:
    evening = datetime(2026, 11, 19, 12, tzinfo=UTC)
    days = {"Pacific/Auckland": date(2026, 11, 20), "America/Los_Angeles": date(2026, 11, 19)}
    for zone, day in days.items():
        person = build.user(zone)
        person.time_zone = zone
        assert queue(person, now=evening).day == day


@pytest.mark.parametrize("same", ["key", "day"])
def test_the_database_holds_once_per_occasion_and_once_a_day(person: User, same: str) -> None:
    queue(person)
    other = {"key": "second", "day": date(2026, 11, 30)} | {same: getattr(Mail.objects.get(), same)}
    columns = {"recipient": person, "topic": "news", "queued_at": NOW, "due_at": NOW}
    with pytest.raises(IntegrityError), transaction.atomic():
        Mail.objects.create(**columns | other)


def test_a_mail_for_nobody_is_an_error_and_no_once_a_day() -> None:
    with pytest.raises(ValueError, match="unsaved"):
        queue(User(name="Nobody"))


def test_what_causes_a_mail_and_fails_takes_it_back(person: User) -> None:
    def cause() -> None:
        with transaction.atomic():
            queue(person)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        cause()
    assert not Mail.objects.exists()


# Sending


def test_a_mail_is_sent_once_in_two_parts_with_its_headers(person: User, settings) -> None:
    settings.SITE_URL, settings.MAIL_IS_PRINTED = "https://waymark.example.org", False
    queued = queue(person)
    assert send_all() == 1
    assert send_all(NOW + timedelta(days=1)) == 0
    (sent,) = django_mail.outbox
    assert (sent.to, sent.subject, sent.body) == ([person.email], LETTER.subject, LETTER.text)
    assert [(part.content, part.mimetype) for part in sent.alternatives] == [(LETTER.html, "text/html")]
    message = sent.message()
    assert message["Message-ID"] == f"<{queued.reference}@waymark.example.org>"
    assert message["List-Unsubscribe"] == "<https://waymark.example.org/settings/>"
    assert message["Auto-Submitted"] == "auto-generated"
    queued.refresh_from_db()
    assert (queued.state, queued.sent_at, queued.attempts, queued.last_error) == ("sent", NOW, 1, "")


def test_printed_mail_is_the_text_alone(person: User, settings) -> None:
    settings.MAIL_IS_PRINTED = True
    assert message_of(queue(person)).message().get_content_type() == "text/plain"


def test_nothing_is_sent_before_it_is_due(person: User) -> None:
    queue(person)
    assert send_all(NOW - timedelta(seconds=1)) == 0


def test_what_waits_longest_goes_first() -> None:
    people = [build.user() for _ in range(3)]
    for minutes, person in zip((2, 0, 1), people, strict=True):
        queue(person, now=NOW + timedelta(minutes=minutes))
    send_all(NOW + timedelta(minutes=5))
    assert [sent.to[0] for sent in django_mail.outbox] == [people[n].email for n in (1, 2, 0)]


def test_a_claimed_mail_is_left_alone_until_the_claim_is_old(person: User, monkeypatch) -> None:
    """Whoever claimed it died before it was sent."""
    queued = queue(person)
    monkeypatch.setattr("teams.services.delivery.message_of", lambda _: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        send_next(now=NOW)
    monkeypatch.undo()
    assert send_all(NOW + CLAIM_LASTS - timedelta(seconds=1)) == 0
    assert send_all(NOW + CLAIM_LASTS) == 1
    queued.refresh_from_db()
    assert (queued.state, queued.attempts) == ("sent", 2)


def test_what_left_unmarked_leaves_again_under_the_same_message_id(person: User, monkeypatch) -> None:
    """Whoever sent it died before it was marked: the mail system can drop the second."""
    queue(person)
    monkeypatch.setattr("teams.services.delivery._mark", lambda *_, **__: None)
    send_next(now=NOW)
    monkeypatch.undo()
    send_next(now=NOW + CLAIM_LASTS)
    first, second = (sent.message()["Message-ID"] for sent in django_mail.outbox)
    assert first == second


def test_of_two_that_claim_at_once_one_sends(person: User, monkeypatch) -> None:
    """The other claims between our look and our claim: ours counts no row, and nothing is left for us."""
    queued = queue(person)
    first = Mail.objects.none().__class__.first

    def taken_meanwhile(rows):
        found = first(rows)
        if found and found.pk == queued.pk:
            Mail.objects.filter(pk=queued.pk).update(attempts=1, claimed_at=NOW, due_at=NOW + CLAIM_LASTS)
        return found

    monkeypatch.setattr("django.db.models.query.QuerySet.first", taken_meanwhile)
    assert not send_next(now=NOW)
    assert django_mail.outbox == []


def test_who_was_overtaken_does_not_mark_the_others_attempt(person: User, monkeypatch) -> None:
    queued = queue(person)

    def slowly(self):
        Mail.objects.filter(pk=queued.pk).update(attempts=2, last_error="the other's")
        raise ConnectionRefusedError("refused")

    monkeypatch.setattr(EmailMultiAlternatives, "send", slowly)
    send_next(now=NOW)
    queued.refresh_from_db()
    assert queued.last_error == "the other's"


def test_a_failure_is_tried_again_after_growing_waits_and_then_kept_with_its_error(
    person: User, fails: list[Exception]
) -> None:
    queued = queue(person)
    now = NOW
    for attempt, minutes in enumerate((*WAITS, None), start=1):
        fails.append(ConnectionRefusedError("nobody listens"))
        send_next(now=now)
        queued.refresh_from_db()
        assert (queued.attempts, queued.last_error) == (attempt, "ConnectionRefusedError: nobody listens")
        if minutes is not None:
            assert queued.state == "waiting"
            assert queued.due_at == now + timedelta(minutes=minutes)
            assert not send_next(now=queued.due_at - timedelta(seconds=1))
            now = queued.due_at
    assert queued.state == "given up"
    assert not send_next(now=now + timedelta(days=30))
    assert (queued.attempts, django_mail.outbox) == (MAX_ATTEMPTS, [])
    assert list(WAITS) == sorted(WAITS)


def test_a_mail_that_got_through_at_last_keeps_no_error(person: User, fails: list[Exception]) -> None:
    queued = queue(person)
    fails.append(TimeoutError("no answer"))
    send_next(now=NOW)
    send_next(now=NOW + timedelta(hours=1))
    queued.refresh_from_db()
    assert (queued.state, queued.last_error, len(django_mail.outbox)) == ("sent", "", 1)


def test_a_server_that_cannot_be_reached_is_left_alone(fails: list[Exception]) -> None:
    for _ in range(3):
        queue(build.user())
    fails += [ConnectionRefusedError("nobody listens")] * 3
    assert send_all() == 0
    assert len(fails) == 2


@pytest.mark.parametrize(
    "refused",
    [
        smtplib.SMTPRecipientsRefused({"a@example.org": (550, b"no such mailbox")}),
        smtplib.SMTPDataError(554, b"looks like spam"),
        ValueError("Header values can't contain newlines"),
    ],
)
def test_one_refused_mail_does_not_hold_up_the_others(fails: list[Exception], refused: Exception) -> None:
    for _ in range(3):
        queue(build.user())
    fails.append(refused)
    assert send_all() == 3
    assert len(django_mail.outbox) == 2
    assert Mail.objects.get(sent_at=None).last_error.startswith(type(refused).__name__)


@pytest.mark.parametrize(
    ("column", "switch", "said"),
    [
        ("is_active", Mail.Switch.REMINDERS, "not active any more"),
        ("mail_reminders", Mail.Switch.REMINDERS, "switched reminders off"),
        ("mail_digest", Mail.Switch.DIGEST, "switched the Monday digest off"),
        ("mail_due_tomorrow", Mail.Switch.DUE_TOMORROW, "switched reminders of what is due tomorrow off"),
    ],
)
def test_who_left_or_switched_it_off_in_the_meantime_gets_nothing(
    person: User, column: str, switch: Mail.Switch, said: str
) -> None:
    queued = queue(person, switch=switch)
    User.objects.filter(pk=person.pk).update(**{column: False})
    send_all()
    queued.refresh_from_db()
    assert queued.state == "given up"
    assert said in queued.last_error
    User.objects.filter(pk=person.pk).update(**{column: True})
    assert send_all(NOW + timedelta(days=1)) == 0
    assert django_mail.outbox == []


@pytest.mark.parametrize("switch", Mail.Switch)
def test_a_switch_stops_its_own_kind_of_mail_alone(person: User, switch: Mail.Switch) -> None:
    columns = set(Mail.Switch.values) - {Mail.Switch.NONE}
    User.objects.filter(pk=person.pk).update(**{column: column == switch for column in columns})
    queue(person, switch=switch)
    send_all()
    assert len(django_mail.outbox) == 1


# Words


def test_a_letter_says_both_ways_why_it_came_and_where_to_switch_it_off(person: User, settings) -> None:
    settings.SITE_URL = "https://waymark.example.org"
    letter = write_letter("base", to=person, subject="A" * 300, context={})
    for words in (letter.text, letter.html):
        assert "https://waymark.example.org/settings/" in words
    assert len(letter.subject) == 200
    assert "src=" not in letter.html
    queued = queue(person, letter=letter)
    assert message_of(queued).message()["Subject"] == "A" * 200


# Tasks


def test_the_task_sends_all_that_waits() -> None:
    for _ in range(3):
        queue(build.user())
    tasks.send_mail.run()
    assert Mail.objects.filter(sent_at=None).count() == 0
    assert len(django_mail.outbox) == 3


def test_the_task_can_be_delivered_again_and_runs_by_the_schedule(settings) -> None:
    assert tasks.send_mail.acks_late
    assert "teams.send_mail" in {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}


def test_a_starting_worker_asks_for_a_run(monkeypatch) -> None:
    asked = []
    monkeypatch.setattr(tasks.send_mail, "delay", lambda: asked.append(True))
    tasks.catch_up(sender=None)
    assert asked == [True]


def test_the_worker_is_woken_after_the_commit_and_not_before(
    monkeypatch, django_capture_on_commit_callbacks
) -> None:
    asked = []
    monkeypatch.setattr(tasks.send_mail, "apply_async", lambda **options: asked.append(options))
    with django_capture_on_commit_callbacks(execute=True):
        waking.wake_mail()
        assert asked == []
    assert asked == [{"retry": False}]


# Administration


def test_administrators_read_what_was_sent_and_change_nothing(client, person: User) -> None:
    queued = queue(person)
    send_all()
    client.force_login(build.user("Sam Osei", role=User.Role.ADMINISTRATOR))
    table = client.get("/admin/teams/mail/").content.decode()
    assert LETTER.subject in table
    assert ">sent<" in table
    assert client.get("/admin/teams/mail/add/").status_code == 403
    page = f"/admin/teams/mail/{queued.pk}/change/"
    assert "Plain words." in client.get(page).content.decode()
    assert client.post(page, {"subject": "Other"}).status_code == 403
    assert client.post(f"/admin/teams/mail/{queued.pk}/delete/", {"post": "yes"}).status_code == 403
