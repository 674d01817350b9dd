"""Guessing is slow, and answers do not say who has an account."""

import re

import pytest
from django.core import mail
from django.test import Client

from teams.models import User
from tests import build

pytestmark = pytest.mark.django_db
PASSWORD = "a long enough passphrase"
SIGN_IN = "/accounts/login/"


@pytest.fixture
def person() -> User:
    return build.user("Priya Raman", password=PASSWORD)


def attempt(client: Client, email: str, password: str = "wrong", **address: str) -> str:
    return client.post(SIGN_IN, {"login": email, "password": password}, **address).content.decode()


def test_five_wrong_passwords_are_enough_for_one_account(client: Client, person: User) -> None:
    for number in range(5):
        assert "not correct" in attempt(client, person.email, REMOTE_ADDR=f"203.0.113.{number}")
    said = attempt(client, person.email, PASSWORD, REMOTE_ADDR="203.0.113.99")
    assert "Too many attempts. Try again in five minutes." in said
    assert "_auth_user_id" not in client.session


def test_a_right_password_in_between_does_not_forget_the_wrong_ones(client: Client, person: User) -> None:
    for wrong in (4, 1):
        for _ in range(wrong):
            attempt(client, person.email)
        answer = client.post(SIGN_IN, {"login": person.email, "password": PASSWORD})
        assert answer.status_code == (302 if wrong == 4 else 200)
        client.logout()


def test_a_new_password_does(client: Client, person: User) -> None:
    for _ in range(5):
        attempt(client, person.email)
    client.post("/accounts/password/reset/", {"email": person.email})
    link = next(word for word in mail.outbox[0].body.split() if "/password/reset/key/" in word)
    page = client.get(link, follow=True)
    client.post(
        page.redirect_chain[-1][0], {"password1": "another passphrase", "password2": "another passphrase"}
    )
    assert client.post(SIGN_IN, {"login": person.email, "password": "another passphrase"}).status_code == 302


def test_one_address_tries_ten_accounts_a_minute(client: Client) -> None:
    people = [build.user(password=PASSWORD) for _ in range(11)]
    said = [attempt(client, each.email) for each in people]
    assert ["Too many attempts" in each for each in said] == [False] * 10 + [True]


def test_behind_a_proxy_the_address_that_it_saw_is_counted(client: Client, settings) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    people = [build.user(password=PASSWORD) for _ in range(12)]
    for each in people[:10]:
        attempt(client, each.email, HTTP_X_FORWARDED_FOR="9.9.9.9, 203.0.113.7")
    forged = attempt(client, people[10].email, HTTP_X_FORWARDED_FOR="8.8.8.8, 203.0.113.7")
    assert "Too many attempts" in forged
    elsewhere = attempt(client, people[11].email, HTTP_X_FORWARDED_FOR="203.0.113.7, 203.0.113.8")
    assert "not correct" in elsewhere


def test_without_proxies_nobody_chooses_their_address(client: Client) -> None:
    people = [build.user(password=PASSWORD) for _ in range(11)]
    said = [
        attempt(client, each.email, HTTP_X_FORWARDED_FOR=f"203.0.113.{n}") for n, each in enumerate(people)
    ]
    assert "Too many attempts" in said[-1]


def test_fewer_proxies_than_said_do_not_keep_people_out(client: Client, person: User, settings) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 2
    answer = client.post(
        SIGN_IN, {"login": person.email, "password": PASSWORD}, headers={"x-forwarded-for": "203.0.113.7"}
    )
    assert answer.status_code == 302


def test_too_many_requests_get_a_page_that_says_when_to_come_back(client: Client) -> None:
    for _ in range(5):
        client.post("/accounts/password/reset/", {"email": "ada@example.org"})
    answer = client.post("/accounts/password/reset/", {"email": "ada@example.org"})
    assert answer.status_code == 429
    assert answer["Retry-After"] == "60"
    assert "Try again in a minute" in answer.content.decode()


def test_the_answer_to_a_wrong_password_is_the_same_without_an_account(client: Client, person: User) -> None:
    known, unknown = (
        re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", attempt(client, email)).replace(email, "")
        for email in (person.email, "nobody@example.org")
    )
    assert "not correct" in known
    assert known == unknown


def test_a_password_of_nobody_is_hashed_like_one_of_somebody(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    hashed: list[str] = []
    monkeypatch.setattr(User, "set_password", lambda _, password: hashed.append(password))
    attempt(client, "nobody@example.org")
    assert hashed


def test_asking_for_a_new_password_says_the_same_to_everybody(client: Client, person: User) -> None:
    answers = [
        client.post("/accounts/password/reset/", {"email": email}, follow=True)
        for email in (person.email, "nobody@example.org")
    ]
    known, unknown = ([each.redirect_chain, each.status_code] for each in answers)
    assert known == unknown
    assert "If your address is known here" in answers[0].content.decode()
    links = [message for message in mail.outbox if "/password/reset/key/" in message.body]
    assert [message.to for message in links] == [[person.email]]


@pytest.mark.parametrize(
    "place", ["https://evil.example/", "//evil.example/", r"\\evil.example", "javascript:alert(1)"]
)
def test_nobody_is_led_to_another_site(client: Client, person: User, place: str) -> None:
    fields = {"login": person.email, "password": PASSWORD, "next": place}
    answer = client.post(f"{SIGN_IN}?next={place}", fields)
    assert answer.status_code == 302
    assert answer["Location"] == "/"


def test_another_host_is_not_answered(client: Client) -> None:
    answer = client.get(SIGN_IN, headers={"host": "evil.example"})
    assert answer.status_code == 400


def test_links_in_mails_do_not_follow_the_host_of_the_request(client: Client, person: User) -> None:
    client.post("/accounts/password/reset/", {"email": person.email}, headers={"host": "evil.example"})
    assert mail.outbox == []


def test_cookies_are_kept_from_scripts_and_other_sites(client: Client, person: User, settings) -> None:
    settings.SESSION_COOKIE_SECURE = True
    client.post(SIGN_IN, {"login": person.email, "password": PASSWORD})
    cookie = client.cookies["sessionid"]
    assert (cookie["httponly"], cookie["secure"], cookie["samesite"]) == (True, True, "Lax")
