"""From a cell of the matrix to what moved it: the steps of the table add up to the change."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Visit

pytestmark = pytest.mark.journey


def figures(page: Page) -> list[int]:
    """The score then, the shares of the steps, the score now; in ten-thousandths."""
    cells = page.get_by_role("table", name=re.compile("^From the score ")).locator("tbody td.num")
    return [round(float(text.replace("−", "-")) * 10_000) for text in cells.all_inner_texts()]


def add_up(page: Page) -> bool:
    first, *shares, last = figures(page)
    return bool(shares) and first + sum(shares) == last


def test_from_a_cell_to_the_steps_that_moved_it_and_on_to_the_answers(visit: Visit) -> None:
    page = visit("leadership", "/matrix/")
    page.get_by_role("row", name=re.compile("^Fraud")).get_by_role("link").nth(1).click()
    drawer = page.locator("#drawer")
    shown = re.search(r"[0-9]\.[0-9]", drawer.locator(".figure").inner_text())
    drawer.get_by_role("link", name="Why did it change").click()
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_have_text(re.compile("^Fraud went from .* in Testing since"))
    assert shown
    expect(heading).to_contain_text(f"to {shown.group()} in Testing")
    assert add_up(page)
    page.get_by_role("link", name="1 → 2").or_(page.get_by_role("link", name="2 → 3")).first.click()
    expect(heading).to_contain_text("what changed since")


def test_another_dimension_or_division_is_a_choice_away(visit: Visit) -> None:
    page = visit("leadership", "/matrix/")
    page.get_by_role("link", name="Why did it change").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("^The organisation "))
    assert add_up(page)
    page.get_by_label("Division").select_option(label="Payments")
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("^Payments "))
    expect(page).to_have_url(re.compile(r"/why/\?division=payments$"))
    page.get_by_label("Dimension").select_option(label="Testing")
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("in Testing since"))
    expect(page).to_have_url(re.compile(r"\?division=payments&dimension=testing$"))
    assert add_up(page)


def test_the_steps_come_along_as_a_file(visit: Visit) -> None:
    page = visit("lead", "/why/?team=fraud")
    page.get_by_text("Export", exact=True).click()
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV").click()
    assert download.value.suggested_filename == "why-fraud-changed.csv"
