"""What a week's check-in is filled from."""

from datetime import UTC, date, datetime

import pytest

from plans.models import Item
from plans.queries.check_in_facts import Facts, facts_from, suggested_next, week_facts, week_items
from plans.queries.check_ins import days_of_week
from plans.queries.shifting import Move, planned_shift
from plans.services.item_states import change_item_state
from plans.services.items import mark_item_done
from plans.services.shifting import shift_plan
from plans.services.undo import undo_change
from tests.plans.conftest import TODAY
from tests.plans.pages import item_of

pytestmark = pytest.mark.django_db


def at(day: int, hour: int = 12) -> datetime:
    return datetime(2026, 9, day, hour, tzinfo=UTC)


def facts(plan, week=2, today=TODAY) -> Facts:
    return week_facts(plan, week_items(plan), days_of_week(plan, week, 4), today=today)


def titles(found) -> list[str]:
    return [fact.title for fact in found]


def done(plan, title, moment, **more):
    item = item_of(plan, title=title)
    Item.objects.filter(pk=item.pk).update(**more)
    mark_item_done(item=item, version=item.version, by=plan.lead, now=moment)


def test_done_is_what_was_done_within_the_week_whenever_it_was_due(weeks):
    done(weeks, "Early", at(13))  # the Sunday before
    done(weeks, "Last", at(14, 0))
    done(weeks, "Today", at(20))
    found = facts(weeks)
    assert titles(found.done) == ["Today", "Last"]
    assert found.done[0].day == date(2026, 9, 20)
    assert titles(facts(weeks, week=1).done) == ["Early"]


def test_meetings_that_were_held_stand_with_their_outcome_and_not_among_the_rest(weeks):
    done(weeks, "Today", at(16), kind="meeting", outcome_actual="Agreed on three metrics.")
    done(weeks, "Soon", at(16), kind="meeting")
    found = facts(weeks)
    assert [(fact.title, fact.words) for fact in found.met] == [
        ("Today", "Agreed on three metrics."),
        ("Soon", ""),
    ]
    assert found.done == []


def test_late_is_what_is_late_today_or_was_on_the_morning_after_the_week(weeks):
    assert titles(facts(weeks).late) == ["Early"], "on Wednesday; what is due today is not late"
    assert titles(facts(weeks, today=date(2026, 9, 17)).late) == ["Early", "Today"]
    assert titles(facts(weeks, week=1).late) == ["Early"]
    assert titles(facts(weeks, today=date(2026, 10, 1)).late) == ["Early", "Today", "Soon", "End"]


def test_what_was_done_after_the_week_was_late_at_its_end(weeks):
    done(weeks, "Early", at(15))
    assert titles(facts(weeks, week=1).late) == ["Early"]
    assert facts(weeks).late == []
    assert facts(weeks, week=1, today=date(2026, 9, 11)).late == []


def test_what_is_dropped_is_not_late_any_more(weeks):
    early = item_of(weeks, title="Early")
    change_item_state(
        item=early, version=1, state=Item.State.DROPPED, reason="No use", by=weeks.lead, now=at(15)
    )
    assert facts(weeks).late == []


def test_blocked_says_why_and_whom_it_waits_for(weeks):
    for title, by in (("Soon", "Security"), ("End", "")):
        item = item_of(weeks, title=title)
        change_item_state(
            item=item,
            version=1,
            state=Item.State.BLOCKED,
            reason="No access.",
            blocked_by=by,
            by=weeks.lead,
            now=at(15),
        )
    assert [(fact.title, fact.words) for fact in facts(weeks).blocked] == [
        ("Soon", "No access. Waits for Security."),
        ("End", "No access."),
    ]


def move(plan, title, by, moment):
    asked = Move("item", pk=item_of(plan, title=title).pk, weeks=by)
    plan.refresh_from_db()
    seen = planned_shift(plan, asked).mark
    return shift_plan(plan=plan, move=asked, seen=seen, by=plan.lead, now=moment)


def test_moved_tells_the_day_before_the_week_and_the_last_one(weeks):
    move(weeks, "Soon", 1, at(8))
    move(weeks, "Soon", 1, at(14))
    move(weeks, "Soon", 1, at(15))
    (fact,) = facts(weeks).moved
    assert (fact.title, fact.before, fact.day) == ("Soon", date(2026, 9, 24), date(2026, 10, 8))
    (fact,) = facts(weeks, week=1).moved
    assert (fact.before, fact.day) == (date(2026, 9, 17), date(2026, 9, 24))


def test_what_was_moved_there_and_back_did_not_move(weeks):
    change = move(weeks, "Soon", 1, at(14))
    undo_change(change=change, by=weeks.lead, now=at(15))
    assert facts(weeks).moved == []


def test_what_is_next_is_what_is_open_and_due_in_the_week_after(weeks):
    items = week_items(weeks)
    assert suggested_next(items, days_of_week(weeks, 2, 4)) == "- Next (Fri 25 Sep)"
    assert suggested_next(items, days_of_week(weeks, 4, 4)) == ""
    done(weeks, "Next", at(16))
    assert suggested_next(week_items(weeks), days_of_week(weeks, 2, 4)) == ""


def test_facts_are_kept_and_read_again_exactly(weeks):
    done(weeks, "Today", at(16))
    move(weeks, "Soon", 1, at(14))
    found = facts(weeks)
    assert facts_from(found.as_json()) == found
    assert facts_from({}) == Facts([], [], [], [], [])
