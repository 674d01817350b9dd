"""Who did not do it finds out: mail about every change to how a person signs in."""

import pytest
from django.core import mail
from django.test import Client

from teams.models import Mail, User
from teams.services.delivery import send_next
from teams.services.second_factor import renew_codes, set_up_app, take_away, turn_off
from tests import build
from tests.teams.codes import PASSWORD, protected

pytestmark = pytest.mark.django_db
NEW = "another long passphrase"
OTHER_SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"


def subjects(person: User) -> list[str]:
    return list(Mail.objects.filter(recipient=person).order_by("pk").values_list("subject", flat=True))


def change_password(client: Client, old: str, new: str) -> None:
    client.post("/accounts/password/change/", {"oldpassword": old, "password1": new, "password2": new})


def test_every_changed_password_is_told_also_the_second_of_a_day(client: Client) -> None:
    person = build.user("Priya Raman", password=PASSWORD)
    client.force_login(person)
    change_password(client, PASSWORD, NEW)
    change_password(client, NEW, PASSWORD)
    assert subjects(person) == ["Your password was changed"] * 2


def test_each_change_of_the_second_factor_is_told_to_its_owner() -> None:
    person, _ = protected()
    renew_codes(by=person, now=build.NOW)
    set_up_app(secret=OTHER_SECRET, by=person, now=build.NOW)
    turn_off(by=person, now=build.NOW)
    turn_off(by=person, now=build.NOW)
    assert subjects(person) == [
        "A second factor was set up",
        "Your recovery codes were renewed",
        "Another authenticator app was set up",
        "Your second factor was turned off",
    ]


def test_what_an_administrator_did_is_told_with_their_name_and_no_secret() -> None:
    person, codes = protected()
    admin = build.user("Sam Okafor", role=User.Role.ADMINISTRATOR)
    take_away(person=person, by=admin, now=build.NOW)
    told = Mail.objects.latest("pk")
    assert told.recipient == person
    for words in (told.text, told.html):
        assert "Your second factor was taken away" in words
        assert "by Sam Okafor, an administrator: Thu 19 Nov, 10:00" in words
        assert "/accounts/password/reset/" in words
        assert not any(code in words for code in codes)


def test_nobody_switches_it_off() -> None:
    person, _ = protected()
    User.objects.update(mail_reminders=False, mail_digest=False, mail_due_tomorrow=False)
    assert send_next(now=build.NOW)
    assert [message.to for message in mail.outbox] == [[person.email]]
    assert "List-Unsubscribe" not in mail.outbox[0].message()
    assert "Choose which mail" not in mail.outbox[0].body
