"""Items of plans from a spreadsheet: what a file would do is what it does, and what leaves comes back unchanged."""

from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from common.days import organisation_day
from common.decisions import DomainError
from plans.models import Change, Item, Ownership, Phase, Plan
from plans.policies import IMPORT_ITEMS
from plans.queries.changes import last_change
from plans.queries.item_wishes import TEXTS
from plans.services.item_places import is_removable
from plans.services.undo import undo_change
from plans.spreadsheets import ItemsSheet
from teams.models import Event, User
from tests import build
from tests.maturity.sheets import as_rows, bring_in, exported, read
from tests.plans import building
from tests.plans.conftest import TODAY
from tests.plans.pages import item_of

NOW = datetime(2026, 9, 16, 12, tzinfo=UTC)
SHEET = ItemsSheet()


@pytest.fixture
def practices(db) -> None:
    build.version()


@pytest.fixture
def lead(weeks, practices) -> User:
    return weeks.lead


@pytest.fixture
def bring(weeks, lead):
    """Rows of the plan "weeks", by its lead unless another is named."""

    def brought(*cells, by=None):
        return bring_in(SHEET, [{"plan": weeks.slug, **each} for each in cells], by=by or lead, now=NOW)

    return brought


@pytest.fixture
def faults(bring):
    """What the preview and the import both say is wrong; and nothing was written."""

    def found(*cells, by=None):
        before = counts()
        reading = bring(*cells, by=by)
        assert counts() == before
        return [(each.row, each.column, each.message) for each in reading.faults]

    return found


def counts():
    return [model.objects.count() for model in (Item, Ownership, Change, Event)]


def tallied(reading):
    assert not reading.faults
    return reading.new, reading.changed, reading.unchanged


def new(title="Runbook", **more):
    return {"kind": "Deliverable", "title": title, "phase": "1-2", **more}


def row_of(weeks, called, **more):
    """The item as an export has it."""
    item = item_of(weeks, title=called)
    return next(row for row in exported(SHEET, weeks.lead) if row["item"] == item.pk) | more


def owners(item):
    rows = item.ownerships.order_by("-accountable", "position")
    return [(row.role.name, row.accountable) for row in rows]


# What leaves comes back


@pytest.mark.parametrize("of", ["weeks", "sample"])
def test_an_export_that_comes_back_changes_nothing(of, request, today, practices):
    plan = request.getfixturevalue("weeks") if of == "weeks" else building.started()
    before = counts()
    rows = exported(SHEET, plan.lead)
    assert len(rows) == Item.objects.filter(phase__plan=plan).count() > 0
    assert tallied(bring_in(SHEET, rows, by=plan.lead, now=NOW)) == (0, 0, len(rows))
    assert counts() == before


def test_an_export_has_what_the_person_may_see(weeks, today):
    other = building.started(
        building.text_document("# Other\n\n## Weeks 1-2: Look\n\n### Meetings\n\n- Talk\n"),
        lead=build.user("Noor Bakker"),
        team=build.team("Ledger"),
        slug_of_template="other",
    )
    seen = {row["plan"] for row in exported(SHEET, weeks.lead)}
    assert seen == {weeks.slug}
    assert {row["plan"] for row in exported(SHEET, build.user(role="leadership"))} == {weeks.slug, other.slug}
    assert exported(SHEET, build.user("Somebody Else")) == []


# New items


def test_a_row_becomes_an_item_with_all_that_it_says(bring, weeks, lead):
    cells = new(
        why="On-call guesses",
        owners="engineer a, Me",
        due="week 1",
        outcome_expected="A page",
        attendees="",
        effort="2-4 hours",
        count="6-8 pages",
        practice="testing-2",
        target_level="3,0",
        description="# Parts\r\n\r\n- Alerts",
    )
    assert tallied(bring(cells)) == (1, 0, 0)
    item = item_of(weeks, title="Runbook")
    assert item.phase.title == "Look"
    assert (item.kind, item.why, item.state, item.version) == ("deliverable", "On-call guesses", "open", 1)
    assert owners(item) == [("Engineer A", True), ("Me", False)]
    assert (item.due_kind, item.due_number, item.due_on) == ("week_end", 1, date(2026, 9, 11))
    assert (item.effort_low, item.effort_high, item.effort_unit) == (2, 4, "hours")
    assert (item.count_low, item.count_high, item.count_words) == (6, 8, "6-8 pages")
    assert (item.practice_key, item.target_level) == ("testing-2", 3)
    assert item.body == "# Parts\n\n- Alerts"


def test_bringing_the_same_rows_in_again_changes_nothing(bring, weeks):
    cells = [new(), new("Talk", kind="meeting"), new("Talk", kind="meeting", phase="weeks 3-4")]
    assert tallied(bring(*cells)) == (3, 0, 0)
    assert tallied(bring(*cells)) == (0, 0, 3)


def test_new_items_stand_last_in_the_order_of_the_file_and_each_can_be_taken_out(bring, weeks, lead):
    bring(new("One"), new("Two"))
    titles = Item.objects.filter(phase__plan=weeks, phase__position=0).order_by("position")
    assert list(titles.values_list("title", flat=True))[-2:] == ["One", "Two"]
    two = item_of(weeks, title="Two")
    assert is_removable(two)
    last = last_change(weeks)
    undo_change(change=last.row, by=lead, now=NOW)
    assert not Item.objects.filter(pk=two.pk).exists()
    assert item_of(weeks, title="One")


@pytest.mark.parametrize(
    ("due", "phase"),
    [("week 3", "Mend"), ("working day 10", "Look"), ("2026-09-21", "Mend"), (date(2026, 9, 8), "Look")],
)
def test_without_a_phase_it_stands_where_its_due_date_falls(bring, weeks, due, phase):
    bring({"kind": "activity", "title": "Somewhere", "due": due})
    assert item_of(weeks, title="Somewhere").phase.title == phase


def test_what_is_brought_in_as_done_was_done_that_day(bring, weeks, lead):
    bring(new("Past", state="done", done_on="2026-09-10"), new("Now", state="Done"))
    past, at_once = item_of(weeks, title="Past"), item_of(weeks, title="Now")
    assert (organisation_day(past.done_at), past.done_by) == (date(2026, 9, 10), lead)
    assert at_once.done_at == NOW


@pytest.mark.parametrize("phase", ["Mend", " mend", "Weeks 3–4", "week 3-4", "3-4"])
def test_a_phase_goes_by_its_title_or_its_weeks(bring, weeks, phase):
    bring(new(phase=phase))
    assert item_of(weeks, title="Runbook").phase.title == "Mend"


def test_phases_of_one_title_go_by_their_place_and_a_title_before_the_weeks_of_another(bring, weeks, lead):
    first, second = weeks.phases.order_by("position")
    Phase.objects.filter(pk=first.pk).update(title="Weeks  3–4")
    assert tallied(bring_in(SHEET, exported(SHEET, lead), by=lead, now=NOW)) == (0, 0, 6)
    bring(new("By name", phase="weeks 3-4"))
    assert item_of(weeks, title="By name").phase == first
    weeks.phases.update(title="The same")
    assert [row["phase"] for row in exported(SHEET, lead)] == ["#1"] * 5 + ["#2"] * 2
    bring(new("By place", phase="#2"))
    assert item_of(weeks, title="By place").phase == second


# What is there already


def test_what_differs_is_changed_as_one_change_that_undo_takes_back(bring, weeks, lead):
    before = exported(SHEET, lead)
    early = row_of(weeks, "Early", title="Earlier", why="Told so", owners="Engineer A", due="2026-09-17")
    soon = row_of(weeks, "Soon", state="blocked", reason="No access", blocked_by="IT")
    end = row_of(weeks, "End", owners="Me", practice="", target_level=None)
    assert tallied(bring(early, soon, end)) == (0, 3, 0)
    item = item_of(weeks, title="Earlier")
    assert (item.version, item.due_kind, item.pinned_on) == (2, "pinned", date(2026, 9, 17))
    assert owners(item) == [("Engineer A", True)]
    assert item_of(weeks, title="Soon").blocked_by == "IT"
    assert (item_of(weeks, title="End").everyone, item_of(weeks, title="End").practice_key) == (False, "")
    change = Change.objects.get(plan=weeks)
    undo_change(change=change, by=lead, now=NOW)
    assert exported(SHEET, lead) == before


def test_columns_that_the_file_lacks_stay_and_empty_cells_empty(bring, weeks):
    item = item_of(weeks, title="Soon")
    Item.objects.filter(pk=item.pk).update(why="Because", body="Words")
    bring({"item": item.pk, "kind": "deliverable", "title": "Soon", "why": None})
    item.refresh_from_db()
    assert (item.why, item.body, item.practice_key) == ("", "Words", "testing-2")
    assert owners(item) == [("Me", True), ("Engineer A", False)]


def test_what_is_said_in_other_words_is_no_change(bring, weeks):
    cells = {
        "item": str(item_of(weeks, title="Soon").pk),
        "kind": "DELIVERABLE",
        "title": "  Soon ",
        "owners": "me; engineer a",
        "due": "working day 9",
        "state": "open",
        "practice": "Testing-2",
    }
    assert tallied(bring(cells)) == (0, 0, 1)


def test_people_own_what_their_roles_own(bring, weeks):
    emil = build.user("Emil Aalto")
    weeks.roles.filter(name="Engineer A").update(person=emil)
    bring(
        new("By name", owners="Emil Aalto"),
        new("By address", owners=emil.email),
        new("All of us", owners="All"),
    )
    assert (
        owners(item_of(weeks, title="By name"))
        == owners(item_of(weeks, title="By address"))
        == [("Engineer A", True)]
    )
    assert item_of(weeks, title="All of us").everyone


def test_done_and_opened_again(bring, weeks, lead):
    bring(row_of(weeks, "Early", state="done"))
    item = item_of(weeks, title="Early")
    assert (item.done_at, item.done_by) == (NOW, lead)
    bring(row_of(weeks, "Early", done_on="2026-09-09"))
    item.refresh_from_db()
    assert (organisation_day(item.done_at), item.done_by) == (date(2026, 9, 9), lead)
    bring(row_of(weeks, "Early", state="open", done_on=None))
    item.refresh_from_db()
    assert (item.state, item.done_at, item.done_by) == ("open", None, None)


def test_the_log_says_what_was_brought_into_which_plan(bring, weeks, lead):
    bring(new(), row_of(weeks, "Early", why="Told so"))
    event = Event.objects.get(verb="imported items into")
    assert (event.subject_id, event.team, event.actor) == (weeks.pk, weeks.team, lead)
    assert (event.detail["new"], event.detail["changed"]) == (1, 1)
    assert Event.objects.filter(verb="added", subject="Runbook").count() == 1


# What is wrong


@pytest.mark.parametrize(
    ("cells", "column", "words"),
    [
        (new(plan="no-such-plan"), "plan", "No started plan that you may see is called “no-such-plan”"),
        (new(plan="four-weeks"), "plan", "No started plan"),
        (new(item=99_999_999), "item", "This plan has no item 99999999"),
        (new(item=10**12), "item", "This plan has no item"),
        (new(item="three"), "item", "is no number"),
        (new(item=0), "item", "begin with 1"),
        (new(phase="Weeks 7-8"), "phase", "is no phase of this plan. Write one of: Look; Mend."),
        (new(phase=""), "phase", "Write the phase"),
        (new(kind="chore"), "kind", "is not known here"),
        (new(kind=None), "kind", "This is empty"),
        (new(title=None), "title", "This is empty"),
        (new(title="x" * 1001), "title", "1,001 characters; 1,000 are kept"),
        (new(why="Look\u202eno"), "why", "hidden character"),
        (
            new(owners="Me, Nobody We Know"),
            "owners",
            "“Nobody We Know” is no role of this plan. Write one of: Me",
        ),
        (new(due="soon"), "due", "“soon” is no due date"),
        (new(due="2026-02-31"), "due", "is no due date"),
        (new(effort="some"), "effort", "does not say how long"),
        (new(count="many"), "count", "does not say how many"),
        (new(practice="no-such"), "practice", "is no practice of the model"),
        (new(target_level=3), "target_level", "A level is one of a practice"),
        (new(practice="testing-1", target_level=12), "target_level", "12 is no level"),
        (new(state="later"), "state", "is not known here"),
        (new(state="blocked"), "reason", "Say why"),
        (new(state="handed_on", reason="To Emil"), "state", "closing review"),
        (new(reason="Because"), "reason", "Leave it empty otherwise"),
        (new(state="dropped", reason="No use", blocked_by="IT"), "blocked_by", "Leave it empty otherwise"),
        (new(done_on="2026-09-10"), "done_on", "Only what is done"),
        (new(state="done", done_on="2026-09-17"), "done_on", "lies in the future"),
    ],
)
def test_what_is_wrong_is_told_and_changes_nothing(faults, cells, column, words):
    found = faults(new("Well"), cells)
    assert [(row, where) for row, where, _ in found] == [(3, column)]
    assert words in found[0][2]


def test_several_things_wrong_in_a_row_are_told_together(faults):
    found = faults(new(due="soon", owners="Nobody", effort="some"))
    assert {column for _, column, _ in found} == {"due", "owners", "effort"}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (new(), new()),
        (new(), {"kind": "deliverable", "title": "Runbook", "due": "week 1"}),
        (
            {"title": "Early", "kind": "deliverable"},
            {"title": "Early", "kind": "deliverable", "why": "Twice"},
        ),
    ],
)
def test_of_two_rows_about_one_item_the_second_is_refused(faults, one, other):
    assert faults(one, other)[0][::2] == (3, "Row 2 is about the same item. Leave one of the two out.")


def test_a_row_about_an_item_that_another_row_renames_is_refused(faults, weeks):
    renamed = row_of(weeks, "Early", title="Earlier")
    for title in ("Early", "Earlier"):
        found = faults(renamed, {"title": title, "kind": "deliverable", "phase": "Look"})
        assert found == [(3, "title", "Row 2 is about the same item. Leave one of the two out.")]


def test_an_item_stays_in_its_phase(faults, weeks):
    assert faults(row_of(weeks, "Early", phase="Mend"))[0][1] == "phase"


def test_items_of_one_name_are_told_apart_by_their_numbers(bring, faults, weeks):
    phase = item_of(weeks, title="Early").phase
    for place in (50, 51):
        Item.objects.create(phase=phase, kind="meeting", title="Talk", position=place, due_on=TODAY)
    assert faults({"title": "Talk", "kind": "meeting"})[0][1] == "item"
    first = Item.objects.filter(title="Talk").first()
    assert tallied(bring({"item": first.pk, "title": "Talk", "kind": "meeting", "why": "Both"})) == (0, 1, 0)


def test_a_plan_goes_by_its_title_where_no_other_has_the_same(bring, faults, weeks):
    assert tallied(bring(new(plan=weeks.title))) == (1, 0, 0)
    other = building.start_another(weeks, date(2026, 10, 5))
    slugs = ", ".join(sorted((weeks.slug, other.slug)))
    [(_, column, words)] = faults(new("Another", plan=weeks.title))
    assert column == "plan"
    assert words.startswith(f"2 plans are called “{weeks.title}”.")
    assert words.endswith(f": {slugs}.")


def test_an_item_of_another_plan_is_not_to_be_had_by_its_number(faults, weeks, lead):
    other = building.start_another(weeks, date(2026, 10, 5))
    found = faults({"item": item_of(other, title="Early").pk, "title": "Mine", "kind": "deliverable"})
    assert found[0][1] == "item"


# Who may


def test_a_plan_that_one_may_not_see_is_unknown_and_one_that_one_may_not_change_says_why(faults, weeks):
    stranger = build.user("Somebody Else")
    assert "No started plan" in faults(new(), by=stranger)[0][2]
    above = build.user(role="leadership")
    found = faults(new(), new("Another"), by=above)
    assert [(row, column) for row, column, _ in found] == [(2, "plan")]


def test_who_may_not_change_a_plan_may_still_bring_its_export_back(bring, weeks):
    above = build.user(role="leadership")
    assert tallied(bring(row_of(weeks, "Early"), by=above)) == (0, 0, 1)


def test_a_finished_plan_stays_as_it_is(faults, weeks, lead):
    Plan.objects.filter(pk=weeks.pk).update(finished_at=NOW, finished_by=lead)
    assert "This plan is finished" in faults(new())[0][2]


@pytest.mark.parametrize("role", ["member", "leadership"])
def test_somebody_in_no_running_plan_is_told_before_they_choose_a_file(role, weeks):
    assert SHEET.may_import(build.user(role=role)).reason == IMPORT_ITEMS


def test_who_is_in_a_running_plan_may_bring_items_in(weeks, lead):
    assert SHEET.may_import(lead)
    assert SHEET.may_import(build.user(role="administrator"))
    Plan.objects.filter(pk=weeks.pk).update(finished_at=NOW, finished_by=lead)
    assert not SHEET.may_import(lead)


def test_a_phase_holds_so_many_items(bring, weeks, monkeypatch):
    monkeypatch.setattr("plans.services.item_imports.MOST", 5)
    with pytest.raises(DomainError, match="5 items at most"):
        bring(new("One"), new("Two"))


# How many statements


@pytest.mark.parametrize("act", ["read", "write", "export"])
def test_statements_do_not_grow_with_rows(act, weeks, lead):
    def taken(count):
        rows = [{"plan": weeks.slug, **new(f"{act} {count} {n}", owners="Me")} for n in range(count)]
        with CaptureQueriesContext(connection) as context:
            match act:
                case "read":
                    assert read(SHEET, rows, by=lead, now=NOW).new == count
                case "write":
                    SHEET.write(iter(as_rows(rows)), by=lead, now=NOW, progress=lambda _: None)
                case _:
                    assert len(exported(SHEET, lead)) > count
        return len(context)

    first = taken(1)
    bring_in(SHEET, [{"plan": weeks.slug, **new(f"More {n}")} for n in range(50)], by=lead, now=NOW)
    assert taken(50) == first


def test_every_text_of_an_item_comes_and_goes(bring, weeks):
    assert {Item._meta.get_field(name).get_internal_type() for name in TEXTS.values()} == {"TextField"}
    cells = {column: f"Of {column}" for column in TEXTS}
    bring(new(**cells))
    item = item_of(weeks, title="Of title")
    assert {name: getattr(item, name) for name in TEXTS.values()} == {
        name: f"Of {column}" for column, name in TEXTS.items()
    }
