"""Changes that are kept and taken back: exactly, once, and never over what somebody else did since."""

from datetime import UTC, date, datetime
from itertools import combinations

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from common.decisions import ChangedSince, DomainError, Refused
from plans.models import Change, ChangedValue, Goal, Item, Phase, Plan
from plans.services.changes import Edit, change_rows
from plans.services.undo import undo_change
from teams.models import Event
from tests import build
from tests.plans import building
from tests.plans.pages import item_of

MOMENT = datetime(2026, 9, 8, 7, 6, 5, 432_101, tzinfo=UTC)
DONE = {"state": "done", "done_at": MOMENT}


def change(plan, *edits, verb="edited", by=None):
    return change_rows(plan=plan, edits=edits, verb=verb, by=by or plan.lead, now=build.NOW)


def undo(made, by=None):
    return undo_change(change=made, by=by, now=build.NOW)


def rows(plan):
    """Every column of the plan, its phases, its items and their owners, but for the counts of changes."""
    items = Item.objects.filter(phase__plan=plan).order_by("pk")
    return [
        [{**row, "version": 0} for row in found.values()]
        for found in (Plan.objects.filter(pk=plan.pk), plan.phases.order_by("pk"), items)
    ] + [list(item.ownerships.order_by("position").values_list("role", "accountable")) for item in items]


def roles(plan, *names):
    return [plan.roles.get(name=name).pk for name in names]


@pytest.mark.parametrize(
    "values",
    [
        {"title": "Other", "why": "", "extras": [["Risk", "low"]]},
        {
            "due_kind": "pinned",
            "pinned_on": date(2026, 9, 12),
            "due_number": None,
            "due_on": date(2026, 9, 12),
        },
        {**DONE, "done_by_id": None},
        {"effort_low": 2, "effort_high": 4, "effort_unit": "hours", "target_level": None},
    ],
)
def test_an_undone_change_leaves_every_column_as_it_was(weeks, values):
    before = rows(weeks)
    made = change(weeks, Edit(item_of(weeks), values))
    after = rows(weeks)
    assert after != before
    undone = undo(made)
    assert rows(weeks) == before
    undo(undone)
    assert rows(weeks) == after


def test_columns_of_plan_phase_item_and_owners_are_undone_together(weeks):
    before = rows(weeks)
    first, second = Item.objects.filter(phase__plan=weeks).order_by("pk")[:2]
    made = change(
        weeks,
        Edit(weeks, {"start": date(2026, 9, 14), "manager_id": build.user().pk}),
        Edit(weeks.phases.last(), {"last_week": 5, "label": "Weeks 3–5"}),
        Edit(first, {"owners": roles(weeks, "Engineer A", "Me"), "title": "One"}),
        Edit(second, {"owners": []}),
    )
    assert first.ownerships.get(accountable=True).role.name == "Engineer A"
    assert not second.ownerships.exists()
    undo(made)
    assert rows(weeks) == before


def test_items_that_change_places_and_phases_find_their_way_back(weeks):
    before = rows(weeks)
    items = list(Item.objects.filter(phase__plan=weeks).order_by("pk"))
    first, last = weeks.phases.order_by("position")
    made = change(
        weeks,
        Edit(items[0], {"position": items[1].position}),
        Edit(items[1], {"position": items[0].position}),
        Edit(items[2], {"phase_id": last.pk, "position": 0}),
        Edit(items[4], {"phase_id": first.pk, "position": items[2].position}),
    )
    assert [
        item.position for item in first.items.filter(pk__in=[items[0].pk, items[1].pk]).order_by("pk")
    ] == [1, 0]
    undo(made)
    assert rows(weeks) == before


def test_only_what_differs_is_kept_and_where_nothing_does_nothing_is_written(weeks):
    item = item_of(weeks)
    assert change(weeks, Edit(item, {"title": item.title})) is None
    assert (item.version, Change.objects.count()) == (1, 0)
    made = change(weeks, Edit(item, {"title": "New", "why": item.why}))
    value = made.values.get()
    assert (value.item, value.phase, value.column, value.before, value.after) == (
        item,
        None,
        "title",
        "Early",
        "New",
    )
    assert (item.title, item.version) == ("New", 2)


def test_the_second_of_two_writers_is_told_who_was_first_and_overwrites_nothing(weeks):
    emil = build.user("Emil Aalto")
    item, same = item_of(weeks), item_of(weeks)
    change(weeks, Edit(item, {"title": "First"}), verb="renamed", by=emil)
    with pytest.raises(ChangedSince, match="Emil Aalto renamed “First” on Thu 19 Nov"):
        change(weeks, Edit(same, {"title": "Second"}))


def test_phases_are_guarded_by_the_version_of_their_plan(weeks):
    same = Plan.objects.get(pk=weeks.pk)
    change(weeks, Edit(weeks.phases.last(), {"title": "Later"}), verb="renamed a phase")
    assert weeks.version == 2
    with pytest.raises(ChangedSince, match="renamed a phase on"):
        change(same, Edit(same, {"country": "GB"}))
    assert Phase.objects.filter(title="Later").exists()


def test_the_tick_of_a_goal_is_undone_unless_somebody_ticked_anew(weeks):
    emil, goal = build.user("Emil Aalto"), Goal.objects.get(phase__plan=weeks)
    same = Goal.objects.get(pk=goal.pk)
    made = change(weeks, Edit(goal, {"done_at": MOMENT, "done_by_id": weeks.lead.pk}), verb="marked as done")
    with pytest.raises(ChangedSince, match="Priya Raman marked as done “See” on"):
        change(weeks, Edit(same, {"done_at": build.NOW}))
    later = change(weeks, Edit(goal, {"done_at": None}), verb="reopened", by=emil)
    with pytest.raises(ChangedSince, match="Emil Aalto reopened “See” on"):
        undo(made)
    undo(later)
    undo(made)
    goal.refresh_from_db()
    assert (goal.done_at, goal.done_by) == (None, None)
    Goal.objects.update(done_at=MOMENT)
    with pytest.raises(ChangedSince, match="“See” has changed since"):
        undo(Change.objects.first())


def test_a_kept_value_is_of_one_row(weeks):
    made, goal = change(weeks, Edit(item_of(weeks), {"title": "New"})), Goal.objects.get(phase__plan=weeks)
    rows = {"item": item_of(weeks), "phase": goal.phase, "role": weeks.roles.first(), "goal": goal}
    for one, other in combinations(rows, 2):
        with pytest.raises(IntegrityError, match="changed_value_of_one_row"), transaction.atomic():
            ChangedValue.objects.create(change=made, column="x", **{one: rows[one], other: rows[other]})


def test_undoing_twice_is_undoing_once(weeks):
    made = change(weeks, Edit(item_of(weeks), {"title": "New"}))
    undone = undo(made)
    assert undo(made) == undone
    assert Change.objects.count() == 2
    assert Event.objects.filter(verb="undid").count() == 1


def test_what_was_undone_and_made_again_is_undone_by_its_newest_change(weeks):
    made = change(weeks, Edit(item_of(weeks), {"title": "New"}))
    again = undo(undo(made))
    with pytest.raises(DomainError, match="undone and then made again"):
        undo(made)
    undo(again)
    assert item_of(weeks).title == "Early"


def test_a_value_that_was_touched_since_is_not_overwritten_and_who_touched_it_is_named(weeks):
    emil = build.user("Emil Aalto")
    item = item_of(weeks)
    made = change(weeks, Edit(item, {"title": "New", "why": "Because"}))
    later = change(weeks, Edit(item, {"title": "Newer"}), by=emil, verb="renamed")
    with pytest.raises(ChangedSince, match="Emil Aalto renamed “Newer” on Thu 19 Nov"):
        undo(made)
    assert (item_of(weeks).title, item_of(weeks).why) == ("Newer", "Because")
    undo(later)
    undo(made)
    assert (item_of(weeks).title, item_of(weeks).why) == ("Early", "")


def test_a_value_that_came_back_to_the_same_by_a_later_change_is_that_change_to_undo(weeks):
    item = item_of(weeks)
    made = change(weeks, Edit(item, {"title": "New"}))
    change(weeks, Edit(item, {"title": "Newer"}))
    change(weeks, Edit(item, {"title": "New"}))
    with pytest.raises(ChangedSince):
        undo(made)


def test_other_columns_and_other_items_may_change_meanwhile(weeks):
    item = item_of(weeks)
    made = change(weeks, Edit(item, {"title": "New"}))
    change(weeks, Edit(item, {"why": "Because"}))
    undo(made)
    assert (item_of(weeks).title, item_of(weeks).why) == ("Early", "Because")


def test_a_value_that_changed_off_the_record_is_not_overwritten_either(weeks):
    made = change(weeks, Edit(item_of(weeks), {"title": "New"}))
    Item.objects.filter(title="New").update(title="Quietly")
    with pytest.raises(ChangedSince, match="“Quietly” has changed since"):
        undo(made)


def test_undo_is_for_who_made_it_and_for_who_answers_for_the_plan(plan):
    emil, team_lead = plan.roles.get(name="Engineer A").person, build.user("Team Lead")
    plan.team.memberships.create(user=team_lead, role="lead")
    mia = build.user("Mia Manager")
    Plan.objects.filter(pk=plan.pk).update(manager=mia)
    made = change(Plan.objects.get(pk=plan.pk), Edit(item_of(plan), {"title": "New"}), by=emil)
    for nobody in (build.user("Outsider"), build.user("Head", role="leadership")):
        with pytest.raises(Refused, match="Only who made this change"):
            undo(made, by=nobody)
    for person in (emil, team_lead, mia, plan.lead, build.user(role="administrator")):
        made = Change.objects.get(pk=undo(made, by=mia if person == emil else person).pk)


def test_a_finished_plan_stays_as_it_was_closed(weeks):
    made = change(weeks, Edit(item_of(weeks), {"title": "New"}))
    Plan.objects.filter(pk=weeks.pk).update(finished_at=build.NOW)
    with pytest.raises(Refused, match="finished"):
        undo(Change.objects.get(pk=made.pk), by=weeks.lead)


def test_two_hundred_rows_cost_a_handful_of_statements(db):
    plan = building.started(building.long_document(200))
    items = list(Item.objects.filter(phase__plan=plan))
    with CaptureQueriesContext(connection) as captured:
        change(plan, *(Edit(item, {"why": f"Because {item.pk}"}) for item in items))
    assert (
        len(captured) <= 8
    )  # a hundred rows at a time, and as many values as one statement of SQLite's takes
    assert Item.objects.filter(why__startswith="Because", version=2).count() == 200
