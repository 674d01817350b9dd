"""An authenticator app beside the password: set up, signed in with, renewed, turned off, taken away."""

import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.test import Client
from django.urls import reverse

from common.decisions import DomainError, Refused
from teams.app_secrets import sealed, unsealed
from teams.models import User, Workspace
from teams.personas import PERSONAS
from teams.services.second_factor import renew_codes, set_up_app, take_away, turn_off
from tests import build
from tests.teams.codes import PASSWORD, SECRET, another, code, done, is_signed_in, protected, with_password

pytestmark = pytest.mark.django_db
SET_UP, OFF, RENEW = (
    "/settings/security/app/",
    "/settings/security/app/off/",
    "/settings/security/recovery-codes/",
)
ENTER = "/accounts/code/"


@pytest.fixture
def person() -> User:
    return build.user("Priya Raman", password=PASSWORD)


@pytest.fixture
def browser(client: Client, person: User) -> Client:
    client.force_login(person)
    return client


def seal_and_secret(page: str) -> tuple[str, str]:
    seal = re.search(r'name="seal" value="([^"]+)"', page)
    key = re.search(r"<code>([A-Z2-7 ]+)</code>", page)
    assert seal
    assert key
    return seal[1], key[1].replace(" ", "")


def shown_codes(page: str) -> list[str]:
    return re.findall(r"<li><code>(\d{8})</code></li>", page)


def test_the_app_is_set_up_with_its_code_and_the_password_and_codes_are_shown_once(
    browser: Client, person: User
) -> None:
    page = browser.get(SET_UP).content.decode()
    assert 'src="data:image/svg+xml;base64,' in page
    seal, secret = seal_and_secret(page)
    answer = browser.post(SET_UP, {"seal": seal, "code": code(secret), "password": PASSWORD})
    codes = shown_codes(answer.content.decode())
    assert len(set(codes)) == 10
    assert "".join(f"{each}%0A" for each in codes) in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    assert done() == [f"{person} set up a second factor for {person}"]
    assert codes[0] not in browser.get("/settings/security/").content.decode()
    again = browser.post(SET_UP, {"seal": seal, "code": code(secret), "password": PASSWORD})
    assert again.status_code == 422
    assert "This app is set up already" in again.content.decode()
    assert len(done()) == 1


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"code": ""}, "Enter the six digits"),
        ({"code": "no"}, "The app shows another code"),
        ({"password": "not this one"}, "This is not your password"),
        ({"password": ""}, "Enter your password"),
        ({"seal": "broken"}, "This page was open for too long"),
    ],
)
def test_whatever_is_wrong_is_said_and_nothing_is_set_up(
    browser: Client, person: User, wrong: dict[str, str], said: str
) -> None:
    right = {"seal": sealed(SECRET, person), "code": code(), "password": PASSWORD}
    answer = browser.post(SET_UP, right | wrong)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert said in page
    assert not Authenticator.objects.exists()
    if "seal" not in wrong:
        assert seal_and_secret(page)[1] == SECRET, "the picture that was scanned stays"


def test_a_secret_is_for_whom_it_was_shown_to(person: User) -> None:
    assert unsealed(sealed(SECRET, person), person) == SECRET
    assert unsealed(sealed(SECRET, person), build.user()) is None


def test_without_a_password_the_code_alone_sets_it_up(client: Client) -> None:
    person = build.user()
    client.force_login(person)
    client.post(SET_UP, {"seal": sealed(SECRET, person), "code": code()})
    assert Authenticator.objects.filter(user=person, type="totp").exists()


def test_signing_in_asks_for_the_code_and_leads_on(client: Client) -> None:
    person, _ = protected()
    assert with_password(client, person).startswith(ENTER)
    assert not is_signed_in(client)
    page = client.get(ENTER).content.decode()
    assert "Code from your authenticator app, or a recovery code" in page
    refused = client.post(ENTER, {"code": another(code())})
    assert "Incorrect code" in refused.content.decode()
    assert not is_signed_in(client)
    answer = client.post(ENTER, {"code": code()})
    assert answer["Location"] == "/plans/"
    assert client.session["_auth_user_id"] == str(person.pk)


def test_a_code_signs_in_once_however_long_it_is_shown(client: Client) -> None:
    person, _ = protected()
    shown = code()
    with_password(client, person)
    client.post(ENTER, {"code": shown})
    assert is_signed_in(client)
    other = Client()
    with_password(other, person)
    other.post(ENTER, {"code": shown})
    assert not is_signed_in(other)


def test_a_clock_that_is_half_a_minute_off_is_no_trouble(client: Client) -> None:
    person, _ = protected()
    with_password(client, person)
    client.post(ENTER, {"code": code(steps=1)})
    assert is_signed_in(client)


def test_a_recovery_code_signs_in_once_and_is_in_the_log(client: Client) -> None:
    person, codes = protected()
    with_password(client, person)
    client.post(ENTER, {"code": codes[3]})
    assert is_signed_in(client)
    assert done()[-1] == f"{person} used a recovery code of {person}"
    assert "9 recovery codes left" in client.get("/settings/security/").content.decode()
    other = Client()
    with_password(other, person)
    other.post(ENTER, {"code": codes[3]})
    assert not is_signed_in(other)


def test_codes_cannot_be_guessed_on_and_on(client: Client) -> None:
    person, _ = protected()
    with_password(client, person)
    for _ in range(5):
        client.post(ENTER, {"code": another(code())})
    answer = client.post(ENTER, {"code": code()})
    assert "Too many attempts. Try again in five minutes." in answer.content.decode()
    assert not is_signed_in(client)


def test_new_recovery_codes_take_the_place_of_the_old(client: Client) -> None:
    person, old = protected()
    client.force_login(person)
    assert "You have 10 left" in client.get(RENEW).content.decode()
    assert client.post(RENEW, {"password": "not this one"}).status_code == 422
    new = shown_codes(client.post(RENEW, {"password": PASSWORD}).content.decode())
    assert not set(old) & set(new)
    assert done()[-1] == f"{person} renewed the recovery codes of {person}"
    other = Client()
    with_password(other, person)
    other.post(ENTER, {"code": old[0]})
    assert not is_signed_in(other)
    other.post(ENTER, {"code": new[0]})
    assert is_signed_in(other)


def test_turning_it_off_needs_the_password(client: Client) -> None:
    person, _ = protected()
    client.force_login(person)
    client.get(OFF)
    assert "This is not your password" in client.post(OFF, {"password": "wrong"}).content.decode()
    assert Authenticator.objects.count() == 2
    client.post(OFF, {"password": PASSWORD})
    assert not Authenticator.objects.exists()
    assert done()[-1] == f"{person} turned off the second factor of {person}"
    other = Client()
    assert with_password(other, person) == "/plans/"
    assert client.post(OFF, {"password": PASSWORD})["Location"] == "/settings/security/"


def test_the_password_cannot_be_guessed_there_either(client: Client) -> None:
    person, _ = protected()
    client.force_login(person)
    for _ in range(5):
        client.post(OFF, {"password": "wrong"})
    assert "Too many attempts" in client.post(OFF, {"password": PASSWORD}).content.decode()
    assert Authenticator.objects.exists()


def test_an_administrator_takes_a_lost_one_away_and_signs_the_person_out(client: Client) -> None:
    person, _ = protected()
    with_password(client, person)
    client.post(ENTER, {"code": code()})
    admin = build.user("Sam", role=User.Role.ADMINISTRATOR)
    assert client.get("/settings/security/").status_code == 200
    assert take_away(person=person, by=admin, now=build.NOW)
    assert not take_away(person=person, by=admin, now=build.NOW)
    assert not UserSession.objects.filter(user=person).exists()
    assert client.get("/settings/security/").status_code == 302
    assert done()[1:] == [
        "Sam took away the second factor of Priya Raman",
        "Sam signed out other devices of Priya Raman",
    ]


def test_nobody_else_takes_it_away() -> None:
    person, _ = protected()
    for role in (User.Role.MEMBER, User.Role.LEADERSHIP):
        with pytest.raises(Refused):
            take_away(person=person, by=build.user(role=role), now=build.NOW)
    assert Authenticator.objects.count() == 2


def test_the_page_of_a_person_offers_it_where_there_is_one_and_asks_once_more(client: Client) -> None:
    person, _ = protected()
    client.force_login(build.user("Sam", role=User.Role.ADMINISTRATOR))
    page, away = reverse("person", args=[person.pk]), reverse("person_factor", args=[person.pk])
    assert away in client.get(page).content.decode()
    assert "Be sure that it is Priya Raman who asks" in client.get(away).content.decode()
    assert Authenticator.objects.exists()
    done_with = client.post(away, follow=True).content.decode()
    assert "The second factor of Priya Raman is taken away." in done_with
    assert away not in done_with
    assert not Authenticator.objects.exists()
    assert "has no second factor" in client.get(away).content.decode()
    assert "had no second factor any more" in client.post(away, follow=True).content.decode()


def test_an_administrator_turns_their_own_off_with_the_password_alone(client: Client) -> None:
    admin, _ = protected("Sam", role=User.Role.ADMINISTRATOR)
    client.force_login(admin)
    away = reverse("person_factor", args=[admin.pk])
    assert away not in client.get(reverse("person", args=[admin.pk])).content.decode()
    assert client.post(away).status_code == 403
    with pytest.raises(Refused, match="under Security"):
        take_away(person=admin, by=admin, now=build.NOW)
    assert Authenticator.objects.count() == 2


def test_another_app_takes_the_place_of_the_one_before_with_codes_of_its_own(client: Client) -> None:
    person, old = protected()
    client.force_login(person)
    page = client.get(SET_UP).content.decode()
    assert "Move to another app" in page
    seal, secret = seal_and_secret(page)
    answer = client.post(SET_UP, {"seal": seal, "code": code(secret), "password": PASSWORD})
    assert not set(old) & set(shown_codes(answer.content.decode()))
    assert Authenticator.objects.filter(user=person).count() == 2
    assert done()[-1] == f"{person} set up another app for {person}"
    other = Client()
    with_password(other, person)
    for no_more in (code(), old[0]):
        other.post(ENTER, {"code": no_more})
        assert not is_signed_in(other)
    other.post(ENTER, {"code": code(secret, steps=1)})
    assert is_signed_in(other)


def test_the_same_app_again_is_refused_and_codes_need_one(person: User) -> None:
    with pytest.raises(DomainError, match="Set one up first"):
        renew_codes(by=person, now=build.NOW)
    assert not turn_off(by=person, now=build.NOW)
    set_up_app(secret=SECRET, by=person, now=build.NOW)
    with pytest.raises(DomainError, match="already"):
        set_up_app(secret=SECRET, by=person, now=build.NOW)
    assert Authenticator.objects.count() == 2


def test_people_whom_visitors_share_keep_their_way_in(client: Client) -> None:
    person = User.objects.create_user(PERSONAS["lead"], name="Lead")
    Workspace.objects.create(id=1, name="Demo", is_demonstration=True)
    client.force_login(person)
    assert "shares the account" in client.get("/settings/security/").content.decode()
    assert client.get(SET_UP).status_code == 403
    with pytest.raises(Refused):
        set_up_app(secret=SECRET, by=person, now=build.NOW)
