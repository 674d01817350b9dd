"""The page of an item, worked by keyboard alone; and an address for a calendar."""

import urllib.request

import pytest
from icalendar import Calendar
from playwright.sync_api import expect

from tests.journeys.conftest import Visit
from tests.journeys.keyboard import press
from tests.journeys.screenshots import first_item
from tests.journeys.test_accessibility import PLAN

pytestmark = pytest.mark.journey


def test_an_item_is_worked_by_keyboard(visit: Visit) -> None:
    page = visit("lead", PLAN)
    page.goto(first_item(page, PLAN))
    state = page.locator(".lede .pill").nth(1)
    before = state.inner_text()
    press(page, "Blocked or dropped")
    press(page, "Blocked")  # without a reason
    expect(page.locator("#state-reason")).to_be_focused()
    expect(page.locator("main")).to_contain_text("Say why")
    page.keyboard.type("No access to the vault")
    press(page, "Waits for", "S")
    page.keyboard.type("ecurity")
    press(page, "Blocked")
    expect(state).to_have_text("blocked")
    expect(page.locator("main")).to_contain_text("No access to the vault; waits for Security")
    press(page, "Back to open")
    expect(state).to_have_text("open")
    press(page, "Comment", "H")
    page.keyboard.type("ow far are we")
    press(page, "Add comment")
    expect(page.locator("#comments ~ ul")).to_contain_text("How far are we")
    press(page, "Undo the last change")
    expect(state).to_have_text("blocked")
    press(page, "Done")
    expect(state).to_have_text("done")
    press(page, "Reopen")
    expect(state).to_have_text("open")
    assert before in {"open", "under way", "blocked"}


def test_the_state_is_in_reach_on_a_narrow_screen(visit: Visit) -> None:
    page = visit("lead", PLAN, viewport={"width": 390, "height": 844})
    page.goto(first_item(page, PLAN))
    expect(page.get_by_role("button", name="Done", exact=True)).to_be_in_viewport()


def test_a_link_to_the_form_unfolds_it(visit: Visit) -> None:
    page = visit("lead", PLAN)
    page.goto(f"{first_item(page, PLAN)}#edit")
    expect(page.locator("#edit-title")).to_be_visible()


def test_a_calendar_is_made_copied_and_read(visit: Visit) -> None:
    page = visit("lead", f"{PLAN}calendar/")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Make an address").click()
    page.get_by_role("button", name="Copy the address").click()
    expect(page.locator("#address-copied")).to_have_text("Copied.")
    address = page.evaluate("navigator.clipboard.readText()")
    assert address == page.get_by_label("Secret address").input_value()
    with urllib.request.urlopen(address) as answer:
        events = Calendar.from_ical(answer.read()).events
    assert len(events) > 20
    page.goto(str(events[-1]["url"]))
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.goto(f"{PLAN}calendar/")
    page.get_by_text("Switch off", exact=True).click()
    page.get_by_role("button", name="Switch off the calendar").click()
    expect(page.get_by_role("button", name="Make an address")).to_be_visible()
