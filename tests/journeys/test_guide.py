"""The Guide in a browser: searching as one types, with the keyboard, and without a script."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Visit

pytestmark = pytest.mark.journey


def test_searching_swaps_the_list_and_leaves_the_focus(visit: Visit) -> None:
    page = visit("member", "/guide/")
    box = page.get_by_role("searchbox", name="Search the Guide")
    box.press_sequentially("flaky")
    found = page.locator("#found")
    expect(found.locator("mark").first).to_have_text(re.compile("flaky", re.IGNORECASE))
    expect(page.locator("#said")).to_contain_text("“flaky”")
    expect(box).to_be_focused()
    expect(box).to_have_value("flaky")
    expect(page).to_have_url(re.compile(r"/guide/\?q=flaky$"))
    swapped, said = found.inner_html(), page.locator("#said").inner_text()
    page.reload()
    assert [line.strip() for line in found.inner_html().splitlines()] == [
        line.strip() for line in swapped.splitlines()
    ]
    assert page.locator("#said").inner_text() == said


def test_a_search_that_finds_nothing_and_then_is_emptied_shows_the_contents(visit: Visit) -> None:
    page = visit("member", "/guide/")
    box = page.get_by_role("searchbox", name="Search the Guide")
    contents = page.locator(".guide-contents h2").count()
    box.press_sequentially("zebra")
    expect(page.locator("#found .note")).to_contain_text("Nothing found.")
    expect(page.locator(".guide-contents h2")).to_have_count(contents)
    box.fill("")
    expect(page.locator("#found .note")).to_have_count(0)
    expect(page.locator("#said")).to_have_text("")


def test_from_the_search_to_the_practice_and_on_to_the_next(visit: Visit) -> None:
    page = visit("member", "/guide/?q=flaky")
    page.locator("#found h2 a").first.click()
    expect(page.get_by_role("heading", name="Where teams stand")).to_be_visible()
    expect(page.get_by_role("navigation", name="Neighbouring practices")).to_be_visible()
    first = page.locator("h1").inner_text()
    page.locator("[rel=next]").click()
    expect(page.locator("h1")).not_to_have_text(first)
    page.locator("[rel=prev]").click()
    expect(page.locator("h1")).to_have_text(first)


def test_without_a_script_the_search_is_a_form(visit: Visit) -> None:
    page = visit("member", "/guide/", java_script_enabled=False)
    page.get_by_role("searchbox", name="Search the Guide").fill("flaky")
    page.keyboard.press("Enter")
    expect(page.locator("#found mark").first).to_be_visible()


def test_an_answer_leads_to_its_practice(visit: Visit) -> None:
    page = visit("lead", "/matrix/")
    cycle = page.locator("#id_cycle option").first.get_attribute("value")
    page.goto(f"/teams/checkout/assessments/{cycle}/")
    title = page.locator(".practice h2").first.inner_text()
    page.locator(".practice .guide-link").first.click()
    expect(page.locator("h1")).to_have_text(title)


def test_the_whole_book_prints_in_black_on_white_without_what_is_for_screens(visit: Visit) -> None:
    page = visit("member", "/guide/print/all/", color_scheme="dark", viewport={"width": 703, "height": 1000})
    page.emulate_media(media="print")
    expect(page.locator(".top")).to_be_hidden()
    levels = page.locator(".rungs").first
    tops = {round(item.bounding_box()["y"]) for item in levels.locator("> li").all()}  # type: ignore[index]
    assert len(tops) == 1
    ink = page.evaluate("getComputedStyle(document.querySelector('.rungs span')).color")
    assert ink == "rgb(27, 31, 36)"
