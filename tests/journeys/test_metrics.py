"""What a plan is measured by: written by its lead, agreed to by its manager, edited, agreed to again, reviewed."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from common.days import organisation_day
from tests.journeys.conftest import Visit

pytestmark = pytest.mark.journey

METRICS = (
    ("Lead time", "4 h", "2 h", "Median of the week"),
    ("Alerts", "312 a week", "50 a week", "Counted on Mondays"),
    ("Releases on their own", "2 of 5", "5 of 5", "Release log"),
)


def start_in_the_past(page: Page, title: str, days_ago: int) -> str:
    """The address of a plan that began so many days ago, of a new lead and their manager."""
    page.goto("/plans/templates/first-90-days/start/")
    form = page.locator("main form")
    form.get_by_label("Title").fill(title)
    form.get_by_label("Team").select_option(label="Ledger")
    form.get_by_label("Lead", exact=True).fill("priya.raman@demo.example")
    form.get_by_label("Manager").fill("dana.okafor@demo.example")
    form.get_by_label("That day").fill((organisation_day() - timedelta(days=days_ago)).isoformat())
    form.get_by_role("button", name="See every date").click()
    page.get_by_role("button", name="Start the plan").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(title)
    return page.url


def add(page: Page, words: tuple[str, str, str, str]) -> None:
    for label, text in zip(("Metric", "Baseline", "Target", "How it is measured"), words, strict=True):
        page.locator("#add").get_by_label(label, exact=True).fill(text)
    page.get_by_role("button", name="Add metric").click()
    expect(page.get_by_role("heading", level=3, name=words[0])).to_be_visible()


@pytest.mark.parametrize(("scripted", "days_ago"), [(True, 27), (False, 34)], ids=["scripted", "plain"])
def test_three_metrics_are_agreed_to_edited_agreed_to_again_and_reviewed(
    visit: Visit, scripted: bool, days_ago: int
) -> None:
    administrator = visit("administrator", java_script_enabled=scripted)
    title = f"Measured {'with' if scripted else 'without'} scripts"
    plan = start_in_the_past(administrator, title, days_ago)
    lead = visit("lead", f"{plan}metrics/", java_script_enabled=scripted)
    for words in METRICS:
        add(lead, words)
    expect(lead.locator("#metrics")).to_contain_text("3 of 3 wait for the manager to agree.")

    manager = visit("leadership", f"{plan}metrics/", java_script_enabled=scripted)
    manager.get_by_role("button", name="Agree to all 3").click()
    expect(manager.locator("#metrics")).to_contain_text("All are agreed.")
    expect(manager.locator(".metric h3", has_text=re.compile("agreed by Dana Okafor on"))).to_have_count(3)

    lead.get_by_role("link", name="Edit Lead time").click()
    lead.get_by_label("Target").fill("1 h")
    lead.get_by_role("button", name="Save").click()
    expect(lead.locator("main")).to_contain_text("edited since it was agreed")

    manager.reload()
    expect(manager.locator(".metric-was")).to_contain_text("The wording that Dana Okafor agreed to on")
    expect(manager.locator(".metric-was del")).to_have_text("2")
    manager.get_by_role("button", name="Agree to Lead time").click()
    expect(manager.locator(".metric-was")).to_have_count(0)
    expect(manager.locator("#metrics")).to_contain_text("All are agreed.")

    lead.goto(f"{plan}metrics/")
    lead.get_by_role("link", name="Review Lead time on day 30").click()
    lead.get_by_label("Reading").fill("90 min")
    lead.get_by_label("On the way").check()
    lead.get_by_role("button", name="Save review").click()
    row = lead.get_by_role("row", name=re.compile("^Lead time"))
    expect(row).to_contain_text("90 min")
    expect(row).to_contain_text("on the way")


def test_a_metric_is_moved_by_keyboard_and_keeps_the_focus(visit: Visit) -> None:
    page = visit("lead", "/plans/first-90-days-of-a-technical-lead-checkout/metrics/")
    down = page.get_by_role("button", name=re.compile("^Down for Alerts"))
    for place in (2, 3):
        down.focus()
        page.keyboard.press("Enter")
        expect(page.locator(".metric h3").nth(place)).to_contain_text("Alerts")
        expect(down).to_be_focused()
    page.get_by_role("button", name=re.compile("^Up for Alerts")).click()
    expect(page.locator(".metric h3").nth(2)).to_contain_text("Alerts")
    page.reload()
    expect(page.locator(".metric h3").nth(2)).to_contain_text("Alerts")
