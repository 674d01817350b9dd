"""Leadership follows the organisation over time: what is chosen is drawn, stands in the address, and can be sent."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Visit

pytestmark = pytest.mark.journey


def series(page: Page):
    return page.locator(".chart .series")


def faded(page: Page) -> int:
    """How many lines stand back behind another."""
    return page.locator(".chart .series").evaluate_all(
        "lines => lines.filter(line => getComputedStyle(line).opacity < 0.5).length"
    )


def test_choosing_redraws_the_trend_and_keeps_address_and_focus(visit: Visit) -> None:
    page = visit("leadership", "/trends/")
    everything = series(page).count()
    step = page.get_by_label("A point for each")
    step.focus()
    step.select_option("month")
    expect(page).to_have_url(re.compile(r"/trends/\?step=month$"))
    expect(page.get_by_role("heading", name="What happened")).to_be_visible()
    expect(step).to_be_focused()
    page.get_by_role("checkbox", name="Testing").uncheck()
    expect(series(page)).to_have_count(everything - 1)
    page.get_by_role("checkbox", name="Testing").check()
    expect(series(page)).to_have_count(everything)
    expect(page).to_have_url(re.compile(r"/trends/\?step=month$"))


def test_days_are_shown_when_asked_for_and_mistakes_in_words(visit: Visit) -> None:
    page = visit("leadership", "/trends/?step=month")
    first, last = page.get_by_label("from", exact=True), page.get_by_label("to", exact=True)
    first.fill("2026-03-01")
    last.fill("2026-02-01")
    page.get_by_role("button", name="Show", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("The range begins after it ends")
    expect(series(page)).to_have_count(0)
    first.fill("2026-01-01")
    first.press("Enter")
    expect(page).to_have_url(re.compile("from=2026-01-01&to=2026-02-01$"))


def test_a_name_that_is_pointed_at_or_has_the_focus_stands_out(visit: Visit) -> None:
    page = visit("leadership", "/trends/")
    page.emulate_media(reduced_motion="reduce")
    everything = series(page).count()
    assert faded(page) == 0
    page.get_by_role("checkbox", name="Security").focus()
    assert faded(page) == everything - 1
    page.get_by_role("heading", name="Trends").hover()
    page.locator(".trend-choices .summary").hover()
    page.evaluate("document.activeElement.blur()")
    assert faded(page) == everything - 1


def test_table_and_chart_are_one_click_apart_and_in_the_address(visit: Visit) -> None:
    page = visit("leadership", "/trends/")
    page.get_by_text("Table", exact=True).click()
    expect(page.get_by_role("table", name="Score by dimension")).to_be_visible()
    expect(page).to_have_url(re.compile("as=table$"))
    page.reload()
    expect(page.locator(".chart")).to_be_hidden()
    page.get_by_label("Division").select_option(label="Payments")
    expect(page).to_have_url(re.compile(r"\?division=payments&as=table$"))
    expect(page.get_by_role("table", name="Score by dimension")).to_be_visible()


def test_from_the_organisation_down_to_a_team(visit: Visit) -> None:
    page = visit("leadership", "/trends/")
    page.get_by_role("link", name="in Testing: what is behind it").click()
    expect(page.get_by_role("heading", name="Testing: score by team")).to_be_visible()
    page.get_by_role("link", name=re.compile("^Checkout: ")).click()
    expect(page.get_by_text("Checkout, Payments.")).to_be_visible()
    page.get_by_role("link", name="in Testing: what is behind it").click()
    expect(page).to_have_url(re.compile("/matrix/checkout/testing/"))


def test_another_division_lets_go_of_the_team(visit: Visit) -> None:
    page = visit("leadership", "/trends/?team=checkout")
    page.get_by_label("Division").select_option(label="Platform")
    expect(page).to_have_url(re.compile(r"\?division=platform$"))
    expect(page.get_by_label("Team")).to_have_value("")


def test_the_numbers_come_along_as_a_file(visit: Visit) -> None:
    page = visit("leadership", "/trends/?step=month")
    page.get_by_text("Export", exact=True).click()
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV").click()
    assert download.value.suggested_filename == "trend-whole-organisation-score.csv"
