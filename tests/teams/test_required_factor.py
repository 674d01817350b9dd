"""A second factor that the operator requires: of whom, where they are led, and that it stays."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from common.decisions import Refused
from teams.models import User, Workspace
from teams.personas import PERSONAS
from teams.policies import needs_second_factor
from teams.services.second_factor import take_away, turn_off
from tests import build
from tests.teams.codes import PASSWORD, SECRET, code, protected, with_password
from tests.teams.test_second_factor import OFF, SET_UP, seal_and_secret

pytestmark = pytest.mark.django_db
EVERYBODY = set(User.Role.values)
WHY = "You need a second factor here"


@pytest.fixture
def person() -> User:
    return build.user("Priya Raman", password=PASSWORD)


@pytest.mark.parametrize(
    ("required", "roles"),
    [("off", set()), ("administrators", {"administrator"}), ("everyone", EVERYBODY)],
)
def test_it_is_required_of_whom_the_setting_names_and_who_has_a_password(
    settings, required: str, roles: set[str]
) -> None:
    settings.REQUIRE_TOTP = required
    for role in EVERYBODY:
        assert needs_second_factor(build.user(role=role, password=PASSWORD)) == (role in roles)
        assert not needs_second_factor(build.user(role=role))


def test_who_has_none_is_led_to_it_told_why_and_goes_on_once_it_is_there(
    client: Client, settings, person: User
) -> None:
    settings.REQUIRE_TOTP = "everyone"
    with_password(client, person)
    assert client.get("/plans/")["Location"] == SET_UP
    page = client.get(SET_UP).content.decode()
    assert WHY in page
    assert 'href="/accounts/logout/"' in page
    assert "Cancel" not in page
    seal, secret = seal_and_secret(page)
    wrong = client.post(SET_UP, {"seal": seal, "code": "", "password": PASSWORD})
    assert WHY in wrong.content.decode()
    client.post(SET_UP, {"seal": seal, "code": code(secret), "password": PASSWORD})
    assert client.get("/plans/").status_code == 200
    assert WHY not in client.get(SET_UP).content.decode()


def test_a_part_of_a_page_is_not_swapped_for_it_but_the_whole_page_left(
    client: Client, settings, person: User
) -> None:
    settings.REQUIRE_TOTP = "everyone"
    client.force_login(person)
    answer = client.get("/matrix/", headers={"hx-request": "true"})
    assert answer["HX-Redirect"] == SET_UP
    assert answer.content == b""


def test_nothing_is_changed_without_it(client: Client, settings, person: User) -> None:
    settings.REQUIRE_TOTP = "everyone"
    client.force_login(person)
    assert client.post("/settings/", {"time_zone": "Asia/Tokyo", "mail_hour": "7"})["Location"] == SET_UP
    person.refresh_from_db()
    assert person.time_zone == ""


def test_where_it_is_off_nobody_is_asked(client: Client, person: User) -> None:
    client.force_login(person)
    assert client.get("/plans/").status_code == 200
    assert WHY not in client.get(SET_UP).content.decode()


def test_while_it_is_required_it_stays_on_and_the_reason_is_said(client: Client, settings) -> None:
    person, _ = protected()
    settings.REQUIRE_TOTP = "everyone"
    client.force_login(person)
    security = client.get("/settings/security/").content.decode()
    assert "so it stays on. You can move it to another app." in security
    assert OFF not in security
    for answer in (client.get(OFF), client.post(OFF, {"password": PASSWORD})):
        assert answer.status_code == 403
        assert "so it stays on" in answer.content.decode()
    with pytest.raises(Refused, match="so it stays on"):
        turn_off(by=person, now=build.NOW)
    settings.REQUIRE_TOTP = "administrators"
    assert turn_off(by=person, now=build.NOW)


def test_who_lost_it_sets_up_a_new_one_after_an_administrator_took_it_away(client: Client, settings) -> None:
    person, _ = protected()
    settings.REQUIRE_TOTP = "everyone"
    admin = build.user("Sam", role=User.Role.ADMINISTRATOR)
    assert take_away(person=person, by=admin, now=build.NOW)
    with_password(client, person)
    seal, secret = seal_and_secret(client.get(SET_UP).content.decode())
    assert secret != SECRET
    client.post(SET_UP, {"seal": seal, "code": code(secret), "password": PASSWORD})
    assert client.get("/plans/").status_code == 200


def test_it_asks_one_statement_a_request_and_none_where_it_is_off(
    client: Client, settings, django_assert_num_queries
) -> None:
    person, _ = protected()
    client.force_login(person)
    with CaptureQueriesContext(connection) as off:
        client.get("/settings/")
    settings.REQUIRE_TOTP = "everyone"
    with django_assert_num_queries(len(off) + 1):
        client.get("/settings/")
    assert not [each for each in off if "mfa_authenticator" in each["sql"]]


def test_visitors_of_a_demonstration_look_around_all_the_same(client: Client, settings) -> None:
    settings.REQUIRE_TOTP = "everyone"
    User.objects.create_user(PERSONAS["lead"], name="Lead")
    Workspace.objects.create(id=1, name="Demo", is_demonstration=True)
    client.post("/look-around/", {"as": "lead"})
    assert client.get("/plans/").status_code == 200
