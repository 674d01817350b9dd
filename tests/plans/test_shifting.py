"""Moving dates of a running plan: the rules by hand, what holds of every plan, and taking it back."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from common.decisions import ChangedSince, DomainError, Refused
from plans.models import Change, Item, Phase, Plan
from plans.queries.documents import document_of
from plans.queries.shifting import Move, planned_shift, shift_of
from plans.schedule import holidays_of, is_working_day
from plans.services.items import mark_item_done
from plans.services.shifting import shift_plan
from plans.services.undo import undo_change
from teams.models import Event
from tests import build
from tests.plans import building
from tests.plans.pages import item_of, people
from tests.plans.test_changes import rows

MONDAY = date(2026, 9, 14)
NEXT = Move("start", day=MONDAY)


def shift(plan, move, by=None, seen=None):
    return shift_plan(plan=plan, move=move, by=by, seen=seen, now=build.NOW)


def days(plan):
    return {item.title: item.due_on.strftime("%d %b") for item in Item.objects.filter(phase__plan=plan)}


def phase(plan, n):
    return plan.phases.get(position=n)


def test_a_new_start_counts_every_open_offset_again(weeks):
    assert days(weeks) == {
        "Early": "08 Sep",
        "Today": "16 Sep",
        "Soon": "17 Sep",
        "End": "18 Sep",
        "Next": "25 Sep",
        "Last": "02 Oct",
    }
    shift(weeks, Move("start", day=date(2026, 9, 16)))  # a Wednesday: its weeks end on Tuesdays
    assert days(weeks) == {
        "Early": "17 Sep",
        "Today": "25 Sep",
        "Soon": "28 Sep",
        "End": "29 Sep",
        "Next": "06 Oct",
        "Last": "13 Oct",
    }
    weeks.refresh_from_db()
    assert weeks.start == date(2026, 9, 16)


def test_a_new_start_on_a_day_off_moves_to_the_next_working_day(weeks):
    shift(weeks, Move("start", day=date(2026, 9, 12)))
    weeks.refresh_from_db()
    assert weeks.start == MONDAY


def test_what_is_done_dropped_or_pinned_stays_and_says_so(weeks):
    early, today, soon = Item.objects.filter(phase__plan=weeks).order_by("pk")[:3]
    mark_item_done(item=early, version=1, by=weeks.lead, now=build.NOW)
    Item.objects.filter(pk=today.pk).update(state="dropped", reason="No longer")
    Item.objects.filter(pk=soon.pk).update(
        due_kind="pinned", due_number=None, pinned_on=date(2026, 9, 12), due_on=date(2026, 9, 12)
    )
    found = planned_shift(weeks, NEXT)
    assert [(each.title, each.stays) for each in found.staying] == [
        ("Early", "done"),
        ("Today", "dropped"),
        ("Soon", "pinned to this day"),
    ]
    before = days(weeks)
    shift(weeks, NEXT)
    after = days(weeks)
    assert [title for title in before if before[title] == after[title]] == ["Early", "Today", "Soon"]


def test_a_phase_moves_by_weeks_with_what_is_in_it(weeks):
    last = phase(weeks, 1)
    shift(weeks, Move("phase", pk=last.pk, weeks=2))
    last.refresh_from_db()
    assert (last.first_week, last.last_week, last.label) == (5, 6, "Weeks 5–6")
    assert (days(weeks)["Next"], days(weeks)["Last"], days(weeks)["End"]) == ("09 Oct", "16 Oct", "18 Sep")
    assert Item.objects.get(title="Next", phase__plan=weeks).due_number == 5
    exported = document_of(Plan.objects.get(pk=weeks.pk))
    assert [(each.first_week, each.label) for each in exported.phases] == [(1, "Weeks 1-2"), (5, "Weeks 5–6")]


def test_a_phase_takes_those_after_it_along_where_that_is_asked(weeks):
    shift(weeks, Move("phase", pk=phase(weeks, 0).pk, weeks=1, following=True))
    assert list(weeks.phases.order_by("position").values_list("first_week", "last_week")) == [(2, 3), (4, 5)]
    assert days(weeks)["Early"] == "15 Sep"  # working day 2 is working day 7
    assert days(weeks)["Last"] == "09 Oct"


def test_an_item_moves_by_weeks_alone_also_from_the_end_of_its_phase(weeks):
    Item.objects.filter(phase__plan=weeks, title="End").update(due_kind="", due_number=None)
    for title, day in (("End", "25 Sep"), ("Early", "15 Sep")):
        item = Item.objects.get(phase__plan=weeks, title=title)
        shift(weeks, Move("item", pk=item.pk, weeks=1))
        assert days(weeks)[title] == day
    end = Item.objects.get(phase__plan=weeks, title="End")
    assert (end.due_kind, end.due_number) == ("week_end", 3)
    shift(weeks, Move("item", pk=end.pk, weeks=-1))
    end.refresh_from_db()
    assert (end.due_kind, end.due_number) == ("", None)
    assert days(weeks)["Next"] == "25 Sep"


@pytest.mark.parametrize(
    ("move", "words"),
    [
        (lambda _: Move("start"), "Choose the day"),
        (lambda _: Move("start", day=date(9999, 1, 1)), "too far away"),
        (lambda plan: Move("start", day=plan.start), "Nothing would move"),
        (lambda _: Move("phase", pk=0, weeks=1), "no longer in the plan"),
        (lambda _: Move("item", pk=0, weeks=1), "no longer in the plan"),
        (lambda plan: Move("phase", pk=phase(plan, 1).pk, weeks=0), "Move by 1 to 52 weeks"),
        (lambda plan: Move("phase", pk=phase(plan, 1).pk, weeks=53), "Move by 1 to 52 weeks"),
        (lambda plan: Move("phase", pk=phase(plan, 0).pk, weeks=-1), "would begin before the plan starts"),
        (lambda plan: Move("phase", pk=phase(plan, 0).pk, weeks=3), "“Look” would come after “Mend”"),
        (lambda plan: Move("phase", pk=phase(plan, 1).pk, weeks=-3), "would begin before the plan"),
        (lambda plan: Move("item", pk=item_of(plan).pk, weeks=-1), "“Early” would be due before the plan"),
    ],
)
def test_what_cannot_move_so_is_told_and_nothing_is_written(weeks, move, words):
    before = rows(weeks)
    with pytest.raises(DomainError, match=words):
        shift(weeks, move(weeks))
    assert rows(weeks) == before
    assert not Change.objects.exists()


def test_a_start_where_the_same_plan_is_already_is_told(weeks):
    building.start_another(weeks, MONDAY)
    with pytest.raises(DomainError, match="already"):
        shift(weeks, NEXT)


def test_one_undo_takes_the_whole_shift_back(weeks):
    for move in (NEXT, Move("phase", pk=phase(weeks, 0).pk, weeks=1, following=True)):
        before = rows(weeks)
        change = shift(Plan.objects.get(pk=weeks.pk), move)
        assert rows(weeks) != before
        undo_change(change=change, by=weeks.lead, now=build.NOW)
        assert rows(weeks) == before


def test_a_start_that_another_plan_took_meanwhile_is_not_taken_back(weeks):
    change = shift(weeks, NEXT)
    building.start_another(weeks, building.START)
    with pytest.raises(DomainError, match="another plan was started in its place"):
        undo_change(change=change, by=weeks.lead, now=build.NOW)


def test_the_second_of_two_who_confirm_is_told_and_nothing_moves_twice(weeks):
    move = Move("phase", pk=phase(weeks, 1).pk, weeks=1)
    seen = planned_shift(weeks, move).mark
    shift(weeks, move, seen=seen)
    after = rows(weeks)
    with pytest.raises(ChangedSince, match="Nothing was moved"):
        shift(weeks, move, seen=seen)
    assert rows(weeks) == after


def test_an_item_that_was_done_after_the_page_was_opened_is_told(weeks):
    seen = planned_shift(weeks, NEXT).mark
    mark_item_done(item=item_of(weeks), version=1, by=weeks.lead, now=build.NOW)
    with pytest.raises(ChangedSince):
        shift(weeks, NEXT, seen=seen)


def test_moving_is_for_who_answers_for_the_plan_and_is_in_the_log(plan):
    everybody = people(plan)
    n = 0
    for name, person in everybody.items():
        move = Move("start", day=MONDAY + timedelta(days=7 * n))
        if name in {"lead", "manager", "team lead", "administrator"}:
            shift(plan, move, by=person)
            n += 1
        else:
            with pytest.raises(Refused, match="may move its dates"):
                shift(plan, move, by=person)
    event = Event.objects.filter(verb="moved").order_by("pk").first()
    assert (event.actor, event.detail["from"], event.detail["to"]) == (plan.lead, "2026-09-07", "2026-09-14")


def test_a_finished_plan_does_not_move(weeks):
    Plan.objects.filter(pk=weeks.pk).update(finished_at=build.NOW)
    with pytest.raises(Refused, match="finished"):
        shift(weeks, NEXT, by=weeks.lead)


def test_a_shift_costs_the_same_to_look_at_for_one_item_and_for_two_hundred(db):
    costs = []
    for items in (1, 200):
        team = build.team(f"Team of {items}")
        plan = building.started(
            building.long_document(items), lead=build.user(), team=team, slug_of_template=f"t{items}"
        )
        with CaptureQueriesContext(connection) as looking:
            planned_shift(plan, NEXT)
        with CaptureQueriesContext(connection) as moving:
            shift(plan, NEXT)
        costs.append((len(looking), len(moving)))
    assert costs[0][0] == costs[1][0] == 3
    assert costs[1][1] <= costs[0][1] + 4  # a hundred rows at a time


# What holds of every plan, on rows that no database has.


@st.composite
def plans(draw):
    """A plan in a country, phases one after the other, and items of every state and offset."""
    start = draw(st.dates(date(2020, 1, 6), date(2030, 1, 1)))
    start += timedelta(days=-start.weekday() if start.weekday() > 4 else 0)
    plan = Plan(pk=1, start=start, country="")
    lengths = draw(st.lists(st.integers(1, 4), min_size=1, max_size=4))
    phases, week = [], 3  # with room before the first
    for n, length in enumerate(lengths):
        phases.append(Phase(pk=n + 1, plan=plan, position=n, first_week=week, last_week=week + length - 1))
        week += length
    items = [
        Item(
            pk=n + 1,
            phase=draw(st.sampled_from(phases)),
            title=f"Item {n}",
            state=draw(st.sampled_from(["open", "doing", "blocked", "done", "dropped"])),
            **draw(
                st.one_of(
                    st.just({}),
                    st.builds(lambda k: {"due_kind": "week_end", "due_number": k}, st.integers(4, 20)),
                    st.builds(lambda k: {"due_kind": "working_day", "due_number": k}, st.integers(16, 80)),
                    st.builds(lambda d: {"due_kind": "pinned", "pinned_on": d, "due_on": d}, st.dates()),
                )
            ),
        )
        for n in range(draw(st.integers(0, 6)))
    ]
    keep(plan, shift_of(plan, phases, items, Move("start", day=start)), dated=True)
    return plan, phases, items


def keep(plan, found, *, dated=False):
    """Writes a shift into the rows, as the service does; with `dated`, the first days of every item."""
    plan.start = found.start
    for each in found.phases:
        each.row.first_week, each.row.last_week = each.first_week, each.last_week
    for each in found.items:
        if dated or not each.stays or each.stays == "the same day":
            each.row.due_kind, each.row.due_number = (
                (each.due.kind, each.due.n or None) if each.due else ("", None)
            )
            each.row.due_on = each.after


def state(plan, phases, items):
    return (
        plan.start,
        [(each.first_week, each.last_week) for each in phases],
        [(each.due_on, each.due_number if each.due_kind == "working_day" else "") for each in items],
    )


@given(plans(), st.integers(0, 200))
def test_a_start_that_moves_there_and_back_is_the_same_plan(drawn, far):
    plan, phases, items = drawn
    before = state(*drawn)
    keep(plan, shift_of(plan, phases, items, Move("start", day=plan.start + timedelta(days=far))))
    keep(plan, shift_of(plan, phases, items, Move("start", day=before[0])))
    assert state(*drawn) == before


@given(plans(), st.integers(1, 20), st.data())
def test_phases_and_items_that_move_there_and_back_are_the_same_plan(drawn, far, data):
    plan, phases, items = drawn
    before = state(*drawn)
    choices = [("phase", each.pk) for each in phases] + [("item", each.pk) for each in items]
    what, pk = data.draw(st.sampled_from(choices))
    for weeks in (far, -far):
        keep(plan, shift_of(plan, phases, items, Move(what, pk=pk, weeks=weeks, following=True)))
    assert state(*drawn) == before


@given(plans(), st.integers(0, 200), st.integers(1, 20))
def test_whatever_moves_is_due_on_a_working_day_and_what_stays_keeps_its_day(drawn, days_, far):
    plan, phases, items = drawn
    plan.country = "GB"
    holidays = holidays_of("GB", range(2019, 2035))
    moves = [
        Move("start", day=plan.start + timedelta(days=days_)),
        Move("phase", pk=phases[0].pk, weeks=far, following=True),
    ]
    for move in moves:
        found = shift_of(plan, phases, items, move)
        for each in found.items:
            if each.row.due_kind == "pinned" or not each.row.is_open:
                assert each.after == each.before
                assert each.stays
            else:
                assert is_working_day(each.after, holidays)
