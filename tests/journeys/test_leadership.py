"""Leadership's minute: the matrix, a cell, another way to look at it."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Visit

pytestmark = pytest.mark.journey


def test_a_cell_opens_beside_the_matrix_and_gives_the_focus_back(visit: Visit) -> None:
    page = visit("leadership", "/matrix/")
    cell = page.get_by_role("row", name=re.compile("^Fraud")).get_by_role("link").nth(1)
    cell.click()
    drawer = page.locator("#drawer")
    expect(drawer).to_contain_text("Fraud · Testing")
    expect(drawer).to_contain_text("How is this computed")
    expect(drawer.locator("li").first).to_be_visible()
    expect(drawer).to_be_focused()
    page.keyboard.press("Escape")
    expect(drawer.locator("h2")).to_have_count(0)
    expect(cell).to_be_focused()


def test_the_open_cell_is_part_of_the_address(visit: Visit) -> None:
    page = visit("leadership", "/matrix/?measure=gap")
    drawer, row = page.locator("#drawer"), page.get_by_role("row", name=re.compile("^Fraud"))
    row.get_by_role("link").nth(1).click()
    expect(page).to_have_url(re.compile(r"/matrix/\?measure=gap&open=fraud\.testing$"))
    shown = page.locator("#matrix").inner_text()
    page.reload()
    assert page.locator("#matrix").inner_text() == shown
    page.keyboard.press("Escape")
    expect(drawer).to_be_hidden()
    expect(page).to_have_url(re.compile(r"/matrix/\?measure=gap$"))
    expect(row.get_by_role("link").nth(1)).to_be_focused()
    page.go_back()
    expect(drawer).to_contain_text("Fraud · Testing")
    page.go_back()
    expect(drawer).to_be_hidden()
    row.get_by_role("link").nth(2).click()
    expect(drawer).not_to_contain_text("Fraud · Testing")
    expect(page.locator(".cell[aria-current]")).to_have_count(1)


def test_the_address_keeps_what_is_looked_at(visit: Visit) -> None:
    page = visit("leadership", "/matrix/")
    page.get_by_label("Division").select_option("platform")
    expect(page).to_have_url(re.compile("division=platform"))
    page.get_by_role("link", name="Change", exact=True).click()
    expect(page).to_have_url(re.compile("measure=change"))
    page.get_by_role("link", name=re.compile("Security")).first.click()
    expect(page).to_have_url(re.compile("sort=.*security"))
    shown = page.locator("#matrix").inner_text()
    assert "Runtime" in shown
    assert "Ledger" not in shown
    page.reload()
    assert page.locator("#matrix").inner_text() == shown
    page.go_back()
    expect(page).not_to_have_url(re.compile("sort=.*security"))
    expect(page.get_by_role("link", name="Change", exact=True)).to_have_attribute("aria-current", "true")


@pytest.mark.parametrize("query", ["", "?measure=change", "?measure=gap", "?measure=coverage"])
def test_a_team_takes_one_low_row_whatever_is_shown(visit: Visit, query: str) -> None:
    page = visit("leadership", f"/matrix/{query}")
    heights = page.locator(".matrix tr").evaluate_all("rows => rows.map(row => row.offsetHeight)")
    assert len(heights) > 10
    assert max(heights) < 80


def test_a_cell_is_a_page_of_its_own_without_a_script(visit: Visit) -> None:
    page = visit("leadership", "/matrix/", java_script_enabled=False)
    page.get_by_role("row", name=re.compile("^Fraud")).get_by_role("link").nth(1).click()
    expect(page).to_have_url(re.compile("/matrix/fraud/testing/"))
    expect(page.locator("#drawer")).to_contain_text("How is this computed")


def test_a_draft_is_not_for_leadership(visit: Visit) -> None:
    page = visit("leadership", "/teams/checkout/")
    expect(page.get_by_role("link", name=re.compile("Continue"))).to_have_count(0)


def test_the_matrix_fits_one_sheet_of_a3(visit: Visit) -> None:
    page = visit("leadership", "/matrix/")
    sheets = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", page.pdf(prefer_css_page_size=True))
    assert [(round(float(width)), round(float(height))) for width, height in sheets] == [(1191, 842)]


@pytest.mark.parametrize("of", ["", "divisions/payments/", "teams/checkout/"])
def test_the_report_of_a_quarter_fits_one_sheet(visit: Visit, of: str) -> None:
    page = visit("leadership", "/matrix/")
    cycle = page.locator("#id_cycle").input_value()
    page.goto(f"/reports/{cycle}/{of}")
    assert page.pdf(format="A4").count(b"/MediaBox") == 1


def test_the_matrix_is_filtered_folded_and_dated_without_leaving_the_page(visit: Visit) -> None:
    page = visit("leadership", "/matrix/")
    page.get_by_role("link", name="Payments").click()
    expect(page.get_by_role("link", name="Checkout")).to_have_count(0)
    expect(page.get_by_role("link", name="Payments")).to_be_focused()
    expect(page).to_have_url(re.compile(r"/matrix/\?fold=payments$"))

    page.get_by_text("Filter", exact=True).click()
    page.get_by_role("searchbox", name="Part of a team’s name").fill("we")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Teams that match")).to_be_visible()
    expect(page.get_by_role("searchbox", name="Part of a team’s name")).to_be_focused()
    expect(page).to_have_url(re.compile(r"/matrix/\?q=we&fold=payments$"))
    shown = page.locator("#matrix").inner_text()
    page.reload()
    assert page.locator("#matrix").inner_text() == shown
    page.get_by_role("link", name="Take filters away").click()
    expect(page.get_by_text("Teams that match")).to_have_count(0)

    page.get_by_text("Any day", exact=True).click()
    page.get_by_label("As of").fill("2026-10-01")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_label("Cycle", exact=True)).to_have_value("2026-10-01")
    page.get_by_role("link", name="Restated").click()
    expect(page.get_by_text("restated: the same answers")).to_be_visible()
    page.go_back()
    expect(page.get_by_text("restated: the same answers")).to_have_count(0)
    expect(page.get_by_role("link", name="As reported")).to_have_attribute("aria-current", "true")
