"""Every page, wide in light and narrow in dark: axe finds nothing, and nothing is cut off.

The pages of a second factor, which nobody sets up in a demonstration: `test_signing_in.py`.
"""

import re

import pytest
from playwright.sync_api import Page

from maturity.quarters import Quarter
from tests.journeys.axe import complaints
from tests.journeys.conftest import NARROW, WIDE, Visit
from tests.journeys.screenshots import first_item

pytestmark = pytest.mark.journey

CELL = "/matrix/fraud/testing/"
PLAN = "/plans/first-90-days-of-a-technical-lead-checkout/"
PAGES = [
    ("", "/accounts/login/"),
    ("", "/accounts/password/reset/"),
    ("administrator", "/activity/"),
    ("administrator", "/spreadsheets/"),
    ("administrator", "/spreadsheets/people/"),
    ("administrator", "/spreadsheets/items/"),
    ("lead", "/my-week/"),
    ("leadership", "/my-week/"),
    ("lead", "/matrix/"),
    ("leadership", "/matrix/?measure=change&division=platform"),
    ("lead", CELL),
    ("lead", "/matrix/identity/testing/"),
    ("leadership", "/why/"),
    ("leadership", "/why/?division=payments&dimension=testing"),
    ("lead", "/why/?team=fraud"),
    ("lead", "/why/?team=identity"),
    ("leadership", "/gaps/?practice=performance-tests"),
    ("member", "/gaps/?division=platform"),
    ("leadership", "/movers/"),
    ("leadership", "/matrix/?cycle=2026-11-02&q=e&reading=restated&fold=payments"),
    ("leadership", "/reports/{last}/"),
    ("member", "/reports/{last}/teams/checkout/"),
    ("member", "/movers/?of=cells&division=platform"),
    ("lead", "/teams/"),
    ("lead", "/teams/fraud/"),
    ("lead", "/teams/identity/"),
    ("lead", "{checkout}"),
    ("lead", "{checkout}?show=changed"),
    ("member", "{checkout}?show=unconfirmed"),
    ("member", "{checkout}"),
    ("leadership", "{checkout}"),
    ("lead", "{checkout}submit/"),
    ("lead", "{fraud}submissions/1/"),
    ("lead", "{checkout}vote/"),
    ("lead", "{checkout}vote/?choose=unanswered"),
    ("lead", "{checkout}vote/ballot/"),
    ("member", "{checkout}vote/"),
    ("administrator", "{checkout}vote/"),
    ("lead", "{fraud}submissions/1/since/{last}/"),
    ("lead", "/teams/checkout/assessments/{last}/submissions/1/"),
    ("leadership", "/teams/checkout/assessments/{last}/submissions/1/"),
    ("leadership", "/teams/checkout/assessments/{last}/correction/"),
    ("leadership", "/teams/fraud/assessments/{last}/correction/"),
    ("member", "/guide/"),
    ("member", "/guide/?q=tests"),
    ("member", "/guide/?q=zebra"),
    ("member", "/guide/testing/"),
    ("member", "/guide/practices/flaky-tests/"),
    ("member", "/guide/print/all/"),
    ("member", "/models/"),
    ("member", "/models/waymark-engineering/1/"),
    ("administrator", "/models/"),
    ("administrator", "/models/upload/"),
    ("leadership", "/trends/"),
    ("leadership", "/trends/?step=month&as=table"),
    ("leadership", "/trends/?step=day&team=checkout"),
    ("leadership", "/trends/?from=2026-99-99"),
    ("member", "/trends/divisions/?dimension=testing&measure=gap"),
    ("leadership", "/trends/teams/"),
    ("member", "/trends/teams/?as=table"),
    ("lead", "/plans/"),
    ("lead", PLAN),
    ("lead", f"{PLAN}phases/"),
    ("lead", f"{PLAN}timeline/"),
    ("lead", f"{PLAN}notes/"),
    ("leadership", f"{PLAN}notes/"),
    ("lead", f"{PLAN}notes/add/"),
    ("leadership", f"{PLAN}timeline/?state=late"),
    ("leadership", "/plans/overview/"),
    ("lead", f"{PLAN}handover/"),
    ("lead", f"{PLAN}finish/"),
    ("leadership", "/plans/first-90-days-of-omar-varga-checkout/record/"),
    ("lead", f"{PLAN}dates/"),
    ("lead", f"{PLAN}people/"),
    ("lead", f"{PLAN}metrics/"),
    ("leadership", f"{PLAN}metrics/"),
    ("lead", f"{PLAN}metrics/1/"),
    ("lead", f"{PLAN}metrics/1/reviews/30/"),
    ("lead", "{item}"),
    ("leadership", "{item}"),
    ("lead", f"{PLAN}check-ins/"),
    ("lead", f"{PLAN}check-ins/1/"),
    ("lead", f"{PLAN}check-ins/2/"),
    ("lead", f"{PLAN}check-ins/9/"),
    ("leadership", f"{PLAN}check-ins/1/"),
    ("leadership", "/plans/managed/"),
    ("member", "/plans/managed/"),
    ("lead", f"{PLAN}calendar/"),
    ("lead", "/settings/calendar/"),
    ("lead", f"{PLAN}dates/shift/?what=start&day=2027-01-01"),
    ("administrator", "/plans/import/"),
    ("administrator", "/plans/templates/first-90-days/"),
    ("administrator", "/plans/templates/first-90-days/start/"),
    ("administrator", "/plans/templates/first-90-days/start/dates/?day=x"),
    (
        "lead",
        (
            "/plans/templates/first-90-days/start/dates/"
            "?title=A+quarter&team=checkout&lead=priya.raman@demo.example&when=end&day=2027-06-30&country=GB&role_0=Noor"
        ),
    ),
    ("lead", "/accounts/password/change/"),
    ("lead", "/settings/"),
    ("member", "/cycles/"),
    ("lead", "/cycles/{now}/"),
    ("leadership", "/cycles/{now}/?show=missing"),
    ("administrator", "/cycles/"),
    ("administrator", "/cycles/{now}/"),
    ("administrator", "/cycles/{now}/days/"),
    ("administrator", "/cycles/{now}/close/"),
    ("administrator", "/cycles/{now}/move/"),
    ("administrator", "/cycles/{now}/remind/"),
    ("lead", "/nowhere/"),
]
in_both_widths = pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["wide", "narrow"])


def quarter(page: Page) -> str:
    """The slug of the open cycle, as the matrix names it first."""
    page.goto("/matrix/")
    return page.locator("#id_cycle option").first.get_attribute("value") or ""


@in_both_widths
@pytest.mark.parametrize("persona", ["", "lead", "member", "leadership", "administrator"])
def test_axe_finds_nothing_and_nothing_is_cut_off(
    visit: Visit, persona: str, viewport: dict[str, int]
) -> None:
    page = visit(persona, viewport=viewport)
    now = quarter(page) if persona else ""
    item = first_item(page, PLAN) if persona in {"lead", "leadership"} else ""
    found = []
    for _, path in [each for each in PAGES if each[0] == persona]:
        page.goto(
            path.format(
                checkout=f"/teams/checkout/assessments/{now}/",
                fraud=f"/teams/fraud/assessments/{now}/",
                now=now,
                item=item,
                last=Quarter.parse(now).shifted(-1).slug if now else "",
            )
        )
        found += [f"{page.url}: {line}" for line in complaints(page)]
    assert found == []


@in_both_widths
def test_axe_finds_nothing_with_a_cell_open_or_the_keys_shown(visit: Visit, viewport: dict[str, int]) -> None:
    page = visit("lead", "/matrix/", viewport=viewport)
    page.get_by_role("row", name=re.compile("^Fraud")).get_by_role("link").nth(1).click()
    page.locator("#drawer h2").wait_for()
    found = complaints(page)
    page.goto("/teams/checkout/")
    page.get_by_role("link", name=re.compile(r"^\w+ 20\d\d Q\d")).first.click()
    page.locator("html[data-autosave] .practice").first.wait_for()
    page.keyboard.press("?")
    page.locator("#keys:popover-open").wait_for()
    assert found + complaints(page) == []


@in_both_widths
def test_axe_finds_nothing_where_an_import_shows_how_it_reads(visit: Visit, viewport: dict[str, int]) -> None:
    page = visit("administrator", "/plans/import/", viewport=viewport)
    page.get_by_label("Or paste the plan").fill(
        "# On call\n\n## Week 1: Watch\n\n### Tasks\n\n| Task | Due |\n|---|---|\n| Two nights | soon |\n"
    )
    page.get_by_role("button", name="See how it reads").click()
    page.get_by_role("button", name="Save the template").wait_for()
    assert complaints(page) == []
