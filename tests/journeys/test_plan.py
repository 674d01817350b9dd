"""The new lead's week."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from plans.document import SourceFile, read_plan
from tests.journeys.conftest import Visit

pytestmark = pytest.mark.journey


def to_the_plan(page: Page) -> None:
    page.locator("main").get_by_role("link", name=re.compile("First 90 days")).first.click()
    expect(page.get_by_role("heading", level=2, name=re.compile("^Week 3"))).to_be_visible()


def tick(page: Page) -> Locator:
    return page.locator(".items .tick[aria-pressed=false]").first


def test_a_lead_ticks_and_unticks_by_keyboard(visit: Visit) -> None:
    page = visit("lead", "/plans/")
    to_the_plan(page)
    name = tick(page).get_attribute("id")
    button = page.locator(f"#{name}")
    button.focus()
    page.keyboard.press("Space")
    expect(button).to_have_attribute("aria-pressed", "true")
    expect(button).to_be_focused()
    page.reload()
    expect(button).to_have_attribute("aria-pressed", "true")
    button.focus()
    page.keyboard.press("Space")
    expect(button).to_have_attribute("aria-pressed", "false")


def test_every_week_and_all_phases_are_a_step_away(visit: Visit) -> None:
    page = visit("lead", "/plans/")
    to_the_plan(page)
    page.locator(".strip a").nth(8).click()
    expect(page.get_by_role("heading", level=2, name=re.compile("^Week 9"))).to_be_visible()
    page.get_by_role("link", name="All phases").click()
    for phase in ("1 · Listen and learn", "2 · Stabilise", "3 · Build", "4 · Scale and hand over"):
        expect(page.get_by_role("heading", level=2, name=phase)).to_be_visible()


def test_the_markdown_that_comes_out_reads_as_the_plan(visit: Visit, tmp_path: Path) -> None:
    page = visit("lead", "/plans/")
    to_the_plan(page)
    with page.expect_download() as download:
        page.get_by_text("More", exact=True).click()
        page.get_by_role("link", name="Markdown, one file").click()
    download.value.save_as(tmp_path / "plan.md")
    document = read_plan([SourceFile("plan.md", (tmp_path / "plan.md").read_text())])
    assert [(phase.first_week, phase.last_week) for phase in document.phases] == [
        (1, 2),
        (3, 4),
        (5, 8),
        (9, 13),
    ]


def test_it_works_without_a_script(visit: Visit) -> None:
    page = visit("lead", "/plans/", java_script_enabled=False)
    to_the_plan(page)
    name = tick(page).get_attribute("id")
    page.locator(f"#{name}").click()
    expect(page.locator(f"#{name}")).to_have_attribute("aria-pressed", "true")
    page.locator(f"#{name}").click()
    expect(page.locator(f"#{name}")).to_have_attribute("aria-pressed", "false")


@pytest.mark.parametrize("scripted", [True, False], ids=["scripted", "plain"])
def test_an_administrator_sees_every_date_and_starts_a_plan(visit: Visit, scripted: bool) -> None:
    page = visit("administrator", "/plans/templates/first-90-days/", java_script_enabled=scripted)
    page.get_by_role("link", name="Start a plan", exact=True).click()
    form = page.locator("main form")
    title = f"A quarter for Ledger, {'with' if scripted else 'without'} scripts"
    form.get_by_label("Title").fill(title)
    form.get_by_label("Team").select_option(label="Ledger")
    form.get_by_label("Lead", exact=True).fill("nobody@demo.example")
    form.get_by_label("That day").fill("2027-01-02" if scripted else "2027-01-09")
    form.get_by_label("Engineer A").fill("Noor Haddad")
    form.get_by_role("button", name="See every date").click()
    expect(page.locator(".errorlist")).to_contain_text("Nobody signs in with nobody@demo.example")
    form.get_by_label("Lead", exact=True).fill("priya.raman@demo.example")
    form.get_by_role("button", name="See every date").click()
    expect(page.locator("main")).to_contain_text("Nothing has started yet")
    expect(page.locator("main")).to_contain_text("is a day off")
    page.get_by_role("button", name="Start the plan").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(title)
    expect(page.locator("main")).to_contain_text(f"starts Mon {4 if scripted else 11} Jan")


@pytest.mark.parametrize("scripted", [True, False], ids=["scripted", "plain"])
def test_a_lead_shifts_by_a_week_sees_old_and_new_and_takes_it_back(visit: Visit, scripted: bool) -> None:
    page = visit("lead", "/plans/", java_script_enabled=scripted)
    to_the_plan(page)
    page.get_by_text("More", exact=True).click()
    page.get_by_role("link", name="Dates", exact=True).click()
    started = page.locator(".stats .figure").first.inner_text()
    form = page.locator("section", has=page.get_by_role("heading", name="Move a phase"))
    form.get_by_label("Phase", exact=True).select_option(label="3 · Build")
    form.get_by_label("Weeks").fill("1")
    form.get_by_role("button", name="See what moves").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Move by 1 week")
    expect(page.locator("main")).to_contain_text("weeks 5–8 become weeks 6–9")
    expect(page.get_by_role("heading", name="What moves")).to_be_visible()
    page.get_by_role("button", name="Move", exact=True).click()
    expect(page.locator("main")).to_contain_text("after 14 weeks")
    page.get_by_role("button", name="Undo").first.click()
    expect(page.locator("main")).to_contain_text("undone")
    expect(page.locator("main")).to_contain_text("after 13 weeks")
    assert page.locator(".stats .figure").first.inner_text() == started
