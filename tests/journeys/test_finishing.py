"""A plan from its closing review to its record, and back."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from common.days import organisation_day
from tests.journeys.conftest import Visit

pytestmark = pytest.mark.journey


def start_a_plan(page: Page, title: str, weeks_ago: int) -> str:
    """A short plan of Ledger's; its address."""
    page.goto("/plans/templates/eight-week-study-plan/start/")
    form = page.locator("main form")
    form.get_by_label("Title").fill(title)
    form.get_by_label("Team").select_option(label="Ledger")
    form.get_by_label("Lead", exact=True).fill("priya.raman@demo.example")
    form.get_by_label("That day").fill((organisation_day() - timedelta(weeks=weeks_ago)).isoformat())
    form.get_by_role("button", name="See every date").click()
    page.get_by_role("button", name="Start the plan").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(title)
    return re.sub(r"^https?://[^/]+", "", page.url)


def fill_the_review(page: Page) -> None:
    """The first goal was not met, all others were; whatever is open is dropped."""
    for line in page.locator("main fieldset:has(input[type=radio])").all():
        line.get_by_text("Met", exact=True).click()
    page.locator("main fieldset:has(input[type=radio])").first.get_by_text("Not met", exact=True).click()
    for decision in page.locator("select[name$='-decision']").all():
        decision.select_option("dropped")
    for reason in page.locator("input[name$='-reason']").all():
        reason.fill("Not in these weeks")


@pytest.mark.parametrize("scripted", [True, False], ids=["scripted", "plain"])
def test_a_plan_is_closed_becomes_a_record_and_is_reopened(visit: Visit, scripted: bool) -> None:
    administrator = visit("administrator", "/plans/", java_script_enabled=scripted)
    title = f"Study {'with' if scripted else 'without'} scripts"
    address = start_a_plan(administrator, title, weeks_ago=2 if scripted else 3)

    lead = visit("lead", address, java_script_enabled=scripted)
    lead.get_by_text("More", exact=True).click()
    lead.get_by_role("link", name="Closing review").click()
    fill_the_review(lead)
    lead.get_by_role("textbox", name="What is handed over").fill("The *reading list* goes to Mika.")
    lead.get_by_role("button", name="Finish the plan").click()
    expect(lead.get_by_role("alert")).to_contain_text("1 thing to look at below")
    expect(lead.locator(".errorlist")).to_have_text(re.compile("Say why it was not met in full"))
    lead.get_by_label("Why", exact=False).first.fill("The weeks were too short.")
    lead.get_by_role("button", name="Save draft").click()
    expect(lead.locator("main")).to_contain_text("Draft saved")
    expect(lead.locator("main")).to_contain_text(
        "Nothing is open: every item is done, dropped or handed over."
    )
    lead.get_by_role("button", name="Finish the plan").click()

    expect(lead).to_have_url(re.compile("/record/$"))
    record = lead.locator("main")
    for words in ("This plan is finished", "not met", "The weeks were too short.", "Not in these weeks"):
        expect(record).to_contain_text(words)
    expect(record.get_by_role("button", name="Reopen")).to_have_count(0)
    lead.goto(f"{address}phases/")
    expect(lead.locator("main form[method=post]")).to_have_count(0)
    lead.goto("/plans/")
    ended = lead.get_by_role("row", name=re.compile(title))
    expect(ended).to_contain_text(re.compile(r"\d+ of \d+ goals met"))

    leadership = visit("leadership", f"{address}record/", java_script_enabled=scripted)
    leadership.get_by_text("Reopen this plan").click()
    leadership.get_by_label("Why").fill("One goal was mixed up with another.")
    leadership.get_by_role("button", name="Reopen", exact=True).click()
    expect(leadership.locator("main")).to_contain_text("the plan takes changes again")
    lead.goto(f"{address}finish/")
    expect(lead.locator("main")).to_contain_text("One goal was mixed up with another.")
    expect(lead.get_by_role("button", name="Finish the plan")).to_be_visible()


def test_leadership_compares_plans_at_the_same_day(visit: Visit) -> None:
    page = visit("leadership", "/plans/")
    page.get_by_role("link", name="Side by side").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Plans side by side")
    expect(page.locator("main")).to_contain_text("nothing here ranks them")
    page.get_by_label("Words of a plan, a team or a lead").fill("nobody at all")
    page.get_by_role("button", name="Show").click()
    expect(page.locator("main")).to_contain_text("No running plan matches")
    page.get_by_role("link", name="Show all plans").click()
    expect(page.get_by_role("region", name="Day by day in role")).to_contain_text("Listen and learn")
