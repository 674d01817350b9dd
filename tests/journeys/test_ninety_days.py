"""From a document that somebody wrote to a plan that is lived: imported, started, worked, told of, moved, exported."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from plans.document import SourceFile, read_plan
from tests.journeys.conftest import Visit

pytestmark = pytest.mark.journey

TITLE = "A quarter of payments"
DOCUMENT = f"""# {TITLE}

Written by the team before anybody was hired.

## Month 1: Arrive

What we hope for:

- Know everybody by name
- [ ] Say what the team is for, in a sentence

### Activities

| Activity | Owner | Why |
|---|---|---|
| Talk to each engineer for half an hour | New lead | Trust comes first |
| Read the last five incident reviews | New lead + Engineer | They say what hurts |

### Deliverables

| Deliverable | Owner | Due |
|---|---|---|
| A page on where we stand | New lead | End of week 1 |
| Three things to stop doing | Team | End of week 2 |

### Meetings

- Meet the product manager — what hurts, what is next

## Month 2: Mend

### Goals

- Releases on a Friday frighten nobody
"""


def test_a_document_becomes_a_lived_plan(visit: Visit, tmp_path: Path) -> None:
    import_it(visit("administrator", "/plans/"))
    lead = visit("lead", "/plans/")
    start_it(lead)
    address = lead.url
    work_by_keyboard(lead)
    write_check_in(lead)
    acknowledge(visit("leadership", address))
    expect_answer(lead, address)
    shift_by_a_week(lead, address)
    read_again(lead, address, tmp_path)


def monday() -> date:
    """Of this week, so that week 1 has begun whatever day it is."""
    today = timezone.localdate()
    return today - timedelta(days=today.weekday())


def import_it(page: Page) -> None:
    """The list below a sentence is no section that the reader knows: a person says that it holds the goals."""
    page.locator("main").get_by_role("link", name="Import").first.click()
    page.get_by_label("paste", exact=False).fill(DOCUMENT)
    page.get_by_role("button", name="See how it reads").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)
    expect(page.locator("main")).to_contain_text("Talk to each engineer for half an hour")
    page.get_by_role("button", name="Save the template").click()
    page.wait_for_url("**/plans/templates/**")


def start_it(page: Page) -> None:
    page.get_by_role("link", name=TITLE).click()
    page.get_by_role("link", name="Start a plan").click()
    page.get_by_label("Team", exact=True).select_option(label="Checkout")
    page.get_by_label("Lead", exact=True).fill("priya.raman@demo.example")
    page.get_by_label("Manager", exact=True).fill("dana.okafor@demo.example")
    page.get_by_label("That day").fill(monday().isoformat())
    page.get_by_role("button", name="See every date").click()
    expect(page.locator("main")).to_contain_text("Nothing has started yet")
    page.get_by_role("button", name="Start the plan").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(TITLE)
    expect(page.get_by_role("heading", level=2, name="Week 1")).to_be_visible()


def work_by_keyboard(page: Page) -> None:
    """From the top of the page to the first thing of the week and its tick, without a mouse."""
    tick = page.get_by_role("button", name="Done: A page on where we stand")
    for _ in range(80):
        page.keyboard.press("Tab")
        if tick.evaluate("button => button === document.activeElement"):
            break
    expect(tick).to_be_focused()
    page.keyboard.press("Space")
    expect(page.get_by_role("button", name="Done: A page on where we stand")).to_have_attribute(
        "aria-pressed", "true"
    )
    expect(page.get_by_role("heading", level=2, name="Week 1")).to_contain_text("1 done")


def write_check_in(page: Page) -> None:
    page.get_by_role("link", name="Check-ins", exact=True).click()
    page.wait_for_url("**/check-ins/")
    page.get_by_role("link", name="Week 1").first.click()
    expect(page.locator(".check-in-facts")).to_contain_text("A page on where we stand")
    page.get_by_label("At risk").check()
    page.get_by_label("How the week went").fill("Everybody talks, nobody writes.")
    page.get_by_label("Help wanted").fill("Half a day with the product manager.")
    expect(page.locator("[data-saved]")).to_contain_text("saved")
    page.get_by_role("button", name="Send to Dana Okafor").click()
    expect(page.locator("main")).to_contain_text("Dana Okafor has not acknowledged it yet")


def acknowledge(page: Page) -> None:
    page.get_by_role("link", name="Check-ins", exact=True).click()
    page.wait_for_url("**/check-ins/")
    page.get_by_role("link", name="Week 1").first.click()
    page.get_by_label("answer", exact=False).fill("You have it on Tuesday.")
    page.get_by_role("button", name="Acknowledge").click()
    expect(page.locator("main")).to_contain_text("Acknowledged by Dana Okafor")


def expect_answer(page: Page, address: str) -> None:
    page.goto(f"{address}check-ins/1/")
    expect(page.locator("main")).to_contain_text("You have it on Tuesday.")


def shift_by_a_week(page: Page, address: str) -> None:
    """What is done stays; the rest goes along."""
    later = monday() + timedelta(days=7)
    page.goto(f"{address}dates/shift/?what=start&day={later.isoformat()}")
    expect(page.get_by_role("heading", name="What moves")).to_be_visible()
    expect(page.locator("main")).to_contain_text("Three things to stop doing")
    page.get_by_role("button", name="Move", exact=True).click()
    expect(page.get_by_role("button", name="Undo").first).to_be_visible()


def read_again(page: Page, address: str, folder: Path) -> None:
    page.goto(address)
    page.get_by_text("More", exact=True).click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Markdown, one file").click()
    download.value.save_as(folder / "plan.md")
    written = (folder / "plan.md").read_text()
    document = read_plan([SourceFile("plan.md", written)])
    items = {item.title: item for phase in document.phases for item in phase.items}
    assert items["A page on where we stand"].done
    assert not items["Three things to stop doing"].done
    missing = {word for word in DOCUMENT.split() if word.strip("|-#[]:") and word not in written}
    assert not missing
