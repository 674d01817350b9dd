"""Every page, wide and narrow, light and dark: axe finds nothing, and nothing is cut off."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.journeys.conftest import NARROW, WIDE, Visit

pytestmark = pytest.mark.journey

CELL = "/matrix/fraud/testing/"
PLAN = "/plans/first-90-days-of-a-technical-lead-checkout/"
PAGES = [
    ("", "/accounts/login/"),
    ("", "/accounts/password/reset/"),
    ("lead", "/matrix/"),
    ("leadership", "/matrix/?measure=change&division=platform"),
    ("lead", CELL),
    ("lead", "/matrix/identity/testing/"),
    ("lead", "/teams/"),
    ("lead", "/teams/fraud/"),
    ("lead", "/teams/identity/"),
    ("lead", "{checkout}"),
    ("member", "{checkout}"),
    ("leadership", "{checkout}"),
    ("lead", "{checkout}submit/"),
    ("lead", "{fraud}submissions/1/"),
    ("member", "/guide/"),
    ("member", "/guide/?q=tests"),
    ("member", "/guide/?q=zebra"),
    ("member", "/guide/testing/"),
    ("member", "/guide/practices/flaky-tests/"),
    ("member", "/guide/print/all/"),
    ("lead", "/plans/"),
    ("lead", PLAN),
    ("lead", f"{PLAN}phases/"),
    ("administrator", "/plans/templates/first-90-days/"),
    ("lead", "/accounts/password/change/"),
    ("lead", "/nowhere/"),
]
in_every_way = pytest.mark.parametrize(
    ("viewport", "theme"),
    [(WIDE, "light"), (WIDE, "dark"), (NARROW, "light"), (NARROW, "dark")],
    ids=["wide-light", "wide-dark", "narrow-light", "narrow-dark"],
)


def quarter(page: Page) -> str:
    """The slug of the open cycle, as the matrix names it first."""
    page.goto("/matrix/")
    return page.locator("#id_cycle option").first.get_attribute("value") or ""


@in_every_way
@pytest.mark.parametrize("persona", ["", "lead", "member", "leadership", "administrator"])
def test_axe_finds_nothing_and_nothing_is_cut_off(
    visit: Visit, persona: str, viewport: dict[str, int], theme: str
) -> None:
    page = visit(persona, viewport=viewport, color_scheme=theme)
    now = quarter(page) if persona else ""
    found = []
    for _, path in [each for each in PAGES if each[0] == persona]:
        page.goto(
            path.format(
                checkout=f"/teams/checkout/assessments/{now}/", fraud=f"/teams/fraud/assessments/{now}/"
            )
        )
        found += [f"{page.url}: {line}" for line in complaints(page)]
    assert found == []


@in_every_way
def test_axe_finds_nothing_with_a_cell_open_or_the_keys_shown(
    visit: Visit, viewport: dict[str, int], theme: str
) -> None:
    page = visit("lead", "/matrix/", viewport=viewport, color_scheme=theme)
    page.get_by_role("row", name=re.compile("^Fraud")).get_by_role("link").nth(1).click()
    page.locator("#drawer h2").wait_for()
    found = complaints(page)
    page.goto("/teams/checkout/")
    page.get_by_role("link", name=re.compile(r"20\d\d Q\d")).first.click()
    page.locator("html[data-autosave] .practice").first.wait_for()
    page.keyboard.press("?")
    page.locator("#keys:popover-open").wait_for()
    assert found + complaints(page) == []


def complaints(page: Page) -> list[str]:
    violations = Axe().run(page).response["violations"]
    lines = [f"{each['id']}: {node['html'][:160]}" for each in violations for node in each["nodes"]]
    if (over := page.evaluate("document.documentElement.scrollWidth - innerWidth")) > 0:
        lines.append(f"{over} px wider than the window")
    if page.locator("[style]").count():
        lines.append(f"style attribute: {page.locator('[style]').first.evaluate('e => e.outerHTML')[:160]}")
    return lines
