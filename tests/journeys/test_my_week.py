"""The week of a person, by keyboard and without a script."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Visit

pytestmark = pytest.mark.journey


def test_the_first_link_of_the_navigation_leads_to_what_is_due(visit: Visit) -> None:
    page = visit("lead", "/plans/")
    page.get_by_role("navigation", name="Main").get_by_role("link").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("My week")
    page.locator(".items h3 a").first.click()
    expect(page.get_by_role("heading", level=1)).not_to_have_text("My week")


def tick_first(page: Page, *, by_keyboard: bool) -> str:
    """The id of the button, which is pressed where it stands and then found among what is done."""
    button = page.locator(".items .tick[aria-pressed=false]").first
    name = button.get_attribute("id") or ""
    if by_keyboard:
        button.focus()
        page.keyboard.press("Space")
    else:
        button.click()
    expect(page.locator(f".ticks #{name}")).to_have_attribute("aria-pressed", "true")
    return name


def test_a_tick_moves_to_what_is_done_keeps_the_focus_and_is_taken_back(visit: Visit) -> None:
    page = visit("lead", "/my-week/")
    name = tick_first(page, by_keyboard=True)
    expect(page.locator(f"#{name}")).to_be_focused()
    page.reload()
    button = page.locator(f".ticks #{name}")
    expect(button).to_have_attribute("aria-pressed", "true")
    button.focus()
    page.keyboard.press("Space")
    expect(page.locator(f".items #{name}")).to_have_attribute("aria-pressed", "false")


def test_it_works_without_a_script(visit: Visit) -> None:
    page = visit("lead", "/my-week/", java_script_enabled=False)
    name = tick_first(page, by_keyboard=False)
    expect(page).to_have_url(re.compile(r"/my-week/#item-\d+$"))
    page.locator(f"#{name}").click()
    expect(page.locator(f".items #{name}")).to_have_attribute("aria-pressed", "false")


def test_each_kind_of_mail_is_switched_where_the_page_says(visit: Visit) -> None:
    page = visit("member", "/my-week/")
    page.get_by_role("link", name="Change it").click()
    for label in ("Send me my week of plans on Mondays", "Remind me of what is due in plans the day before"):
        page.get_by_label(label).uncheck()
    page.get_by_role("button", name="Save").click()
    page.goto("/my-week/")
    expect(page.locator("main")).to_contain_text("You have mail about plans switched off.")
    page.get_by_role("link", name="Switch it on").click()
    for label in ("Send me my week of plans on Mondays", "Remind me of what is due in plans the day before"):
        page.get_by_label(label).check()
    page.get_by_role("button", name="Save").click()
    expect(page.locator("main")).to_contain_text("Saved.")
