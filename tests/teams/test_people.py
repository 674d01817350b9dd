"""The list of people, one person's page, and what an administrator changes of them."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from common.decisions import ChangedSince, DomainError, Refused
from plans.services.feeds import renew_feed
from teams.models import Event, Mail, Membership, User
from teams.queries.held import held_by
from teams.queries.people import PER_PAGE, STATES, PeopleAddress, people_list, person_page
from teams.services.delivery import send_next
from teams.services.invitations import invite
from teams.services.memberships import end_membership, set_membership
from teams.services.people import change_person, deactivate_person, reactivate_person
from tests import build
from tests.page_forms import form
from tests.plans import building
from tests.plans.pages import text_of
from tests.teams.test_mail import queue

pytestmark = pytest.mark.django_db
NOW = build.NOW
PASSWORD = "a long enough passphrase"


@pytest.fixture
def administrator() -> User:
    return build.user("Sam Osei", role="administrator", password=PASSWORD)


@pytest.fixture
def person() -> User:
    return build.user("Priya Raman", password=PASSWORD)


@pytest.fixture
def browser(client: Client, administrator: User) -> Client:
    client.force_login(administrator)
    return client


def change(person: User, by: User, **changes: object) -> bool:
    fields = {"name": person.name, "email": person.email, "role": person.role, "version": person.version}
    return change_person(person=person, **(fields | changes), by=by, now=NOW)


def names(**asked: str) -> list[str]:
    return [line.person.name for line in people_list(PeopleAddress.read(asked), NOW).lines]


def statements(ask) -> int:
    with CaptureQueriesContext(connection) as captured:
        ask()
    return len(captured)


# The list


@pytest.fixture
def everybody(administrator: User, person: User) -> None:
    build.team("Ledger", lead=person, member=build.user("Waiting"))
    invite(person=build.user("Invited"), by=administrator, now=NOW)
    deactivate_person(person=build.user("Off"), by=administrator, now=NOW)


@pytest.mark.usefixtures("everybody")
@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, ["Invited", "Off", "Priya Raman", "Sam Osei", "Waiting"]),
        ({"words": "RAMAN"}, ["Priya Raman"]),
        ({"words": "sam.osei@"}, ["Sam Osei"]),
        ({"role": "administrator"}, ["Sam Osei"]),
        ({"team": "ledger"}, ["Priya Raman", "Waiting"]),
        ({"state": "active"}, ["Priya Raman", "Sam Osei"]),
        ({"state": "invited"}, ["Invited"]),
        ({"state": "waiting"}, ["Waiting"]),
        ({"state": "off"}, ["Off"]),
        ({"team": "ledger", "state": "waiting"}, ["Waiting"]),
        (
            {"role": "king", "state": "nowhere", "page": "-3"},
            ["Invited", "Off", "Priya Raman", "Sam Osei", "Waiting"],
        ),
        ({"words": "%"}, []),
    ],
    ids=str,
)
def test_the_list_is_searched_and_filtered(asked: dict[str, str], found: list[str]) -> None:
    assert names(**asked) == found


@pytest.mark.usefixtures("everybody")
def test_each_line_is_in_the_state_by_which_it_is_found() -> None:
    for state in STATES:
        assert {line.state for line in people_list(PeopleAddress(state=state), NOW).lines} == {state}


def test_the_list_turns_pages_and_keeps_what_was_asked(browser: Client) -> None:
    for n in range(PER_PAGE + 1):
        build.user(f"Many {n:03}")
    page = browser.get(reverse("people"), {"words": "many", "page": "2"}).content.decode()
    assert "Many 050" in page
    assert "Many 049" not in page
    assert 'href="/people/?words=many"' in page
    assert f"{PER_PAGE + 1} people found" in page


def test_the_list_costs_the_same_for_one_and_for_fifty(administrator: User) -> None:
    def ask() -> None:
        for line in people_list(PeopleAddress(), NOW).lines:
            assert line.state_words
            assert all(each.team.name for each in line.memberships)

    first = statements(ask)
    for n in range(49):
        build.team(f"T{n}", lead=build.user(f"U{n}"))
    assert statements(ask) == first <= 5


def test_the_page_of_a_person_costs_the_same_however_much_they_hold(
    administrator: User, person: User
) -> None:
    build.team("First", lead=person)
    building.started(lead=person)
    first = statements(lambda: person_page(person.pk, NOW))
    for n in range(20):
        build.team(f"T{n}", lead=person)
        change(person, administrator, name=f"Name {n}")
        person.refresh_from_db()
    assert statements(lambda: person_page(person.pk, NOW)) == first


def test_the_swapped_list_is_the_list_of_the_page(browser: Client, person: User) -> None:
    path = reverse("people") + "?words=priya"
    whole = browser.get(path).content.decode()
    cut = browser.get(path, HTTP_HX_REQUEST="true", HTTP_HX_TARGET="people").content.decode()
    assert cut.strip().startswith('<div id="people"')
    assert cut.strip() in whole


def test_administrators_find_the_page_in_their_menu_and_nobody_else_does(
    client: Client, administrator: User, person: User
) -> None:
    for user, offered in ((administrator, True), (person, False)):
        client.force_login(user)
        assert ('href="/people/"' in client.get("/plans/").content.decode()) == offered


# Changing


def test_name_address_and_role_are_changed_and_the_log_names_the_fields_alone(
    administrator: User, person: User
) -> None:
    assert change(person, administrator, name="Priya Sharma", email="New@Example.org", role="leadership")
    person.refresh_from_db()
    assert (person.name, person.email, person.role, person.version) == (
        "Priya Sharma",
        "new@example.org",
        "leadership",
        2,
    )
    event = Event.objects.latest("pk")
    assert str(event) == "Sam Osei changed Priya Sharma"
    assert event.detail == {"fields": ["email", "name", "role"], "role": ["member", "leadership"]}
    assert not change(person, administrator)
    assert Event.objects.count() == 1


def test_of_two_administrators_the_second_is_told(administrator: User, person: User) -> None:
    change(person, administrator, role="leadership")
    with pytest.raises(ChangedSince, match="Somebody changed Priya Raman since you opened the page"):
        change(person, administrator, name="Priya Sharma")
    assert User.objects.get(pk=person.pk).name == "Priya Raman"


def test_an_address_is_of_one_person_and_of_the_organisation(
    administrator: User, person: User, settings
) -> None:
    with pytest.raises(DomainError, match="Somebody has the address sam"):
        change(person, administrator, email="Sam.Osei@example.org")
    settings.EMAIL_DOMAINS = ["example.org"]
    with pytest.raises(DomainError, match="not an address at"):
        change(person, administrator, email="priya@elsewhere.org")
    assert change(person, administrator, email="priya@example.org")


def test_nobody_changes_their_own_role_but_their_name(administrator: User) -> None:
    build.user("Other", role="administrator")
    with pytest.raises(Refused, match="Another administrator changes your role"):
        change(administrator, administrator, role="member")
    assert change(administrator, administrator, name="Sam O.")


def test_the_last_administrator_stays_one(administrator: User) -> None:
    """Of two who take each other's role away, the second asks with a role that is gone already."""
    other = build.user("Other", role="administrator")
    change(other, administrator, role="member")
    for act in (
        lambda: change(administrator, other, role="member"),  # `other` as the first request knew them
        lambda: deactivate_person(person=administrator, by=other, now=NOW),
    ):
        with pytest.raises(DomainError, match="Sam Osei is the only administrator left"):
            act()
    administrator.refresh_from_db()
    assert (administrator.role, administrator.is_active) == ("administrator", True)


def test_only_an_administrator_changes_people(administrator: User, person: User) -> None:
    member, team = build.user(), build.team()
    by = {"by": member, "now": NOW}
    for act in (
        lambda: change(person, member, name="X"),
        lambda: deactivate_person(person=person, **by),
        lambda: reactivate_person(person=person, **by),
        lambda: set_membership(person=person, team=team, role="lead", **by),
        lambda: end_membership(person=person, team=team, **by),
    ):
        with pytest.raises(Refused, match="Only an administrator"):
            act()
    assert not Event.objects.exists()


def test_the_form_of_a_person_says_what_is_wrong_and_keeps_what_was_typed(
    browser: Client, administrator: User, person: User
) -> None:
    path = reverse("person", args=[person.pk])
    sent = form(browser.get(path).content.decode(), path).filled(email=administrator.email)
    answer = browser.post(path, sent)
    assert answer.status_code == 422
    assert "Somebody has the address sam.osei@example.org already" in text_of(answer)
    assert 'value="sam.osei@example.org"' in answer.content.decode()
    sent["email"] = ["p@example.org"]
    assert "Saved." in text_of(browser.post(path, sent, follow=True))
    answer = browser.post(path, sent | {"name": ["Stale"]})
    assert (answer.status_code, "Load it again" in text_of(answer)) == (409, True)


def test_the_administration_beside_changes_no_role_and_switches_nobody_off(
    browser: Client, person: User
) -> None:
    fields = {"email": person.email, "name": "Renamed", "role": "administrator", "new_password": ""}
    browser.post(f"/admin/teams/user/{person.pk}/change/", fields)
    person.refresh_from_db()
    assert (person.name, person.role, person.is_active) == ("Renamed", "member", True)


# Leaving and coming back


def test_who_is_deactivated_is_signed_out_at_the_next_click_and_stays_so(
    administrator: User, person: User
) -> None:
    own, other = Client(), Client()
    own.force_login(person)
    other.force_login(administrator)
    assert own.get("/plans/").status_code == 200
    assert deactivate_person(person=person, by=administrator, now=NOW)
    assert own.get("/plans/")["Location"] == "/accounts/login/?next=/plans/"
    assert other.get("/plans/").status_code == 200
    assert Session.objects.count() == 1
    reactivate_person(person=person, by=administrator, now=NOW)
    assert own.get("/plans/").status_code == 302
    assert [str(event) for event in Event.objects.order_by("pk")] == [
        "Sam Osei deactivated Priya Raman",
        "Sam Osei reactivated Priya Raman",
    ]


def test_queued_mail_of_who_left_is_not_sent_even_if_they_come_back(
    administrator: User, person: User
) -> None:
    queued, by = queue(person), {"by": administrator, "now": NOW}
    deactivate_person(person=person, **by)
    reactivate_person(person=person, **by)
    assert not send_next(now=NOW + timedelta(days=2))
    queued.refresh_from_db()
    assert (queued.state, queued.last_error) == ("given up", "Not sent: this person was deactivated.")
    assert Mail.objects.count() == 1


def test_the_calendar_of_who_left_is_not_there(administrator: User, person: User, client: Client) -> None:
    plan = building.started(lead=person)
    feed = renew_feed(plan=plan, seen="", by=person, now=NOW)
    path = reverse("calendar_feed", args=[feed.secret])
    assert client.get(path).status_code == 200
    deactivate_person(person=person, by=administrator, now=NOW)
    assert client.get(path).status_code == 404


def test_doing_it_twice_is_doing_it_once(administrator: User, person: User) -> None:
    by = {"by": administrator, "now": NOW}
    assert [deactivate_person(person=person, **by) for _ in range(2)] == [True, False]
    assert [reactivate_person(person=person, **by) for _ in range(2)] == [True, False]
    assert Event.objects.count() == 2


def test_nobody_deactivates_themselves(browser: Client, administrator: User) -> None:
    build.user("Other", role="administrator")
    answer = browser.post(reverse("person_deactivate", args=[administrator.pk]))
    assert (answer.status_code, "Nobody deactivates themselves" in text_of(answer)) == (403, True)
    assert "Deactivate…" not in text_of(browser.get(reverse("person", args=[administrator.pk])))


def test_the_page_says_what_has_to_be_handed_over(browser: Client, administrator: User, person: User) -> None:
    team = build.team("Ledger", lead=person)
    plan = building.started(lead=person, team=team)
    managed = building.started(lead=build.user("Emil"), slug="managed-one")
    managed.manager = person
    managed.save()
    held = [(each.words, each.name) for each in held_by(person)]
    assert ("leads the team", "Ledger") in held
    assert ("leads the plan", plan.name) in held
    assert ("manages the plan", managed.name) in held
    assert any(words.startswith("has ") and "open item" in words for words, _ in held)
    for path in (reverse("person", args=[person.pk]), reverse("person_deactivate", args=[person.pk])):
        page = browser.get(path).content.decode()
        assert reverse("team_people", args=["ledger"]) in page
        assert reverse("plan_people", args=[plan.slug]) in page


def test_who_left_is_offered_nowhere(browser: Client, administrator: User, person: User) -> None:
    team = build.team("Ledger", lead=administrator)
    offered = f'<option value="{person.pk}">'
    path = reverse("team_people", args=["ledger"])
    assert offered in browser.get(path).content.decode()
    deactivate_person(person=person, by=administrator, now=NOW)
    assert offered not in browser.get(path).content.decode()
    with pytest.raises(Refused, match="Priya Raman is deactivated"):
        set_membership(person=person, team=team, role="lead", by=administrator, now=NOW)


# Teams


def test_a_person_joins_becomes_lead_and_leaves_each_in_the_log(administrator: User, person: User) -> None:
    team, by = build.team("Ledger"), {"by": administrator, "now": NOW}
    about = {"person": person, "team": team}
    assert set_membership(**about, role="member", **by)
    assert not set_membership(**about, role="member", **by)
    assert Membership.objects.get().since == NOW.date()
    assert set_membership(**about, role="lead", **by)
    assert end_membership(**about, **by)
    assert not end_membership(**about, **by)
    assert [(event.verb, event.subject, event.team.name) for event in Event.objects.order_by("pk")] == [
        ("made a member in the team", "Priya Raman", "Ledger"),
        ("made a lead in the team", "Priya Raman", "Ledger"),
        ("took out of the team", "Priya Raman", "Ledger"),
    ]


def test_an_archived_team_takes_nobody_in_and_lets_people_go(administrator: User, person: User) -> None:
    team, by = build.team("Ledger", lead=person), {"by": administrator, "now": NOW}
    team.archived_on = NOW.date()
    team.save()
    with pytest.raises(Refused, match="Ledger is archived"):
        set_membership(person=build.user(), team=team, role="lead", **by)
    assert end_membership(person=person, team=team, **by)


@pytest.mark.parametrize("page", ["person", "team"])
def test_memberships_are_changed_from_both_pages(browser: Client, person: User, page: str) -> None:
    build.team("Ledger")
    path = (
        reverse("person_team", args=[person.pk])
        if page == "person"
        else reverse("team_people", args=["ledger"])
    )
    asked = {"team": "ledger", "person": str(person.pk)}
    for role, words in (
        ("lead", "is a lead in Ledger"),
        ("lead", "it was so already"),
        ("", "not in Ledger any more"),
    ):
        assert words in text_of(browser.post(path, asked | {"role": role}, follow=True))
    assert browser.post(path, asked | {"role": "king"}).status_code == 422
    assert not Membership.objects.exists()
