"""Signing in, looking around a demonstration, and what anonymous people get."""

import pytest
from django.core import mail
from django.test import Client

from teams.models import Event, User, Workspace
from teams.personas import PERSONAS
from tests import build
from tests.teams.codes import done

pytestmark = pytest.mark.django_db
PASSWORD = "a long enough passphrase"


@pytest.fixture
def demonstration() -> Workspace:
    for persona, email in PERSONAS.items():
        person = build.user(persona.capitalize())
        User.objects.filter(pk=person.pk).update(email=email)
    return Workspace.objects.create(id=1, name="Demo", is_demonstration=True)


def test_anonymous_people_are_sent_to_sign_in_and_back(client: Client) -> None:
    answer = client.get("/matrix/")
    assert answer.status_code == 302
    assert answer["Location"] == "/accounts/login/?next=/matrix/"


def test_the_right_password_signs_in_whatever_the_case_of_the_address(client: Client) -> None:
    person = build.user("Priya Raman", password=PASSWORD)
    answer = client.post(
        "/accounts/login/?next=/teams/", {"login": person.email.upper(), "password": PASSWORD}
    )
    assert answer.status_code == 302
    assert client.session["_auth_user_id"] == str(person.pk)


def test_a_wrong_password_says_so_beside_the_form(client: Client) -> None:
    person = build.user(password=PASSWORD)
    answer = client.post("/accounts/login/", {"login": person.email, "password": "wrong"})
    assert answer.status_code == 200
    assert "not correct" in answer.content.decode()
    assert "_auth_user_id" not in client.session


def test_a_person_who_was_switched_off_cannot_sign_in(client: Client) -> None:
    person = build.user(password=PASSWORD)
    User.objects.filter(pk=person.pk).update(is_active=False)
    client.post("/accounts/login/", {"login": person.email, "password": PASSWORD})
    assert "_auth_user_id" not in client.session


def test_nobody_signs_themselves_up(client: Client) -> None:
    fields = {"email": "new@example.org", "password1": PASSWORD, "password2": PASSWORD}
    answer = client.post("/accounts/signup/", fields)
    assert "An administrator adds people" in answer.content.decode()
    assert not User.objects.exists()


@pytest.mark.parametrize("page", ["login", "password/reset", "password/reset/done", "inactive", "signup"])
def test_the_pages_before_sign_in_are_drawn_for_anonymous_people(client: Client, page: str) -> None:
    assert client.get(f"/accounts/{page}/").status_code == 200


@pytest.mark.parametrize("page", ["logout", "password/change"])
def test_the_pages_of_ones_own_account_are_drawn(client: Client, page: str) -> None:
    client.force_login(build.user(password=PASSWORD))
    assert client.get(f"/accounts/{page}/").status_code == 200


def test_who_has_no_password_is_not_offered_to_change_it(client: Client) -> None:
    for password, offered in ((PASSWORD, True), (None, False)):
        client.force_login(build.user(password=password))
        assert ("Change password" in client.get("/plans/").content.decode()) == offered


def test_a_forgotten_password_is_replaced_by_a_link_in_a_mail(client: Client) -> None:
    person = build.user(password=PASSWORD)
    client.post("/accounts/password/reset/", {"email": person.email})
    link = next(word for word in mail.outbox[0].body.split() if "/accounts/password/reset/key/" in word)
    page = client.get(link, follow=True)
    new = "another long passphrase"
    client.post(page.redirect_chain[-1][0], {"password1": new, "password2": new})
    person.refresh_from_db()
    assert person.check_password(new)
    assert done() == [f"{person} chose a new password for {person}"]


def test_a_changed_password_is_in_the_log_and_its_words_are_not(client: Client) -> None:
    person = build.user(password=PASSWORD)
    client.force_login(person)
    new = "another long passphrase"
    client.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    event = Event.objects.exclude(verb="wrote to").get()
    assert (event.verb, event.subject, event.detail) == ("changed the password of", person.name, {})


def test_signing_out_needs_a_post(client: Client) -> None:
    client.force_login(build.user())
    client.get("/accounts/logout/")
    assert "_auth_user_id" in client.session
    client.post("/accounts/logout/")
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("persona", PERSONAS)
@pytest.mark.usefixtures("demonstration")
def test_a_demonstration_lets_visitors_look_around(client: Client, persona: str) -> None:
    assert f'value="{persona}"' in client.get("/accounts/login/").content.decode()
    answer = client.post("/look-around/", {"as": persona})
    assert answer.status_code == 302
    assert User.objects.get(pk=client.session["_auth_user_id"]).email == PERSONAS[persona]
    assert Event.objects.get().verb == "looked around as"


@pytest.mark.usefixtures("demonstration")
def test_an_unknown_persona_is_refused_with_a_word(client: Client) -> None:
    answer = client.post("/look-around/", {"as": "root"})
    assert answer.status_code == 422
    assert "Choose another one" in answer.content.decode()


def test_an_ordinary_workspace_has_no_such_door(client: Client) -> None:
    User.objects.create_user(PERSONAS["administrator"], name="Sam", role=User.Role.ADMINISTRATOR)
    assert client.post("/look-around/", {"as": "administrator"}).status_code == 404
    assert "Look around" not in client.get("/accounts/login/").content.decode()
    assert "_auth_user_id" not in client.session
