"""A plan as a whole: its timeline, filtered, and its notes, written."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import NARROW, WIDE, Visit
from tests.journeys.test_accessibility import PLAN

pytestmark = pytest.mark.journey
scripted = pytest.mark.parametrize("scripted", [True, False], ids=["scripted", "plain"])


def names(page: Page) -> list[str]:
    return page.locator(".timeline-marks .name").all_inner_texts()


@scripted
def test_a_lead_sees_what_is_late_on_the_timeline_and_goes_to_it(visit: Visit, scripted: bool) -> None:
    page = visit("lead", PLAN, java_script_enabled=scripted)
    page.get_by_role("link", name="Timeline", exact=True).click()
    every = page.locator(".timeline-marks a").count()
    page.get_by_label("State").select_option("late")
    if not scripted:
        page.get_by_role("button", name="Show").click()
    expect(page.get_by_text(re.compile(r"^\d+ of \d+ items"))).to_be_visible()
    expect(page).to_have_url(re.compile("state=late"))
    swapped = names(page)
    assert 0 < len(swapped) < every
    assert all(" late" in said for said in page.locator(".timeline-marks .mark").all_inner_texts())
    page.reload()
    assert names(page) == swapped
    page.locator(".timeline-marks a").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(swapped[0])


@pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["wide", "narrow"])
def test_thirteen_weeks_are_readable_without_moving_the_page(visit: Visit, viewport: dict[str, int]) -> None:
    page = visit("lead", f"{PLAN}timeline/", viewport=viewport)
    root = page.locator("html")
    assert root.evaluate("each => each.scrollWidth <= each.clientWidth")
    frame = page.locator(".timeline-frame > .frame")
    if viewport == WIDE:
        assert frame.evaluate("each => each.scrollWidth <= each.clientWidth")
        expect(page.locator(".timeline-head li").last).to_be_in_viewport()
        return
    page.get_by_role("link", name="Go to today").click()
    name = page.locator("[open] > .timeline-marks .name").first
    frame.evaluate("each => each.scrollTo(500, 0)")
    expect(name).to_be_in_viewport()


@scripted
def test_a_lead_adds_edits_and_removes_a_note_and_the_second_writer_is_told(
    visit: Visit, scripted: bool
) -> None:
    page = visit("lead", f"{PLAN}notes/", java_script_enabled=scripted)
    title = f"How we work, {'with' if scripted else 'without'} scripts"
    page.get_by_role("link", name="Add a note").click()
    page.get_by_label("Title").fill("Week 3")
    page.get_by_label("Text").fill("- slowly\n- *surely*")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".errorlist")).to_contain_text("Word it otherwise")
    page.get_by_label("Title").fill(title)
    page.get_by_label("Belongs to").select_option(label="3 · Build")
    page.get_by_role("button", name="Save").click()
    note = page.get_by_role("article", name=title)
    expect(note.get_by_role("listitem")).to_have_text(["slowly", "surely"])
    note.get_by_role("link", name="Edit").click()
    other = page.context.new_page()
    other.goto(page.url)
    other.get_by_label("Text").fill("What the other wrote")
    other.get_by_role("button", name="Save").click()
    page.get_by_label("Text").fill("What the second wrote")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_contain_text("What the other wrote")
    expect(page.get_by_label("Text")).to_have_value("What the second wrote")
    page.get_by_role("button", name="Save").click()
    expect(note).to_contain_text("What the second wrote")
    note.get_by_role("link", name="Edit").click()
    page.get_by_text("Remove this note").click()
    page.get_by_role("button", name="Remove it").click()
    expect(page.get_by_role("heading", name="Contents")).to_be_visible()
    expect(note).to_have_count(0)


def test_on_paper_every_item_is_there_and_nothing_is_left_to_click(visit: Visit) -> None:
    page = visit("lead", f"{PLAN}timeline/")
    page.emulate_media(media="print")
    for hidden in (".top", ".toolbar", ".plan-views", ".menu", ".crumbs"):
        expect(page.locator(hidden).first).to_be_hidden()
    for mark in page.locator(".timeline-marks a").all():
        expect(mark).to_be_visible()
    page.goto(f"{PLAN}phases/")
    expect(page.locator(".items .tick").first).to_be_visible()
