"""The timeline of a plan: what stands where, what it says in words, and what one asks to see."""

import re
from datetime import date

import pytest
from django.urls import reverse

from plans.models import Item
from plans.queries.timeline import EVERYONE, LATE, LEFT, Wanted, timeline_page
from tests import build
from tests.plans import building
from tests.plans.conftest import TODAY
from tests.plans.pages import INSIDE, OUTSIDE, SEES, element, item_of, people, statements, text_of

LONG = """# Year

## Weeks 1-{0}: All of it

### Deliverables

| Deliverable | Due |
|---|---|
| A thing | End of week {0} |
"""
HOLIDAYS = "# P\n\n## Week 1: All\n\n### Activities\n\n- One\n"
OUTSIDE_OF_IT = [
    (date(2026, 8, 3), ["44 days late", "pinned", "before the plan"]),
    (date(2027, 1, 4), ["pinned", "after the plan"]),
]


def address(plan, query=""):
    return reverse("plan_timeline", args=(plan.slug,)) + query


def drawn(plan, **wanted):
    page = timeline_page(plan, Wanted(**wanted), today=TODAY)
    return [mark.line.label for band in page.bands for mark in band.marks]


def test_it_is_for_who_sees_the_plan(client, plan):
    for who, user in people(plan).items():
        client.force_login(user)
        assert client.get(address(plan)).status_code == (SEES if who in INSIDE else OUTSIDE), who
    client.logout()
    assert client.get(address(plan)).status_code == 302


def test_items_stand_on_their_days_and_phases_on_their_weeks(weeks):
    page = timeline_page(weeks, Wanted(), today=TODAY)
    first, second = page.bands
    expected = [("Early", 2), ("Today", 10), ("Soon", 11), ("End", 12)]
    assert [(mark.line.label, mark.at.first) for mark in first.marks] == expected
    assert [(mark.line.label, mark.at.first) for mark in second.marks] == [("Next", 19), ("Last", 26)]
    assert [(band.at.first, band.at.span) for band in page.bands] == [(1, 14), (15, 14)]
    assert page.today is not None
    assert page.today.first == 10
    assert (first.goals_met, first.goals, first.items_done, first.items) == (0, 1, 0, 4)


def test_a_mark_says_all_of_it_in_words(weeks):
    early = item_of(weeks, title="Early")
    Item.objects.filter(pk=early.pk).update(
        state="blocked", reason="No access", due_kind="pinned", due_number=None, pinned_on=date(2026, 9, 8)
    )
    page = timeline_page(weeks, Wanted(), today=TODAY)
    mark = page.bands[0].marks[0]
    assert mark.words == ["blocked", "8 days late", "pinned"]
    assert mark.hint == "Deliverable: Early, due Tue 8 Sep 2026, blocked, 8 days late, pinned. Priya Raman"


@pytest.mark.parametrize(("day", "words"), OUTSIDE_OF_IT)
def test_what_is_pinned_outside_of_the_plan_says_so(weeks, day, words):
    Item.objects.filter(phase__plan=weeks, title="Early").update(
        due_kind="pinned", due_number=None, pinned_on=day, due_on=day
    )
    page = timeline_page(weeks, Wanted(), today=TODAY)
    (mark,) = [mark for band in page.bands for mark in band.marks if mark.line.label == "Early"]
    assert mark.words == words
    assert mark.at.first in {1, page.scale.columns}


def test_one_sees_what_one_asks_for(weeks):
    Item.objects.filter(phase__plan=weeks, title="Soon").update(
        state="done", done_at=build.NOW, kind="meeting"
    )
    role = weeks.roles.get(name="Engineer A")
    assert drawn(weeks, owner=str(role.pk)) == ["Soon"]
    assert drawn(weeks, owner=EVERYONE) == ["End"]
    assert drawn(weeks, state="done") == ["Soon"]
    assert drawn(weeks, kind="meeting") == ["Soon"]
    assert drawn(weeks, kind="meeting", state=LEFT) == []
    assert drawn(weeks, state=LATE) == ["Early"]
    assert drawn(weeks, state=LEFT) == ["Early", "Today", "End", "Next", "Last"]


def test_the_page_filters_by_its_address_and_says_of_how_many(client, weeks):
    client.force_login(weeks.lead)
    page = client.get(address(weeks, "?state=late"))
    assert "1 of 6 items." in text_of(page)
    assert re.findall(r'<span class="name">(.*?)</span>', page.content.decode()) == ["Early"]
    assert '<option value="late" selected>' in page.content.decode()
    assert "No item of the plan is like that" in text_of(client.get(address(weeks, "?kind=quick_win")))


def test_a_word_in_the_address_that_means_nothing_is_said_beside_its_field(client, weeks):
    client.force_login(weeks.lead)
    page = client.get(address(weeks, "?state=asleep&owner=99999999999"))
    assert page.status_code == 422
    assert page.content.decode().count('class="errorlist"') == 2
    assert "Early" in text_of(page)


@pytest.mark.parametrize("query", ["", "?state=late", "?kind=quick_win", "?state=asleep"])
def test_what_htmx_swaps_in_is_the_page_reloaded(client, weeks, query):
    client.force_login(weeks.lead)
    headers = {"HX-Request": "true", "HX-Target": "timeline"}
    cut = client.get(address(weeks, query), headers=headers).content.decode()
    page = client.get(address(weeks, query)).content.decode()
    assert element(page, '<div class="stack" id="timeline"') == element(
        cut, '<div class="stack" id="timeline"'
    )
    assert "<html" not in cut


def test_each_item_leads_to_its_page_and_a_finished_phase_begins_folded(client, weeks):
    Item.objects.filter(phase__plan=weeks, phase__position=0).update(state="done", done_at=build.NOW)
    client.force_login(weeks.lead)
    html = client.get(address(weeks)).content.decode()
    for item in Item.objects.filter(phase__plan=weeks):
        assert f'href="{reverse("plan_item", args=(weeks.slug, item.pk))}"' in html
    assert re.findall(r'<details class="timeline-phase"( open)?>', html) == ["", " open"]
    html = client.get(address(weeks, "?state=done")).content.decode()
    assert re.findall(r'<details class="timeline-phase"( open)?>', html) == [" open", " open"]


def test_holidays_are_named(client, db, today):
    plan = building.started(building.text_document(HOLIDAYS), start=date(2026, 12, 21), country="DE")
    client.force_login(plan.lead)
    assert "Public holidays: Fri 25 Dec." in text_of(client.get(address(plan)))


@pytest.mark.parametrize(("last", "by_day"), [(13, True), (52, False), (90, False)])
def test_a_long_plan_is_drawn_by_weeks(client, db, today, last, by_day):
    plan = building.started(building.text_document(LONG.format(last)))
    client.force_login(plan.lead)
    html = client.get(address(plan)).content.decode()
    assert (" by-day" in html) is by_day
    assert f"Week {last}: " in html or f"–{last}: " in html


def test_a_plan_without_items_says_what_belongs_there(client, db, today):
    plan = building.started(
        building.text_document("# Empty\n\n## Weeks 1-2: Nothing\n\n### Goals\n\n- One\n")
    )
    client.force_login(plan.lead)
    assert "Nothing to draw yet" in text_of(client.get(address(plan)))


def test_outside_of_the_plan_there_is_no_line_of_today(client, weeks, today):
    client.force_login(weeks.lead)
    assert 'id="today"' in client.get(address(weeks)).content.decode()
    today(date(2027, 3, 1))
    assert 'id="today"' not in client.get(address(weeks)).content.decode()


@pytest.mark.parametrize("owner", [False, True])
def test_statements_do_not_grow_with_the_items(client, db, today, django_assert_max_num_queries, owner):
    counts = []
    for items in (1, 50):
        plan = building.started(
            building.long_document(items),
            team=build.team(f"Team {items}"),
            lead=build.user(f"Lead {items}"),
            slug_of_template=f"long-{items}",
        )
        wanted = Wanted(owner=str(plan.roles.first().pk) if owner else "")
        with django_assert_max_num_queries(5) as captured:
            timeline_page(plan, wanted, today=TODAY)
        client.force_login(plan.lead)
        counts.append((len(captured), statements(client, address(plan))))
    assert counts[0] == counts[1]
