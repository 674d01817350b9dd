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
