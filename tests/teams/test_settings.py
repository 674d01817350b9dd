"""A person's own settings, and the clock by which pages tell the time."""

from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from common.days import organisation_day, zone_named
from common.decisions import DomainError
from maturity.services.assessments import start_assessment
from teams.models import Event, User
from teams.services.own_settings import change_settings
from teams.time_zones import is_known, zones_by_region
from tests import build
from tests.running import ROOT

pytestmark = pytest.mark.django_db
PAGE = "/settings/"
CHOSEN = {"time_zone": "Pacific/Auckland", "mail_hour": "7"}
SWITCHES = ("mail_reminders", "mail_digest", "mail_due_tomorrow")
CURRENT = {"time_zone": "", "mail_hour": 8} | dict.fromkeys(SWITCHES, True)
# Noon of Thursday for the organisation: Friday already in Auckland, four in the morning in Los Angeles.
NOON = datetime(2026, 11, 19, 12, tzinfo=UTC)


@pytest.fixture
def person() -> User:
    return build.user("Priya Raman", password="a long enough passphrase")


@pytest.fixture
def browser(client: Client, person: User) -> Client:
    client.force_login(person)
    return client


@pytest.fixture
def at_noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOON)


def change(by: User, **changes: object) -> User:
    return change_settings(**CURRENT | {"by": by, "now": NOON} | changes)


def chosen_by(person: User) -> dict[str, object]:
    return {name: getattr(person, name) for name in CURRENT}


def test_everybody_begins_with_the_organisations_zone_and_every_mail_at_eight(person: User) -> None:
    assert chosen_by(person) == CURRENT


def test_what_is_chosen_is_kept_and_shown_again(browser: Client, person: User) -> None:
    answer = browser.post(PAGE, CHOSEN, follow=True)
    person.refresh_from_db()
    assert chosen_by(person) == {"time_zone": "Pacific/Auckland", "mail_hour": 7} | dict.fromkeys(
        SWITCHES, False
    )
    page = answer.content.decode()
    assert "Saved." in page
    assert '<option value="Pacific/Auckland" selected>Auckland</option>' in page
    assert '<option value="7" selected>07:00</option>' in page
    for name in SWITCHES:
        assert f'type="checkbox" name="{name}" id="id_{name}">' in page


@pytest.mark.parametrize("one", SWITCHES)
def test_each_kind_of_mail_has_a_switch_of_its_own(browser: Client, person: User, one: str) -> None:
    browser.post(PAGE, CHOSEN | dict.fromkeys(set(SWITCHES) - {one}, "on"))
    person.refresh_from_db()
    assert [name for name in SWITCHES if not getattr(person, name)] == [one]


def test_a_change_is_in_the_log_once_and_saving_the_same_again_is_not(person: User) -> None:
    for _ in range(2):
        change(person, time_zone="Asia/Tokyo", mail_reminders=False)
    event = Event.objects.get()
    assert str(event) == f"{person} changed the settings of {person}"
    assert event.detail == {"time_zone": ["", "Asia/Tokyo"], "mail_reminders": [True, False]}


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"time_zone": "Mars/Olympus"}, "Choose a time zone from the list."),
        ({"mail_hour": "24"}, "Choose an hour from the list."),
        ({"mail_hour": ""}, "Choose an hour from the list."),
    ],
)
def test_what_is_not_on_the_list_is_refused_and_nothing_is_written(
    browser: Client, person: User, wrong: dict[str, str], said: str
) -> None:
    answer = browser.post(PAGE, CHOSEN | wrong)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    person.refresh_from_db()
    assert (person.time_zone, person.mail_hour) == ("", 8)
    assert not Event.objects.exists()


def test_the_service_refuses_an_unknown_zone_by_itself(person: User) -> None:
    with pytest.raises(DomainError, match="No time zone is called Mars/Olympus"):
        change(person, time_zone="Mars/Olympus")


@pytest.mark.parametrize("hour", [-1, 24])
def test_the_database_takes_no_hour_that_no_clock_has(person: User, hour: int) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.filter(pk=person.pk).update(mail_hour=hour)


def test_a_zone_that_this_machine_does_not_know_is_the_organisations() -> None:
    for name in ("", "Mars/Olympus", "../etc/passwd", "Europe"):
        assert zone_named(name) is timezone.get_default_timezone()


def test_every_zone_on_the_list_is_one_and_its_label_reads_well() -> None:
    zones = dict(zones_by_region())
    assert all(str(zone_named(name)) == name for of_region in zones.values() for name, _ in of_region)
    assert ("America/Argentina/Buenos_Aires", "Argentina, Buenos Aires") in zones["America"]
    assert is_known("UTC")
    assert not is_known("")


@pytest.mark.usefixtures("at_noon")
@pytest.mark.parametrize(
    ("zone", "clock"),
    [
        ("", "Thu 19 Nov, 12:00"),
        ("Pacific/Auckland", "Fri 20 Nov, 01:00"),
        ("America/Los_Angeles", "Thu 19 Nov, 04:00"),
    ],
)
def test_the_page_tells_the_time_by_the_persons_clock(
    browser: Client, person: User, zone: str, clock: str
) -> None:
    change(person, time_zone=zone)
    assert f">{clock}</time>" in browser.get(PAGE).content.decode()


@pytest.mark.usefixtures("at_noon")
def test_moments_follow_the_person_and_days_the_organisation() -> None:
    """The same page at the same moment, read in Auckland and in Los Angeles."""
    people = {
        "Pacific/Auckland": "saved Fri 20 Nov, 01:00",
        "America/Los_Angeles": "saved Thu 19 Nov, 04:00",
    }
    team, cycle = build.team("Checkout"), build.cycle(build.version())
    assessment = start_assessment(team=team, cycle=cycle, by=None, now=NOON)
    assessment.answers.update(level=2, saved_at=NOON, version=2)
    for zone, saved in people.items():
        reader = build.user(zone, role=User.Role.ADMINISTRATOR)
        change(reader, time_zone=zone)
        browser = Client()
        browser.force_login(reader)
        page = browser.get("/teams/checkout/assessments/2026-q4/").content.decode()
        assert saved in page
        assert "9 days left" in page


@pytest.mark.usefixtures("at_noon")
def test_the_printed_day_of_a_submission_is_the_organisations_wherever_it_is_read() -> None:
    team, cycle = build.team("Checkout"), build.cycle(build.version())
    build.submission(cycle, team, {"testing-1": 2}, now=NOON)
    reader = build.user("Ana")
    change(reader, time_zone="Pacific/Auckland")
    browser = Client()
    browser.force_login(reader)
    page = browser.get("/teams/checkout/assessments/2026-q4/submissions/1/").content.decode()
    assert 'title="19 November 2026; in your time zone 20 November 2026, 01:00">Thu 19 Nov<' in page


def test_one_persons_clock_does_not_stay_for_the_next(browser: Client, person: User) -> None:
    change(person, time_zone="Pacific/Auckland")
    browser.get(PAGE)
    assert timezone.get_current_timezone_name() == timezone.get_default_timezone_name()


def test_the_organisations_day_does_not_follow_the_clock_of_who_asks() -> None:
    late = datetime(2026, 11, 19, 23, 30, tzinfo=UTC)
    with timezone.override("Pacific/Auckland"):
        assert organisation_day(late) == date(2026, 11, 19)


def test_no_day_is_taken_from_the_clock_of_who_asks() -> None:
    """Whoever needs a day asks `organisation_day`; the one filter that shows a moment's own day is `day`."""
    readers = [
        str(path)
        for package in ("common", "config", "maturity", "plans", "teams")
        for path in (ROOT / package).rglob("*.py")
        if "timezone.local" in path.read_text()
    ]
    assert sorted(str(path).rpartition("/")[2] for path in readers) == ["days.py", "page.py"]
