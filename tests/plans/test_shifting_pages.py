"""The page of a plan's dates, the page of old and new dates before a move, and undo in the browser."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from plans.models import Change, Item, Plan
from plans.services.items import mark_item_done
from tests import build
from tests.plans import building
from tests.plans.pages import INSIDE, item_of, people, statements, text_of
from tests.plans.test_changes import rows

ARRANGE = {"lead", "manager", "team lead", "administrator"}
NEXT = {"what": "start", "day": "2026-09-12"}


def address(plan, name="plan_shift"):
    return reverse(name, args=(plan.slug,))


def look(client, plan, **asked):
    return client.get(address(plan), asked or NEXT)


def seen_in(answer):
    return answer.content.decode().split('name="seen" value="')[1].split('"')[0]


@pytest.fixture
def signed_in(client, weeks):
    client.force_login(weeks.lead)
    return client


def test_old_and_new_days_are_shown_and_nothing_moves_yet(signed_in, weeks):
    mark_item_done(item=item_of(weeks), version=1, by=weeks.lead, now=build.NOW)
    before = rows(weeks)
    with CaptureQueriesContext(connection) as captured:
        answer = look(signed_in, weeks)
    page = text_of(answer)
    assert not [each["sql"] for each in captured if not each["sql"].startswith("SELECT")]
    assert rows(weeks) == before
    for words in (
        "Start on Mon 14 Sep",
        "5 items get another day, 1 stays",
        "since Sat 12 Sep is a day off",
        "Wed 16 Sep Wed 23 Sep Today",
        "Tue 8 Sep done Early",
    ):
        assert words in page, words


def test_confirming_moves_and_one_button_takes_it_back(signed_in, weeks):
    before = rows(weeks)
    answer = signed_in.post(address(weeks), NEXT | {"seen": seen_in(look(signed_in, weeks))}, follow=True)
    assert "Starts Mon 14 Sep" in text_of(answer)
    assert "moved dates 7 values changed Undo" in text_of(answer)
    undo = reverse("plan_change_undo", args=(weeks.slug, Change.objects.get().pk))
    assert signed_in.get(undo).status_code == 405
    for _ in range(2):
        answer = signed_in.post(undo, follow=True)
    assert rows(weeks) == before
    assert "undone" in text_of(answer)
    assert Change.objects.count() == 2


def test_a_page_that_no_longer_holds_is_shown_anew_and_moves_nothing(signed_in, weeks):
    seen = seen_in(look(signed_in, weeks))
    mark_item_done(item=item_of(weeks), version=1, by=weeks.lead, now=build.NOW)
    answer = signed_in.post(address(weeks), NEXT | {"seen": seen})
    assert answer.status_code == 409
    assert "The plan changed after these dates were worked out" in text_of(answer)
    assert seen_in(answer) != seen
    assert [change.verb for change in Change.objects.all()] == ["marked as done"]
    assert signed_in.post(address(weeks), NEXT | {"seen": seen_in(answer)}).status_code == 302


def test_phases_and_items_move_by_weeks(signed_in, weeks):
    last = weeks.phases.get(position=1)
    asked = {"what": "phase", "phase": last.pk, "weeks": "2"}
    answer = look(signed_in, weeks, **asked)
    assert "weeks 3–4 become weeks 5–6" in text_of(answer)
    signed_in.post(address(weeks), asked | {"seen": seen_in(answer)})
    last.refresh_from_db()
    assert last.first_week == 5
    item = item_of(weeks)
    asked = {"what": "item", "item": item.pk, "weeks": "1"}
    signed_in.post(address(weeks), asked | {"seen": seen_in(look(signed_in, weeks, **asked))})
    assert item_of(weeks).due_number == item.due_number + 5


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"what": "start", "day": "x"}, "Enter a valid date"),
        ({"what": "start", "day": "9999-01-01"}, "too far away"),
        ({"what": "phase", "phase": "0", "weeks": "1"}, "Select a valid choice"),
        ({"what": "item", "item": "{item}", "weeks": "-1"}, "would be due before the plan starts"),
        ({"what": "item", "item": "{item}", "weeks": "99"}, "less than or equal to 52"),
    ],
)
def test_what_cannot_move_so_is_said_at_its_form(signed_in, weeks, asked, words):
    asked = {name: value.format(item=item_of(weeks).pk) for name, value in asked.items()}
    for answer in (look(signed_in, weeks, **asked), signed_in.post(address(weeks), asked)):
        assert answer.status_code == 422
        assert words in text_of(answer)


def test_a_move_that_moves_nothing_has_no_button(signed_in, weeks):
    answer = look(signed_in, weeks, what="start", day="2026-09-07")
    assert "Nothing would move" in text_of(answer)
    assert 'name="seen"' not in answer.content.decode()


def test_who_sees_the_plan_sees_its_dates_and_who_arranges_it_may_move_them(client, plan):
    for name, person in people(plan).items():
        client.force_login(person)
        page = client.get(address(plan, "plan_dates"))
        assert page.status_code == (200 if name in INSIDE else 404), name
        expected = 200 if name in ARRANGE else 403 if name in INSIDE else 404
        assert look(client, plan).status_code == expected, name
        if name in INSIDE:
            assert ("See what moves" in text_of(page)) == (name in ARRANGE), name
            assert ("may move its dates" in text_of(page)) == (name not in ARRANGE), name


def test_without_a_move_the_address_leads_to_the_dates(signed_in, weeks):
    assert signed_in.get(address(weeks))["Location"] == address(weeks, "plan_dates")
    assert signed_in.get(address(weeks), {"what": "moon"}).status_code == 302


def test_an_undo_of_another_plan_is_unknown(signed_in, weeks):
    assert signed_in.post(reverse("plan_change_undo", args=(weeks.slug, 99))).status_code == 404


def test_the_pages_cost_the_same_for_one_item_and_for_fifty(client, db, today):
    lead = build.user()
    costs = []
    for items in (1, 50):
        team = build.team(f"Team of {items}")
        plan = building.started(
            building.long_document(items), lead=lead, team=team, slug_of_template=f"t{items}"
        )
        client.force_login(lead)
        asked = (address(plan, "plan_dates"), f"{address(plan)}?what=start&day=2026-10-05")
        costs.append([statements(client, page) for page in asked])
    assert costs[0] == costs[1]
    assert max(costs[0]) <= 10, costs
    assert Plan.objects.filter(kind="started").count() == 2
    assert Item.objects.exists()
