"""Calendars to subscribe to: who has an address, what stands at it, and that it ends when it should."""

import logging
from datetime import timedelta

import pytest
import vobject
from django.db import transaction
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from icalendar import Calendar

from common.decisions import ChangedSince, Refused
from config.secret_addresses import HideSecretAddresses
from plans.calendar_file import calendar_file
from plans.document import canonical
from plans.models import CalendarFeed, Item, Plan
from plans.queries.calendars import followed
from plans.services.feeds import end_feed, renew_feed
from plans.services.item_states import change_item_state
from teams.models import Event
from tests import build, page_forms
from tests.plans import building, documents
from tests.plans.pages import INSIDE, item_of, people, statements, text_of

PLAN = "plan_calendar"
MEETINGS = """# Meetings

## Weeks 1-2: Meet

### Activities

| Activity | Owner |
|---|---|
| Mine | Engineer A |
| Ours | All |
| Theirs | Me |

### Meetings

| Meeting | Who | Due |
|---|---|---|
| One-to-one | Engineer A | Working day 2 |
| By name | Support and Emil Aalto | Working day 3 |
| Whole team | The whole team and the manager | Working day 4 |
| First talk | Direct manager | Working day 5 |
"""


@pytest.fixture
def meetings(db, today):
    roles = {"Engineer A": build.user("Emil Aalto")}
    plan = building.started(
        building.text_document(MEETINGS), slug_of_template="meetings", title="Meetings", roles=roles
    )
    plan.manager = build.user("Manager")
    plan.save(update_fields=["manager"])
    return plan


def feed(user, plan=None):
    return renew_feed(plan=plan, seen="", by=user, now=build.NOW)


def address(secret):
    return reverse("calendar_feed", args=(secret,))


def events(client, secret):
    answer = client.get(address(secret))
    assert answer.status_code == 200
    return Calendar.from_ical(answer.content).events


def titles(client, user, plan=None):
    return {str(event["summary"]) for event in events(client, feed(user, plan).secret)}


def press(client, page, button):
    """Press a button of the page by its words, as a browser does."""
    html = client.get(page).content.decode()
    wanted = {"Make": "address", "Renew": "address", "Switch off": "nothing"}[button]
    form = next(each for each in page_forms.forms(html) if wanted in [one.value for one in each.buttons])
    return client.post(page, form.filled() | {"wanted": wanted})


def test_an_item_stands_on_its_day_and_leads_back(client, weeks):
    found = {str(event["uid"]): event for event in events(client, feed(weeks.lead, weeks).secret)}
    item = item_of(weeks, title="Today")
    event = found[f"waymark-item-{item.pk}@127.0.0.1"]
    assert (event.start, event.end) == (item.due_on, item.due_on + timedelta(days=1))
    assert event["summary"] == "Today (deliverable)"
    assert event["url"].endswith(reverse("plan_item", args=(weeks.slug, item.pk)))
    assert "Owners: Priya Raman" in event["description"]
    assert f"Plan: {weeks.name}, phase 1" in event["description"]
    phases = [event for event in found.values() if event["categories"].to_ical() == b"Phase"]
    assert [str(event["summary"]) for event in phases] == ["Phase 1 begins: Look", "Phase 2 begins: Mend"]
    assert [event.start.isoformat() for event in phases] == ["2026-09-07", "2026-09-21"]


@pytest.mark.parametrize(
    ("state", "summary", "status"),
    [
        ("doing", "Under way: Today (deliverable)", "CONFIRMED"),
        ("blocked", "Blocked: Today (deliverable)", "CONFIRMED"),
        ("done", "Done: Today (deliverable)", "CONFIRMED"),
        ("dropped", "Dropped: Today (deliverable)", "CANCELLED"),
    ],
)
def test_a_state_is_said_in_words_and_the_change_is_counted_and_dated(client, weeks, state, summary, status):
    item = item_of(weeks, title="Today")
    reason = "No use" if state in {"blocked", "dropped"} else ""
    secret = feed(weeks.lead, weeks).secret
    uid = f"waymark-item-{item.pk}@127.0.0.1"
    before = {str(event["uid"]): event for event in events(client, secret)}[uid]
    change_item_state(
        item=item,
        version=1,
        state=Item.State(state),
        reason=reason,
        by=weeks.lead,
        now=build.NOW + timedelta(days=1),
    )
    after = {str(event["uid"]): event for event in events(client, secret)}[uid]
    assert (after["summary"], after["status"]) == (summary, status)
    assert after["sequence"] > before["sequence"]
    assert after["last-modified"].dt > before["last-modified"].dt
    assert (reason in after["description"]) is True


def test_what_a_person_has_to_do(client, meetings):
    emil = meetings.roles.get(name="Engineer A").person
    assert titles(client, emil) == {
        "Mine (activity)", "Ours (activity)", "One-to-one (meeting)", "By name (meeting)", "Whole team (meeting)",
    }  # fmt: skip
    assert titles(client, meetings.lead) == {
        "Ours (activity)", "Theirs (activity)", "One-to-one (meeting)", "By name (meeting)", "Whole team (meeting)",
        "First talk (meeting)",
    }  # fmt: skip
    assert titles(client, meetings.manager) == {"Whole team (meeting)", "First talk (meeting)"}
    assert titles(client, build.user("Head", role="leadership")) == set()


def test_a_finished_plan_leaves_the_own_calendar_and_keeps_its_own(client, meetings):
    Plan.objects.filter(pk=meetings.pk).update(finished_at=build.NOW, finished_by=meetings.lead)
    assert titles(client, meetings.lead) == set()
    assert "Ours (activity)" in titles(client, meetings.lead, meetings)


def test_several_plans_are_in_one_calendar(client, meetings):
    building.start_another(meetings, building.START + timedelta(weeks=26))
    assert len(events(client, feed(meetings.lead).secret)) == 12


def test_who_sees_the_plan_may_follow_it_until_they_may_not(client, plan):
    for role, user in people(plan).items():
        client.force_login(user)
        page = reverse(PLAN, args=(plan.slug,))
        assert client.get(page).status_code == (200 if role in INSIDE else 404), role
        if role not in INSIDE:
            with pytest.raises(Refused):
                feed(user, plan)
            continue
        press(client, page, "Make")
        secret = CalendarFeed.objects.get(person=user, plan=plan).secret
        client.logout()
        assert events(client, secret)
    emil = CalendarFeed.objects.get(person__name="Emil Aalto")
    plan.roles.filter(person=emil.person).update(person=None)
    assert client.get(address(emil.secret)).status_code == 404
    priya = CalendarFeed.objects.get(person=plan.lead)
    own = feed(plan.lead).secret
    type(plan.lead).objects.filter(pk=plan.lead.pk).update(is_active=False)
    assert client.get(address(priya.secret)).status_code == 404
    assert client.get(address(own)).status_code == 404
    assert client.get(address("x" * 43)).status_code == 404
    assert client.get(address("x" * 2000)).status_code == 404


def test_a_template_has_no_calendar(client, plan):
    with pytest.raises(Refused):
        feed(plan.lead, plan.template)


@pytest.mark.parametrize("whose", ["own", "plan"])
def test_an_address_is_made_renewed_and_switched_off(client, weeks, whose):
    client.force_login(weeks.lead)
    page = reverse("own_calendar") if whose == "own" else reverse(PLAN, args=(weeks.slug,))
    assert not CalendarFeed.objects.exists()  # looking at the page made none
    assert press(client, page, "Make").status_code == 302
    first = CalendarFeed.objects.get().secret
    assert len(first) >= 43  # 32 bytes
    shown = client.get(page)
    assert f"http://127.0.0.1:8000{address(first)}" in shown.content.decode()
    assert f"webcal://127.0.0.1:8000{address(first)}" in shown.content.decode()
    assert "no-store" in shown["Cache-Control"]
    press(client, page, "Renew")
    second = CalendarFeed.objects.get().secret
    assert second != first
    assert client.get(address(first)).status_code == 404
    assert client.get(address(second)).status_code == 200
    press(client, page, "Switch off")
    assert client.get(address(second)).status_code == 404
    assert "Make an address" in text_of(client.get(page))
    said = [event.verb.split(" a")[0].split(" the")[0] for event in Event.objects.order_by("pk")]
    assert said[-3:] == ["made", "renewed", "switched off"]
    for event in Event.objects.all():
        assert first not in f"{event.subject} {event.detail}"


def test_asking_twice_is_asking_once(weeks):
    lead = {"plan": weeks, "by": weeks.lead, "now": build.NOW}
    first = renew_feed(seen="", **lead)
    assert renew_feed(seen="", **lead).secret == first.secret
    second = renew_feed(seen=first.mark, **lead)
    assert renew_feed(seen=first.mark, **lead).secret == second.secret != first.secret
    assert Event.objects.filter(verb__contains="calendar address").count() == 2
    with pytest.raises(ChangedSince, match="renewed"):
        end_feed(seen=first.mark, **lead)
    end_feed(seen=second.mark, **lead)
    end_feed(seen=second.mark, **lead)
    with pytest.raises(ChangedSince, match="switched off"):
        renew_feed(seen=second.mark, **lead)
    assert not CalendarFeed.objects.exists()


def test_a_page_that_is_older_than_the_address_is_told_so_and_shows_the_new_one(client, weeks):
    client.force_login(weeks.lead)
    page, first = reverse("own_calendar"), feed(weeks.lead)
    second = renew_feed(plan=None, seen=first.mark, by=weeks.lead, now=build.NOW)
    answer = client.post(page, {"seen": first.mark, "wanted": "nothing"})
    assert answer.status_code == 409
    assert "was renewed since you opened the page" in text_of(answer)
    assert second.secret in answer.content.decode()
    client.post(page, {"seen": second.mark, "wanted": "nothing"})
    answer = client.post(page, {"seen": second.mark, "wanted": "address"})
    assert answer.status_code == 409
    assert "Make an address" in text_of(answer)
    assert not CalendarFeed.objects.exists()


def test_each_has_their_own_address(weeks):
    admin = build.user("Admin", role="administrator")
    secrets = {feed(user, plan).secret for user in (weeks.lead, admin) for plan in (weeks, None)}
    assert len(secrets) == 4


def test_a_form_of_another_shape_leads_back_to_the_page(client, weeks):
    client.force_login(weeks.lead)
    answer = client.post(reverse("own_calendar"), {"wanted": "everything"})
    assert answer.status_code == 422
    assert "Make an address" in text_of(answer)
    assert not CalendarFeed.objects.exists()


def test_a_program_that_has_these_bytes_is_told_so_until_they_change(client, weeks):
    secret = feed(weeks.lead, weeks).secret
    answer = client.get(address(secret))
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer["Cache-Control"] == "private, no-cache"
    assert answer["X-Robots-Tag"] == "noindex"
    assert secret not in answer["Content-Disposition"]
    again = client.get(address(secret), headers={"If-None-Match": answer["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    item = item_of(weeks, title="Today")
    change_item_state(item=item, version=1, state=Item.State.DOING, by=weeks.lead, now=build.NOW)
    assert client.get(address(secret), headers={"If-None-Match": answer["ETag"]}).status_code == 200
    assert client.head(address(secret)).status_code == 200
    assert client.post(address(secret)).status_code == 405


def test_a_longer_plan_takes_no_more_statements(client, db, today):
    counted = []
    for n in (1, 50):
        plan = building.started(
            building.long_document(n),
            slug_of_template=f"long-{n}",
            lead=build.user(f"Lead {n}"),
            team=build.team(f"Team {n}"),
        )
        counted.append([statements(client, address(feed(plan.lead, each).secret)) for each in (plan, None)])
    assert counted[0] == counted[1]
    assert max(counted[0]) <= 6


def test_the_log_has_no_secret(client, db, caplog):
    caplog.handler.addFilter(HideSecretAddresses())
    with caplog.at_level(logging.WARNING):
        assert client.get(address("very-secret_word")).status_code == 404
    assert "Not Found: /calendar/….ics" in caplog.text
    assert "very-secret_word" not in caplog.text


@settings(
    max_examples=10,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(documents.plans())
def test_two_readers_agree_on_every_date_of_any_plan(db, document):
    with transaction.atomic():
        plan = building.started(
            canonical(document),
            lead=build.user(),
            team=build.team(),
            slug_of_template="made-up",
            title="Made up",
        )
        found = followed(feed(plan.lead, plan).secret)
        file = calendar_file(found.name, found.entries)
        days = sorted(
            str(day) for day in Item.objects.filter(phase__plan=plan).values_list("due_on", flat=True)
        )
        transaction.set_rollback(True)
    ours = [event for event in Calendar.from_ical(file).events if "item" in str(event["uid"])]
    theirs = vobject.readOne(file.decode()).contents.get("vevent", [])
    second = [event for event in theirs if "item" in event.uid.value]
    assert sorted(str(event.start) for event in ours) == days
    assert sorted(str(event.dtstart.value) for event in second) == days
    assert all(event.end - event.start == timedelta(days=1) for event in ours)
