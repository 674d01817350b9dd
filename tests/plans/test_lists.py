"""Working in the lists of a plan: what htmx swaps is what a reload shows, and all of it works without JavaScript."""

import pytest
from django.urls import reverse

from plans.models import Change, Item
from plans.services.item_states import change_item_state
from plans.services.item_talk import add_comment
from plans.services.undo import undo_change
from teams.models import Event
from tests import build
from tests.plans import building
from tests.plans.pages import element, item_of, shown, statements, text_of

OPENING = '<div class="stack" id="workspace"'


def address(plan, view):
    return (
        reverse("plan_phases", args=(plan.slug,))
        if view == "phases"
        else reverse("plan_week", args=(plan.slug, 2))
    )


def post(client, plan, name, data, *, pk=None, view="week-2", swap=False):
    headers = {"HX-Request": "true", "HX-Target": "workspace"} if swap else {}
    arguments = (plan.slug, pk) if pk else (plan.slug,)
    return client.post(reverse(name, args=arguments), {"view": view, **data}, headers=headers)


def chosen(*items):
    return [f"{item.pk}.{item.version}" for item in items]


@pytest.fixture
def lead(client, weeks):
    client.force_login(weeks.lead)
    return client


def acts(plan):
    """An act of each kind: the address, what is posted, whose."""
    early, today, soon = (item_of(plan, title=title) for title in ("Early", "Today", "Soon"))
    return {
        "block": (
            "plan_line_state",
            {"version": 1, "state": "blocked", "reason": "No access", "blocked_by": "IT"},
            early,
        ),
        "drop": ("plan_line_state", {"version": 1, "state": "dropped", "reason": "Not needed"}, early),
        "start": ("plan_line_state", {"version": 1, "state": "doing"}, early),
        "move": ("plan_line_move", {"version": 1, "onto": soon.pk}, today),
        "add": (
            "plan_line_add",
            {"phase": early.phase_id, "title": "New & <b>", "kind": "activity", "week": "2"},
            None,
        ),
        "state": ("plan_lines_change", {"item": chosen(early, today), "act": "state", "state": "done"}, None),
        "owner": (
            "plan_lines_change",
            {"item": chosen(early, today), "act": "owner", "owner": plan.roles.get(name="Engineer A").pk},
            None,
        ),
        "everyone": (
            "plan_lines_change",
            {"item": chosen(early, today), "act": "owner", "owner": "everyone"},
            None,
        ),
        "week": ("plan_lines_change", {"item": chosen(early, today), "act": "week", "week": "2"}, None),
    }


@pytest.mark.parametrize("view", ["week-2", "phases"])
@pytest.mark.parametrize(
    "act", ["block", "drop", "start", "move", "add", "state", "owner", "everyone", "week"]
)
def test_what_is_swapped_is_what_a_reload_shows_and_undo_leads_back(lead, weeks, act, view):
    before = element(lead.get(address(weeks, view)).content.decode(), OPENING)
    name, data, item = acts(weeks)[act]
    swapped = post(lead, weeks, name, data, pk=item and item.pk, view=view, swap=True)
    assert swapped.status_code == 200
    reloaded = lead.get(address(weeks, view)).content.decode()
    assert element(swapped.content.decode(), OPENING) == element(reloaded, OPENING) != before
    change = Change.objects.filter(plan=weeks).first()
    undone = post(lead, weeks, "plan_list_undo", {}, pk=change.pk, view=view, swap=True)
    assert element(undone.content.decode(), OPENING) == element(
        lead.get(address(weeks, view)).content.decode(), OPENING
    )
    assert Change.objects.filter(plan=weeks, undoes=change).count() == 1
    assert {item.state for item in Item.objects.filter(phase__plan=weeks)} == {"open"}


@pytest.mark.parametrize("act", ["block", "move", "add", "state"])
def test_without_javascript_an_act_leads_back_to_its_page(lead, weeks, act):
    name, data, item = acts(weeks)[act]
    answer = post(lead, weeks, name, data, pk=item and item.pk)
    assert answer.status_code == 302
    assert answer["Location"].startswith(f"{address(weeks, 'week-2')}#")


def test_an_opened_row_holds_its_forms_and_a_reload_of_its_address_too(lead, weeks):
    early = item_of(weeks, title="Early")
    opened = lead.get(address(weeks, "week-2"), {"at": early.pk})
    swapped = lead.get(
        address(weeks, "week-2"), {"at": early.pk}, headers={"HX-Request": "true", "HX-Target": "workspace"}
    )
    assert element(swapped.content.decode(), OPENING) == element(opened.content.decode(), OPENING)
    assert f'id="reason-{early.pk}"' in opened.content.decode()
    assert "Move up" not in text_of(opened)  # nothing else of its day
    phases = text_of(lead.get(address(weeks, "phases"), {"at": item_of(weeks, title="Today").pk}))
    assert "Move up" in phases
    assert "Move down" in phases
    assert 'class="line-forms' not in lead.get(address(weeks, "week-2"), {"at": "9" * 30}).content.decode()


def test_what_is_blocked_says_why_and_the_state_is_a_word(lead, weeks):
    name, data, item = acts(weeks)["block"]
    post(lead, weeks, name, data, pk=item.pk)
    for view in ("week-2", "phases"):
        said = text_of(lead.get(address(weeks, view)))
        assert "Early deliverable blocked Blocked: No access. Waits for IT." in said


@pytest.mark.parametrize("view", ["week-2", "phases"])
def test_a_form_without_its_reason_comes_back_with_what_was_typed(lead, weeks, view):
    early = item_of(weeks, title="Early")
    data = {"version": 1, "state": "blocked", "reason": "", "blocked_by": "The vendor"}
    answer = post(lead, weeks, "plan_line_state", data, pk=early.pk, view=view)
    assert answer.status_code == 422
    assert 'value="The vendor"' in answer.content.decode()
    assert "Say why" in text_of(answer)
    several = {"item": chosen(early), "act": "state", "state": "dropped", "blocked_by": "The vendor"}
    answer = post(lead, weeks, "plan_lines_change", several, view=view)
    assert answer.status_code == 422
    assert f'id="choose-{early.pk}" aria-label="Choose Early" checked' in answer.content.decode()
    new = {"phase": early.phase_id, "title": "", "kind": "activity", "week": "7000"}
    answer = post(lead, weeks, "plan_line_add", new, view=view)
    assert answer.status_code == 422
    assert 'value="7000"' in answer.content.decode()


def test_the_second_of_two_is_told_and_overwrites_nothing(lead, weeks):
    early = item_of(weeks, title="Early")
    change_item_state(item=early, version=1, state=Item.State.DOING, by=weeks.lead, now=build.NOW)
    for name, data, pk in (
        ("plan_line_state", {"version": 1, "state": "done"}, early.pk),
        ("plan_line_move", {"version": 1, "onto": item_of(weeks, title="Soon").pk}, early.pk),
        ("plan_lines_change", {"item": [f"{early.pk}.1"], "act": "state", "state": "done"}, None),
    ):
        answer = post(lead, weeks, name, data, pk=pk, swap=True)
        assert answer.status_code == 409
        assert "changed since you opened the page: Priya Raman started it" in text_of(answer)
    early.refresh_from_db()
    assert early.state == "doing"


def test_several_are_changed_in_one_change_with_one_event(lead, weeks):
    name, data, _ = acts(weeks)["state"]
    post(lead, weeks, name, data)
    change = Change.objects.get(plan=weeks)
    assert change.values.values("item").distinct().count() == 2
    event = Event.objects.get(verb="marked as done")
    assert event.detail["items"] == 2
    assert "2 items: marked as done by Priya Raman on Wed 16 Sep" in text_of(
        lead.get(address(weeks, "week-2"))
    )
    undo_change(change=change, by=weeks.lead, now=build.NOW)
    assert not Item.objects.filter(state="done").exists()
    assert "marked as done by" not in text_of(lead.get(address(weeks, "week-2")))


def test_to_another_week_means_its_end(lead, weeks):
    item = item_of(weeks, title="Early")
    Item.objects.filter(pk=item.pk).update(due_kind="pinned", due_number=None, pinned_on="2026-09-08")
    post(lead, weeks, "plan_lines_change", {"item": chosen(item), "act": "week", "week": "3"})
    item.refresh_from_db()
    assert (item.due_kind, item.due_number, item.pinned_on, str(item.due_on)) == (
        "week_end",
        3,
        None,
        "2026-09-25",
    )


def given(plan, title):
    item = item_of(plan, title=title)
    return item.everyone, list(item.ownerships.order_by("position").values_list("role__name", flat=True))


def test_everyone_is_chosen_as_the_owner_like_any_role(lead, weeks):
    role = weeks.roles.get(name="Engineer A")
    for title in ("Soon", "Today"):
        item = item_of(weeks, title=title)
        post(
            lead,
            weeks,
            "plan_lines_change",
            {"item": chosen(item), "act": "owner", "owner": "everyone"},
        )
        assert given(weeks, title) == (True, [])
    assert Change.objects.first().verb == "given to everyone"
    assert "Everyone in the plan" in text_of(lead.get(address(weeks, "week-2")))
    Item.objects.filter(title="End").update(everyone=True)
    item_of(weeks, title="End").ownerships.create(
        role=weeks.roles.get(name="Me"), accountable=True, position=0
    )
    items = [item_of(weeks, title=title) for title in ("Today", "End")]
    post(lead, weeks, "plan_lines_change", {"item": chosen(*items), "act": "owner", "owner": role.pk})
    assert given(weeks, "Today") == (False, ["Engineer A"]), "it was everyone's alone"
    assert given(weeks, "End") == (True, ["Engineer A"])
    name, data, _ = acts(weeks)["add"]
    post(lead, weeks, name, {**data, "owner": "everyone"})
    assert given(weeks, "New & <b>") == (True, [])
    again = post(lead, weeks, name, {**data, "owner": "everyone", "title": ""})
    assert '<option value="everyone" selected>' in again.content.decode()


def test_a_new_item_stands_in_its_week_and_can_be_removed_while_nothing_happened_to_it(lead, weeks):
    name, data, _ = acts(weeks)["add"]
    role = weeks.roles.get(name="Me")
    post(lead, weeks, name, {**data, "owner": role.pk})
    item = item_of(weeks, title="New & <b>")
    assert (item.position, str(item.due_on), item.ownerships.get().role) == (4, "2026-09-18", role)
    assert "New &amp;" in shown(lead.get(address(weeks, "week-2")), "own")[-1]
    assert "Remove" in text_of(lead.get(address(weeks, "week-2"), {"at": item.pk}))
    assert "Remove" not in text_of(
        lead.get(address(weeks, "week-2"), {"at": item_of(weeks, title="Early").pk})
    )
    post(lead, weeks, "plan_line_remove", {"version": 1}, pk=item.pk)
    assert not Item.objects.filter(pk=item.pk).exists()
    early = post(lead, weeks, "plan_line_remove", {"version": 1}, pk=item_of(weeks, title="Early").pk)
    assert early.status_code == 422


def test_an_added_item_is_the_last_change_and_undo_removes_it_while_nothing_happened_to_it(lead, weeks):
    name, data, _ = acts(weeks)["add"]
    post(lead, weeks, name, data)
    change, item = Change.objects.get(plan=weeks), item_of(weeks, title="New & <b>")
    assert "added by Priya Raman on Wed 16 Sep Undo" in text_of(lead.get(address(weeks, "week-2")))
    add_comment(item=item, text="Why?", seen=0, by=weeks.lead, now=build.NOW)
    refused = post(lead, weeks, "plan_list_undo", {}, pk=change.pk)
    assert refused.status_code == 422
    assert "Drop it with a reason instead" in text_of(refused)
    item.comments.all().delete()
    for _ in range(2):
        assert post(lead, weeks, "plan_list_undo", {}, pk=change.pk).status_code == 302
    assert not Item.objects.filter(pk=item.pk).exists()
    assert "added by" not in text_of(lead.get(address(weeks, "week-2")))
    verbs = Event.objects.filter(detail__plan=weeks.slug).order_by("pk").values_list("verb", flat=True)
    assert list(verbs)[-2:] == ["removed", "undid"]


def test_what_was_added_and_has_a_history_is_not_offered_to_be_taken_back(lead, weeks):
    name, data, _ = acts(weeks)["add"]
    post(lead, weeks, name, data)
    added, item = Change.objects.get(plan=weeks), item_of(weeks, title="New & <b>")
    change_item_state(item=item, version=1, state=Item.State.DOING, by=weeks.lead, now=build.NOW)
    post(lead, weeks, "plan_list_undo", {}, pk=Change.objects.exclude(pk=added.pk).get().pk)
    assert "added by" not in text_of(lead.get(address(weeks, "week-2")))
    history = lead.get(reverse("plan_item", args=(weeks.slug, item.pk)))
    assert "Priya Raman added" in text_of(history)
    undo = reverse("plan_item_undo", args=(weeks.slug, item.pk, added.pk))
    assert undo not in history.content.decode()
    assert lead.post(undo).status_code == 404
    assert post(lead, weeks, "plan_list_undo", {}, pk=added.pk).status_code == 422
    assert Item.objects.filter(pk=item.pk).exists()


def test_order_changes_inside_the_phase_and_nowhere_else(lead, weeks):
    early, end = item_of(weeks, title="Early"), item_of(weeks, title="End")
    post(lead, weeks, "plan_line_move", {"version": 1, "onto": early.pk}, pk=end.pk, view="phases")
    titles = Item.objects.filter(phase=early.phase_id).order_by("position").values_list("title", "position")
    assert list(titles) == [("End", 0), ("Early", 1), ("Today", 2), ("Soon", 3)]
    other = item_of(weeks, title="Last")
    answer = post(lead, weeks, "plan_line_move", {"version": 2, "onto": other.pk}, pk=end.pk)
    assert answer.status_code == 422


def test_choosing_all_of_a_section_works_by_its_address(lead, weeks):
    html = lead.get(address(weeks, "week-2"), {"chosen": "own"}).content.decode()
    assert html.count(" checked>") == 4
    assert (
        lead.get(address(weeks, "phases"), {"chosen": "2-deliverables"}).content.decode().count(" checked>")
        == 2
    )


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("plan_lines_change", {}),
        ("plan_lines_change", {"act": "fly", "item": "x"}),
        ("plan_lines_change", {"act": "week", "week": "99", "item": "1.1"}),
        ("plan_line_add", {"phase": "0", "title": "a", "kind": "activity"}),
        ("plan_line_add", {"view": "//elsewhere"}),
    ],
)
def test_what_no_page_sends_is_refused(lead, weeks, name, data):
    assert post(lead, weeks, name, data).status_code == 422
    assert not Change.objects.filter(plan=weeks).exists()


def test_whoever_only_sees_the_plan_gets_no_boxes_and_is_told(client, weeks):
    client.force_login(build.user("Head", role="leadership"))
    for view in ("week-2", "phases"):
        html = client.get(address(weeks, view), {"at": item_of(weeks).pk}).content.decode()
        assert 'name="item"' not in html
        assert "Add an item" not in html
        assert "?at=" not in html
    for name, data, item in acts(weeks).values():
        assert post(client, weeks, name, data, pk=item and item.pk).status_code == 403
    client.force_login(build.user("Outsider"))
    for name, data, item in acts(weeks).values():
        assert post(client, weeks, name, data, pk=item and item.pk).status_code == 404


@pytest.mark.parametrize("items", [1, 200])
def test_a_week_takes_ten_statements_at_most(client, db, today, items):
    plan = building.started(building.long_document(items))
    item = item_of(plan)
    change_item_state(item=item, version=1, state=Item.State.DOING, by=plan.lead, now=build.NOW)
    Item.objects.filter(phase__plan=plan).update(practice_key="testing-1", target_level=3)
    client.force_login(plan.lead)
    for week in range(1, 5):
        assert statements(client, reverse("plan_week", args=(plan.slug, week))) <= 10
