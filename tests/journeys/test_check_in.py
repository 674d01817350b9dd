"""A week's check-in: its lead writes it without pressing anything, sends it, and reads what the manager answers."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Visit

pytestmark = pytest.mark.journey

PLAN = "/plans/first-90-days-of-a-technical-lead-checkout/"


def test_a_lead_writes_and_sends_and_reads_the_answer(visit: Visit) -> None:
    lead = visit("lead", f"{PLAN}check-ins/3/")
    expect(lead.locator("html")).to_have_attribute("data-autosave", "")
    lead.get_by_label("How the week went").press_sequentially("The audit of alerts is done")
    expect(lead.locator("[data-saved]")).to_have_text(re.compile(r"^saved \d+ s ago"))
    lead.get_by_text("At risk", exact=True).click()
    lead.get_by_label("Help wanted").fill("An hour of Security this week.")
    expect(lead.locator("[data-saved]")).to_have_text(re.compile(r"^saved \d+ s ago"))
    second = lead.context.new_page()
    second.goto(f"{PLAN}check-ins/3/")
    expect(second.get_by_label("How the week went")).to_have_value("The audit of alerts is done")
    second.get_by_label("How the week went").fill("Another window")
    expect(second.locator("[data-saved]")).to_have_text(re.compile(r"^saved \d+ s ago"))

    lead.get_by_label("How the week went").fill("Every alert has an owner now.")
    expect(lead.get_by_role("alert")).to_contain_text("saved other words")
    expect(lead.get_by_role("alert")).to_contain_text("Another window")
    expect(lead.get_by_label("How the week went")).to_have_value("Every alert has an owner now.")
    lead.get_by_role("button", name="Save mine").click()
    expect(lead.get_by_role("alert")).to_have_count(0)
    lead.get_by_role("button", name=re.compile("^Send")).click()
    expect(lead.locator(".check-in")).to_contain_text("Every alert has an owner now.")
    expect(lead.locator(".check-in .pill").first).to_have_text("sent")

    manager = visit("leadership", f"{PLAN}check-ins/")
    manager.get_by_role("link", name="Acknowledge the check-in of week 3").click()
    manager.get_by_label("Answer").fill("Security comes on Monday.")
    manager.get_by_role("button", name="Acknowledge").click()
    expect(manager.locator(".check-in .pill").first).to_have_text("acknowledged")

    lead.reload()
    expect(lead.locator(".check-in")).to_contain_text("Security comes on Monday.")


def test_what_was_typed_stays_while_the_network_is_away(visit: Visit) -> None:
    page = visit("lead", f"{PLAN}check-ins/2/")
    page.context.set_offline(True)
    page.get_by_label("Help wanted").fill("A second pair of eyes.")
    expect(page.locator("[data-failure]")).to_contain_text("Not saved: the server did not answer")
    page.context.set_offline(False)
    expect(page.locator("[data-saved]")).to_have_text(re.compile(r"^saved \d+ s ago"))
    expect(page.locator("[data-failure]")).to_be_hidden()
    page.reload()
    expect(page.get_by_label("Help wanted")).to_have_value("A second pair of eyes.")


def test_without_a_script_there_is_a_button(visit: Visit) -> None:
    page = visit("lead", f"{PLAN}check-ins/2/", java_script_enabled=False)
    page.get_by_label("How the week went").fill("Told in full.")
    page.get_by_role("button", name="Save draft").click()
    expect(page.get_by_label("How the week went")).to_have_value("Told in full.")
    page.get_by_role("button", name=re.compile("^Send")).click()
    expect(page.locator(".errorlist").first).to_contain_text("Say how confident you are")
    expect(page.get_by_label("How the week went")).to_have_value("Told in full.")
