"""Whoever keeps templates brings a plan along."""

from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.conftest import NARROW, Visit

pytestmark = pytest.mark.journey

TEXT = """# A month on call

## Week 1: Watch

### Goals

- Know every alert by name

### Things to do first

- Shadow two nights

## Afterwards

- Say what should change
"""
SHAPES = Path(__file__).parents[1] / "plans" / "shapes"


def block(page: Page, words: str) -> Locator:
    return page.locator(".import-lines > li").filter(has=page.locator("pre", has_text=words))


def preview(page: Page) -> None:
    page.goto("/plans/")
    page.get_by_role("link", name="Import a plan").click()
    page.get_by_label("Or paste the plan").fill(TEXT)
    page.get_by_role("button", name="See how it reads").click()


def test_a_pasted_plan_is_read_otherwise_by_keyboard_and_saved(visit: Visit) -> None:
    page = visit("administrator", "/plans/")
    preview(page)
    expect(block(page, "Shadow two nights")).to_contain_text("kept as a note")
    weeks = block(page, "## Afterwards").get_by_label("of weeks")
    expect(weeks).to_be_hidden()
    block(page, "### Things to do first").get_by_label("Read as").focus()
    page.keyboard.type("activ")
    block(page, "## Afterwards").get_by_label("Read as").select_option("phase")
    expect(weeks).to_be_visible()
    weeks.fill("2-3")
    page.keyboard.press("Enter")
    expect(block(page, "Shadow two nights")).to_contain_text("activity no owner yet · due end of week 1")
    expect(block(page, "## Weeks 2–3: Afterwards")).to_contain_text("phase weeks 2–3")
    page.get_by_label("Short name").fill("on-call")
    page.get_by_role("button", name="Save the template").click()
    page.wait_for_url("**/plans/templates/on-call/")
    expect(page.get_by_role("heading", level=1, name="A month on call")).to_be_visible()
    expect(page.get_by_text("Shadow two nights")).to_be_visible()


def test_a_folder_of_files_is_read_together_and_fits_a_telephone(visit: Visit) -> None:
    page = visit("administrator", "/plans/import/")
    page.set_viewport_size(NARROW)
    page.get_by_label("Files").set_input_files(sorted((SHAPES / "linked").glob("*.md")))
    page.get_by_role("button", name="See how it reads").click()
    expect(page.get_by_role("heading", level=2, name="10-leave.md")).to_be_visible()
    text, read = (
        block(page, "Know the twelve pipelines").locator(part).bounding_box()
        for part in (".import-text", ".import-read")
    )
    assert text is not None
    assert read is not None
    assert read["y"] >= text["y"] + text["height"]
    assert page.evaluate("document.documentElement.scrollWidth") == NARROW["width"]
