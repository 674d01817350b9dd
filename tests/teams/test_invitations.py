"""Inviting people, the mail, and what its link opens."""

import logging
import re
from datetime import timedelta

import pytest
from django.core import mail as django_mail
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from common.decisions import DomainError, Refused
from config.secret_addresses import HideSecretAddresses
from teams.invitation_lines import Invitee, read_lines
from teams.invitation_links import STANDS_FOR_LINK, LetterId, letter_of, link_of
from teams.models import Event, Invitation, Mail, Membership, User
from teams.queries.invitations import door_of, waiting_people
from teams.services.delivery import send_next
from teams.services.invitations import (
    LASTS,
    NotAllInvited,
    Place,
    accept_invitation,
    invite,
    invite_people,
    invite_waiting,
    withdraw_invitation,
)
from teams.services.people import change_person, deactivate_person
from tests import build
from tests.plans.pages import text_of

pytestmark = pytest.mark.django_db
NOW = build.NOW
PASSWORD = "a long enough passphrase"
SOON = NOW + timedelta(hours=1)


@pytest.fixture
def administrator() -> User:
    return build.user("Sam Osei", role="administrator", password=PASSWORD)


@pytest.fixture
def invited(administrator: User) -> User:
    person = build.user("Priya Raman")
    invite(person=person, by=administrator, now=NOW)
    return person


@pytest.fixture(autouse=True)
def at_now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: SOON)


def send_all(now=NOW) -> None:
    while send_next(now=now):
        pass


def link_in_mail(now=NOW) -> str:
    """The path of the link in the newest mail, as its recipient finds it."""
    send_all(now)
    found = re.search(r"https?://[^/]+(/invitations/\S+)", django_mail.outbox[-1].body)
    assert found, django_mail.outbox[-1].body
    return found[1]


def token_of(person: User) -> str:
    invitation = person.invitation
    return link_of(LetterId(invitation.pk, invitation.number)).rstrip("/").rpartition("/")[2]


def said(**changes: str) -> dict[str, str]:
    return {"name": "Priya R.", "new_password1": PASSWORD, "new_password2": PASSWORD} | changes


# The letter


def test_an_invitation_is_a_mail_in_two_parts_with_a_link_that_stands_nowhere_else(
    invited: User, settings
) -> None:
    settings.MAIL_IS_PRINTED = False
    queued = Mail.objects.get()
    token = token_of(invited)
    assert STANDS_FOR_LINK in queued.text
    assert token not in queued.text + queued.html + queued.subject
    send_all()
    (sent,) = django_mail.outbox
    assert (sent.to, sent.subject) == ([invited.email], "Sam Osei invites you to Waymark")
    for words in (sent.body, sent.alternatives[0].content):
        assert words.count(f"/invitations/{token}/") in {1, 2}
        assert STANDS_FOR_LINK not in words
        assert "Thu 26 Nov, 10:00" in words
        assert "Choose which mail you get" not in words
    assert "List-Unsubscribe" not in sent.message()


def test_it_comes_whatever_mail_the_person_switched_off(invited: User) -> None:
    User.objects.filter(pk=invited.pk).update(
        mail_reminders=False, mail_digest=False, mail_due_tomorrow=False
    )
    send_all()
    assert len(django_mail.outbox) == 1


def test_the_log_says_who_invited_whom(invited: User) -> None:
    assert "Sam Osei invited Priya Raman" in [str(event) for event in Event.objects.all()]


@pytest.mark.parametrize("ends", ["withdrawn", "used", "written anew"])
def test_a_queued_letter_whose_link_opens_nothing_stays_here(
    invited: User, administrator: User, ends: str
) -> None:
    first = Mail.objects.get()
    by = {"by": administrator, "now": NOW}
    if ends == "withdrawn":
        withdraw_invitation(person=invited, **by)
    elif ends == "used":
        accept_invitation(token=token_of(invited), name="P", password=PASSWORD, by=None, now=SOON)
    else:
        invite(person=invited, **by)
    send_all(SOON)
    first.refresh_from_db()
    assert first.state == "given up"
    assert first.last_error == "Not sent: the invitation was used, taken back or written anew."
    assert len(django_mail.outbox) == (1 if ends == "written anew" else 0)


def test_the_link_is_kept_out_of_the_log_of_requests() -> None:
    record = logging.LogRecord("x", 20, "", 0, '"GET /invitations/5-1~abc/ HTTP/1.1" 200', (), None)
    HideSecretAddresses().filter(record)
    assert record.getMessage() == '"GET /invitations/…/ HTTP/1.1" 200'


# What the link opens


def test_the_invited_person_chooses_name_and_password_and_is_signed_in(client: Client, invited: User) -> None:
    path = link_in_mail()
    assert "signed in as priya.raman@example.org" in text_of(client.get(path))
    answer = client.post(path, said())
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert client.session["_auth_user_id"] == str(invited.pk)
    invited.refresh_from_db()
    assert (invited.name, invited.check_password(PASSWORD)) == ("Priya R.", True)
    assert str(Event.objects.latest("pk")) == "Priya R. accepted the invitation of Priya R."


def test_reading_the_page_uses_nothing_up(client: Client, invited: User) -> None:
    path = link_in_mail()
    assert [client.get(path).status_code for _ in range(3)] == [200] * 3
    assert client.get(path)["Cache-Control"].startswith("max-age=0, no-cache")
    assert Invitation.objects.get().accepted_at is None


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"new_password1": "short", "new_password2": "short"}, "This password is too short"),
        ({"new_password1": "password123", "new_password2": "password123"}, "too common"),
        ({"new_password1": "priya.raman@example", "new_password2": "priya.raman@example"}, "too similar"),
        ({"new_password2": "another long one"}, "match"),
        ({"name": " "}, "Write the name by which others know you"),
    ],
)
def test_what_does_not_do_is_said_beside_the_form_and_the_link_stays_good(
    client: Client, invited: User, changes: dict[str, str], words: str
) -> None:
    path = link_in_mail()
    answer = client.post(path, said(**changes))
    assert answer.status_code == 422
    assert words in text_of(answer)
    assert client.post(path, said()).status_code == 302


def test_a_link_is_used_once_and_then_says_where_to_sign_in(client: Client, invited: User) -> None:
    path = link_in_mail()
    client.post(path, said())
    other = Client()
    for answer in (other.get(path), other.post(path, said(new_password1="x" * 12, new_password2="x" * 12))):
        assert answer.status_code == 410
        assert "used already" in text_of(answer)
        assert "Ask for a new password" in text_of(answer)
    invited.refresh_from_db()
    assert invited.check_password(PASSWORD)
    assert "_auth_user_id" not in other.session


def test_a_link_is_good_for_seven_days(client: Client, invited: User, monkeypatch) -> None:
    path = link_in_mail()
    for later, status in ((LASTS - timedelta(seconds=1), 200), (LASTS, 410)):
        monkeypatch.setattr("django.utils.timezone.now", lambda later=later: NOW + later)
        assert client.get(path).status_code == status
    assert "too old. Ask the administrator" in text_of(client.get(path))
    assert client.post(path, said()).status_code == 410


def test_a_newer_letter_ends_the_older_link_and_opens_again(
    client: Client, administrator: User, invited: User
) -> None:
    old = link_in_mail()
    invite(person=invited, by=administrator, now=SOON)
    new = link_in_mail(SOON)
    assert new != old
    assert "Use the link in the newest" in text_of(client.get(old))
    assert client.get(new).status_code == 200
    assert Invitation.objects.count() == 1


def test_an_invitation_taken_back_opens_nothing_until_it_is_sent_anew(
    client: Client, administrator: User, invited: User
) -> None:
    path = link_in_mail()
    assert withdraw_invitation(person=invited, by=administrator, now=SOON)
    assert not withdraw_invitation(person=invited, by=administrator, now=SOON)
    assert "was taken back" in text_of(client.get(path))
    invite(person=invited, by=administrator, now=SOON)
    assert client.get(link_in_mail(SOON)).status_code == 200


@pytest.mark.parametrize("ending", ["deactivated", "another address"])
def test_a_link_opens_nothing_for_who_left_or_has_another_address(
    client: Client, administrator: User, invited: User, ending: str
) -> None:
    path, by = link_in_mail(), {"by": administrator, "now": SOON}
    if ending == "deactivated":
        deactivate_person(person=invited, **by)
    else:
        fields = {"name": invited.name, "email": "new@example.org", "role": invited.role, "version": 1}
        change_person(person=invited, **fields, **by)
    assert "was taken back" in text_of(client.get(path))


@pytest.mark.parametrize("token", ["1-1~made-up", "nothing", "1-1", "~", "1-1~" + "x" * 5000])
def test_a_link_that_nobody_signed_says_so(client: Client, invited: User, token: str) -> None:
    answer = client.get(reverse("invitation", args=[token]))
    assert answer.status_code == 410
    assert "Copy all of it from the mail" in text_of(answer)
    assert letter_of(token) is None


def test_of_two_at_once_the_second_finds_it_used(invited: User) -> None:
    """Both saw an open door; the row is taken by one conditional update."""
    token = token_of(invited)
    accept_invitation(token=token, name="First", password=PASSWORD, by=None, now=SOON)
    with pytest.raises(DomainError, match="used already"):
        accept_invitation(token=token, name="Second", password="other long words", by=None, now=SOON)
    assert User.objects.get(pk=invited.pk).name == "First"


def test_who_got_a_password_in_another_way_cannot_be_taken_over_by_an_old_link(invited: User) -> None:
    token = token_of(invited)
    invited.set_password(PASSWORD)
    invited.save()
    assert door_of(token, now=SOON).state == "used"


def test_the_database_ends_an_invitation_once(invited: User) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Invitation.objects.update(accepted_at=NOW, withdrawn_at=NOW)


# Whom


def invitees(*lines: str) -> tuple[Invitee, ...]:
    return tuple(read_lines("\n".join(lines))[0])


def test_several_at_once_get_their_role_and_team(administrator: User) -> None:
    team = build.team("Ledger")
    people = invite_people(
        invitees=invitees("Ada <ada@example.org>", "emil@example.org"),
        place=Place(role="leadership", team=team, team_role="lead"),
        by=administrator,
        now=NOW,
    )
    assert [(each.name, each.role) for each in people] == [("Ada", "leadership"), ("Emil", "leadership")]
    assert set(Membership.objects.filter(team=team).values_list("user__name", "role")) == {
        ("Ada", "lead"),
        ("Emil", "lead"),
    }
    assert Mail.objects.count() == 2
    assert not any(each.has_usable_password() for each in people)


def test_who_was_brought_in_without_a_password_keeps_name_and_role(administrator: User) -> None:
    person = build.user("Priya Raman", role="leadership")
    invite_people(invitees=invitees(f"Somebody <{person.email}>"), place=Place(), by=administrator, now=NOW)
    person.refresh_from_db()
    assert (person.name, person.role, User.objects.count()) == ("Priya Raman", "leadership", 2)
    assert Invitation.objects.get().person == person


def test_one_wrong_line_and_nobody_is_invited(administrator: User, settings) -> None:
    settings.EMAIL_DOMAINS = ["example.org"]
    signs_in = build.user("Ada", password=PASSWORD)
    off = build.user("Off")
    User.objects.filter(pk=off.pk).update(is_active=False)
    with pytest.raises(NotAllInvited) as caught:
        invite_people(
            invitees=invitees("new@example.org", signs_in.email, "x@elsewhere.org", off.email),
            place=Place(),
            by=administrator,
            now=NOW,
        )
    assert [str(fault) for fault in caught.value.faults] == [
        "Line 2: Ada signs in already, and asks for a new password on the sign-in page.",
        "Line 3: x@elsewhere.org is not an address at example.org. Only such addresses may sign in here.",
        "Line 4: Off is deactivated. Reactivate them first.",
    ]
    assert not Mail.objects.exists()
    assert not User.objects.filter(email="new@example.org").exists()


def test_only_an_administrator_invites(administrator: User) -> None:
    member = build.user()
    for act in (
        lambda: invite(person=build.user(), by=member, now=NOW),
        lambda: invite_people(invitees=(), place=Place(), by=member, now=NOW),
        lambda: invite_waiting(people=[], by=member, now=NOW),
        lambda: withdraw_invitation(person=member, by=member, now=NOW),
    ):
        with pytest.raises(Refused, match="Only an administrator"):
            act()


def test_who_waits_is_who_has_no_way_in_and_no_open_invitation(administrator: User, invited: User) -> None:
    waiting, off, late = build.user("Waits"), build.user("Off"), build.user("Late")
    other_way = build.user("By another way in")
    User.objects.filter(pk=off.pk).update(is_active=False)
    User.objects.filter(pk=other_way.pk).update(last_login=NOW)
    invite(person=late, by=administrator, now=NOW - LASTS)
    assert list(waiting_people(NOW)) == [late, waiting]
    everybody = [waiting, off, other_way, administrator]
    assert invite_waiting(people=everybody, by=administrator, now=NOW) == 1
    assert waiting.invitation.sent_by == administrator


# Pages


@pytest.fixture
def browser(client: Client, administrator: User) -> Client:
    client.force_login(administrator)
    return client


def typed(people: str, **changes: str) -> dict[str, str]:
    return {"people": people, "role": "member", "team": "", "team_role": "member"} | changes


def test_pasted_lines_are_invited(browser: Client) -> None:
    answer = browser.post(reverse("people_invite"), typed("a@example.org\r\nB <b@example.org>"), follow=True)
    assert "2 people are invited" in text_of(answer)
    assert Mail.objects.count() == 2


def test_wrong_lines_stay_in_the_form_each_with_its_word(browser: Client) -> None:
    answer = browser.post(reverse("people_invite"), typed("a@example.org\nnobody\na@example.org"))
    words = text_of(answer)
    assert answer.status_code == 422
    assert "Line 2: There is no e-mail address in “nobody”" in words
    assert "Line 3: a@example.org stands in line 1 already." in words
    assert "nobody" in answer.content.decode()
    assert not Mail.objects.exists()


def test_what_only_the_database_knows_is_said_by_line_too(browser: Client, administrator: User) -> None:
    answer = browser.post(reverse("people_invite"), typed(f"new@example.org\n{administrator.email}"))
    assert "Line 2: Sam Osei signs in already" in text_of(answer)
    assert not User.objects.filter(email="new@example.org").exists()


def test_those_who_wait_are_invited_together(browser: Client) -> None:
    people = [build.user(f"Waits {n}") for n in range(3)]
    page = browser.get(reverse("people_invite_waiting"))
    assert all(person.email in page.content.decode() for person in people)
    chosen = {"person": [people[0].pk, people[2].pk]}
    answer = browser.post(reverse("people_invite_waiting"), chosen, follow=True)
    assert "2 people are invited" in text_of(answer)
    assert set(Invitation.objects.values_list("person", flat=True)) == set(chosen["person"])
    nobody = browser.post(reverse("people_invite_waiting"), {})
    assert (nobody.status_code, "Choose at least one person" in text_of(nobody)) == (422, True)


def test_the_persons_page_sends_anew_and_takes_back(browser: Client, invited: User) -> None:
    path = reverse("person", args=[invited.pk])
    assert "Invited Thu 19 Nov by Sam Osei" in text_of(browser.get(path))
    browser.post(reverse("person_invite", args=[invited.pk]))
    assert Invitation.objects.get().number == 2
    answer = browser.post(reverse("person_invite_take_back", args=[invited.pk]), follow=True)
    assert "its link opens nothing any more" in text_of(answer)
    assert "The invitation was taken back" in text_of(answer)


# Forgotten passwords


@pytest.mark.parametrize("who", ["invited", "deactivated", "nobody", "signs in"])
def test_only_who_signs_in_gets_a_mail_for_a_new_password_and_the_page_says_the_same(
    client: Client, administrator: User, invited: User, who: str
) -> None:
    left = build.user("Left", password=PASSWORD)
    deactivate_person(person=left, by=administrator, now=NOW)
    addresses = {"invited": invited.email, "deactivated": left.email, "nobody": "nobody@example.org"}
    email = addresses.get(who, administrator.email)
    answer = client.post(reverse("account_reset_password"), {"email": email}, follow=True)
    assert "If your address is known here" in text_of(answer)
    assert [sent.to for sent in django_mail.outbox] == ([[email]] if who == "signs in" else [])
