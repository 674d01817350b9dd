import pytest
from django.test import Client

from teams.models import Event, User
from tests import build

pytestmark = pytest.mark.django_db
ADD = "/admin/teams/user/add/"
PASSWORD = "a long enough passphrase"


@pytest.fixture
def administrator() -> Client:
    browser = Client()
    browser.force_login(build.user("Sam Osei", role=User.Role.ADMINISTRATOR))
    return browser


def typed(**changes: str) -> dict[str, str]:
    fields = {"email": "New.Person@example.org", "name": "New Person", "role": "member", "is_active": "on"}
    return fields | {"new_password": PASSWORD} | changes


def test_an_added_person_has_the_password_and_an_address_in_small_letters(administrator: Client) -> None:
    assert administrator.post(ADD, typed()).status_code == 302
    assert User.objects.get(email="new.person@example.org").check_password(PASSWORD)


def test_an_added_person_may_have_no_password(administrator: Client) -> None:
    administrator.post(ADD, typed(new_password=""))
    assert not User.objects.get(name="New Person").has_usable_password()


@pytest.mark.parametrize("password", ["short", "1234567890", "password123"])
def test_a_weak_password_is_refused_with_the_reason(administrator: Client, password: str) -> None:
    answer = administrator.post(ADD, typed(new_password=password))
    assert answer.status_code == 200
    assert "This password is too" in answer.content.decode()
    assert not User.objects.filter(name="New Person").exists()


def test_saving_without_a_new_password_keeps_the_old_one(administrator: Client) -> None:
    person = build.user("New Person", password=PASSWORD)
    administrator.post(f"/admin/teams/user/{person.pk}/change/", typed(name="Newer Person", new_password=""))
    person.refresh_from_db()
    assert person.name == "Newer Person"
    assert person.check_password(PASSWORD)


def test_a_new_password_is_in_the_log_by_name_and_not_by_its_words(administrator: Client) -> None:
    person = build.user("New Person", password="another long passphrase")
    administrator.post(f"/admin/teams/user/{person.pk}/change/", typed())
    person.refresh_from_db()
    assert person.check_password(PASSWORD)
    event = Event.objects.latest("pk")
    assert (event.verb, event.subject) == ("changed", "New Person")
    assert PASSWORD not in str(event.detail)


def test_the_form_leads_to_no_page_that_is_not_there(administrator: Client) -> None:
    person = build.user("New Person", password=PASSWORD)
    page = administrator.get(f"/admin/teams/user/{person.pk}/change/").content.decode()
    assert "../password/" not in page
    assert "Waymark administration" in page
