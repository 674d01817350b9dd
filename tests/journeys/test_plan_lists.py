"""A week is worked through by keyboard: tick, block, unblock, several at once, undo."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Visit

pytestmark = pytest.mark.journey


def test_a_lead_works_through_a_week_by_keyboard(visit: Visit) -> None:
    page = visit("lead", "/plans/")
    page.locator("main").get_by_role("link", name=re.compile("First 90 days")).first.click()
    row = page.locator("#workspace .items > li:has(.tick[aria-pressed=false])").first
    item = page.locator(f"#{row.get_attribute('id')}")
    item.locator(".tick").focus()
    page.keyboard.press("c")
    item.get_by_label("Reason").fill("No access yet")
    item.get_by_role("button", name="Blocked", exact=True).press("Enter")
    expect(item).to_contain_text("Blocked: No access yet")
    page.keyboard.press("u")
    expect(item).not_to_contain_text("No access yet")
    item.locator(".tick").focus()
    page.keyboard.press("x")
    expect(page.locator("#chosen")).to_be_visible()
    page.locator("#chosen-state").select_option("done")
    page.locator("#chosen-set").press("Enter")
    expect(item.locator(".tick")).to_have_attribute("aria-pressed", "true")
    page.locator("#undo").press("Enter")
    expect(item.locator(".tick")).to_have_attribute("aria-pressed", "false")


def test_a_lead_adds_an_item_and_drags_it_among_those_of_its_phase(visit: Visit) -> None:
    """The buttons do the same for whoever does not drag."""
    page = visit("lead", "/plans/")
    page.locator("main").get_by_role("link", name=re.compile("First 90 days")).first.click()
    page.get_by_role("link", name="All phases").click()
    section = page.locator(".items").filter(has=page.locator("li[data-place] >> nth=1")).first
    rows = section.locator("> li[data-place]")
    first, second = (rows.nth(n).get_attribute("id") for n in (0, 1))
    rows.nth(1).locator("div").first.drag_to(rows.nth(0).locator("div").first)
    expect(page.locator("#undo")).to_be_visible()
    expect(rows.nth(0)).to_have_id(str(second))
    expect(rows.nth(1)).to_have_id(str(first))
    page.reload()
    expect(rows.nth(0)).to_have_id(str(second))
    page.locator("#undo").click()
    expect(rows.nth(0)).to_have_id(str(first))
