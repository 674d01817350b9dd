"""Where a person is signed in: listed, ended, and what a new password does to it."""

from datetime import UTC, datetime, timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from teams.browser_names import browser_name
from teams.last_seen import note_seen, seen_at
from teams.models import Event, User, Workspace
from teams.personas import PERSONAS
from teams.queries.own_security import devices
from tests import build
from tests.teams.codes import PASSWORD, done

pytestmark = pytest.mark.django_db
PAGE = "/settings/security/"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
SAFARI = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 Version/19.0 Safari/604.1"
)
CHROME = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36"
EDGE = f"{CHROME} Edg/140.0"


@pytest.fixture
def person() -> User:
    return build.user("Priya Raman", password=PASSWORD)


def signed_in(person: User, browser: str, address: str = "203.0.113.7") -> Client:
    client = Client(headers={"user-agent": browser}, REMOTE_ADDR=address)
    client.post("/accounts/login/", {"login": person.email, "password": PASSWORD})
    assert "_auth_user_id" in client.session
    return client


def is_in(client: Client) -> bool:
    return client.get("/teams/").status_code == 200


@pytest.mark.parametrize(
    ("user_agent", "name"),
    [
        (FIREFOX, "Firefox on Linux"),
        (SAFARI, "Safari on iPhone"),
        (CHROME, "Chrome on Windows"),
        (EDGE, "Edge on Windows"),
        ("curl/8.5.0", "curl"),
        ("Something Linux", "A browser on Linux"),
        ("", "A browser"),
    ],
)
def test_browsers_are_called_what_people_call_them(user_agent: str, name: str) -> None:
    assert browser_name(user_agent) == name


def test_each_device_is_listed_with_its_place_and_ones_own_first(person: User) -> None:
    telephone = signed_in(person, SAFARI, "203.0.113.9")
    desk = signed_in(person, FIREFOX)
    page = desk.get(PAGE).content.decode()
    assert page.index("Firefox on Linux") < page.index("This one") < page.index("Safari on iPhone")
    assert "From 203.0.113.9" in page
    assert is_in(telephone)
    assert build.user("Other").name not in page


def test_moments_are_told_on_the_persons_clock(person: User, monkeypatch: pytest.MonkeyPatch) -> None:
    User.objects.filter(pk=person.pk).update(time_zone="Pacific/Auckland")
    signed_in(person, SAFARI)
    at = datetime(2026, 11, 19, 12, tzinfo=UTC)
    UserSession.objects.update(created_at=at, last_seen_at=at)
    cache.clear()
    assert "20 Nov 2026, 01:00" in signed_in(person, FIREFOX).get(PAGE).content.decode()


def test_when_a_device_was_last_seen_is_kept_outside_the_database(person: User) -> None:
    browser = signed_in(person, FIREFOX)
    cache.clear()
    key = browser.session.session_key or ""
    with CaptureQueriesContext(connection) as captured:
        browser.get(PAGE)
    assert all(each["sql"].startswith("SELECT") for each in captured)
    seen = seen_at([key])[key]
    assert timezone.now() - seen < timedelta(minutes=1)
    note_seen(key, seen + timedelta(seconds=10))
    assert seen_at([key])[key] == seen, "not more often than every five minutes"


def test_one_is_ended_and_only_ones_own(person: User) -> None:
    telephone, desk = signed_in(person, SAFARI), signed_in(person, FIREFOX)
    number = UserSession.objects.get(session_key=telephone.session.session_key).pk
    stranger = signed_in(build.user("Stranger", password=PASSWORD), CHROME)
    stranger.post(f"{PAGE}devices/{number}/end/")
    assert is_in(telephone)
    desk.post(f"{PAGE}devices/{number}/end/")
    assert not is_in(telephone)
    assert is_in(desk)
    assert done() == ["Priya Raman signed out other devices of Priya Raman"]
    page = desk.post(f"{PAGE}devices/{number}/end/", follow=True).content.decode()
    assert "It was signed out already." in page
    assert len(done()) == 1


def test_all_others_are_ended_at_once(person: User) -> None:
    others = [signed_in(person, SAFARI), signed_in(person, CHROME)]
    desk = signed_in(person, FIREFOX)
    page = desk.post(f"{PAGE}devices/end-others/", follow=True).content.decode()
    assert "Signed out of 2 other devices." in page
    assert [is_in(each) for each in (*others, desk)] == [False, False, True]
    assert Event.objects.get().detail == {"devices": 2}
    assert "Sign out of all other devices" not in page


def test_a_new_password_ends_the_others_and_keeps_this_one(person: User) -> None:
    telephone, desk = signed_in(person, SAFARI), signed_in(person, FIREFOX)
    new = "another long passphrase"
    desk.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert not is_in(telephone)
    assert is_in(desk)
    page = desk.get(PAGE).content.decode()
    assert "This one" in page
    assert "Safari" not in page
    assert done() == [
        "Priya Raman changed the password of Priya Raman",
        "Priya Raman signed out other devices of Priya Raman",
    ]


def test_a_password_that_an_administrator_set_ends_them_all(person: User) -> None:
    telephone = signed_in(person, SAFARI)
    person.set_password("another long passphrase")
    person.save()
    assert not is_in(telephone)
    assert devices(person, "", timezone.now()) == []


def test_visitors_of_a_demonstration_do_not_see_each_other() -> None:
    person = User.objects.create_user(PERSONAS["lead"], PASSWORD, name="Lead")
    Workspace.objects.create(id=1, name="Demo", is_demonstration=True)
    first, second = signed_in(person, SAFARI), signed_in(person, FIREFOX)
    page = second.get(PAGE).content.decode()
    assert "Firefox" in page
    assert "Safari" not in page
    assert second.post(f"{PAGE}devices/end-others/").status_code == 403
    assert is_in(first)


def test_the_page_asks_the_same_of_the_database_for_one_device_and_for_fifty(person: User) -> None:
    browser = signed_in(person, FIREFOX)
    counts = []
    for more in (0, 49):
        for _ in range(more):
            other = Client()
            other.force_login(person)
            UserSession.objects.create(user=person, ip="::1", session_key=other.session.session_key or "")
        with CaptureQueriesContext(connection) as captured:
            page = browser.get(PAGE).content.decode()
        assert page.count("last seen") == more + 1
        counts.append(len(captured))
    assert counts[0] == counts[1]
