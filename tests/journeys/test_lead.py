"""The tech lead's quarter, from sign-in to the matrix."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.conftest import Visit, demonstration
from tests.running import Running, until

pytestmark = pytest.mark.journey
THIS_QUARTER = re.compile(r"^\w+ 20\d\d Q\d")


@pytest.fixture(scope="module")
def waymark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """Its own: what is handed in here is still a draft to the other journeys."""
    with demonstration(tmp_path_factory.mktemp("lead")) as up:
        yield up


def choose(practice: Locator, level: int) -> None:
    """Click a level card, and wait until the page says that it is saved."""
    practice.locator(f"input[name=level][value='{level}']").check(force=True)
    settled(practice)


def answers(page: Page) -> list[str]:
    return page.locator(".practice input[name=level]:checked").evaluate_all(
        "found => found.map(e => e.value)"
    )


def settled(practice: Locator) -> None:
    expect(practice.locator("[data-saved]")).to_have_class(re.compile(r"\bok\b"))


def test_a_lead_assesses_the_team_and_the_matrix_shows_it(visit: Visit) -> None:
    page = visit("", "/accounts/login/")
    page.get_by_role("button", name=re.compile("^A tech lead")).click()
    page.wait_for_url("**/matrix/")
    page.goto("/teams/")
    page.get_by_role("link", name="Checkout").click()
    page.get_by_role("link", name=re.compile("Continue")).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Checkout")

    # One dimension by mouse: every practice at level 4.
    for practice in page.locator(".practice").all():
        choose(practice, 4)
    given = answers(page)
    assert given == ["4"] * page.locator(".practice").count()

    # Leave, and come back: all there.
    here = page.url
    page.get_by_role("link", name="Matrix").click()
    page.wait_for_url("**/matrix/")
    page.go_back()
    page.wait_for_url(here)
    page.reload()
    assert answers(page) == given

    # The rest by keyboard.
    dimensions = page.locator(".steps a").count()
    for place in range(1, dimensions):
        page.locator(".steps a").nth(place).click()
        expect(page.locator(".steps a").nth(place)).to_have_attribute("aria-current", "step")
        listens(page)
        for practice in page.locator(".practice").all():
            page.keyboard.press("ArrowDown")
            page.keyboard.press("3")
            settled(practice)
        assert answers(page) == ["3"] * page.locator(".practice").count()

    page.get_by_role("link", name="Review and submit", exact=True).click()
    page.get_by_role("button", name="Submit").click()
    expect(page).to_have_url(re.compile(r"/submissions/1/$"))

    # The worker takes the snapshot; the matrix and the trend show it.
    until(lambda: "4.0" in matrix_row(page), "the worker's snapshot on the matrix")
    assert matrix_row(page).count("3.0") >= dimensions - 1
    page.goto("/teams/checkout/")
    page.get_by_text("Table", exact=True).click()
    by_cycle = page.get_by_role("table").filter(has=page.get_by_role("columnheader", name="Testing"))
    expect(by_cycle.get_by_role("row").filter(has_text="4.0")).to_have_count(1)


def matrix_row(page: Page) -> str:
    page.goto("/matrix/")
    return page.get_by_role("row", name=re.compile("^Checkout")).first.inner_text()


def first_practice(page: Page) -> Locator:
    """The first practice of Web's assessment, which is open for the administrator."""
    page.get_by_role("link", name=THIS_QUARTER).first.click()
    listens(page)
    return page.locator(".practice").first


def listens(page: Page) -> None:
    """Wait until the page takes keys: its script says so to the style sheet."""
    page.locator("html[data-autosave] .practice").first.wait_for()


def test_the_last_of_many_quick_keys_is_what_is_saved(visit: Visit) -> None:
    page = visit("administrator", "/teams/web/")
    practice = first_practice(page)
    page.keyboard.press("ArrowDown")
    for key in "12341203":
        page.keyboard.press(key)
    page.wait_for_load_state("networkidle")
    settled(practice)
    expect(practice).to_be_focused()
    page.reload()
    expect(practice.locator("input[name=level][value='3']")).to_be_checked()


def test_what_is_written_without_a_network_is_kept_and_saved_once_it_is_back(visit: Visit) -> None:
    page = visit("administrator", "/teams/web/")
    practice = first_practice(page)
    page.context.set_offline(True)
    practice.locator("textarea[name=note]").fill("Written on a train.")
    expect(practice.locator("[data-failure]")).to_contain_text("What you typed is kept")
    page.context.set_offline(False)
    settled(practice)
    expect(practice.locator("[data-failure]")).to_be_hidden()
    page.reload()
    expect(practice.locator("textarea[name=note]")).to_have_value("Written on a train.")


def test_a_practice_is_left_out_and_evidence_added_by_keyboard_alone(visit: Visit) -> None:
    page = visit("administrator", "/teams/web/")
    practice = first_practice(page)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("e")
    page.keyboard.type("Alert inventory of the quarter")
    page.keyboard.press("Tab")
    page.keyboard.type("https://example.org/runbook")
    page.keyboard.press("Enter")
    expect(practice.get_by_role("link", name="Alert inventory of the quarter")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("n")
    expect(practice.locator("[data-saved]")).to_contain_text("the reason is missing")
    page.keyboard.press("ArrowDown")  # the first reason of the list
    page.keyboard.press("Tab")
    page.keyboard.type("Nothing of the kind runs here.")
    settled(practice)
    page.reload()
    expect(practice.locator("input[name=level][value=na]")).to_be_checked()
    expect(practice.get_by_role("link", name="Alert inventory of the quarter")).to_be_visible()


def test_the_second_of_two_who_answer_the_same_practice_is_told(visit: Visit) -> None:
    first = visit("administrator", "/teams/ledger/")
    first.get_by_role("link", name=THIS_QUARTER).first.click()
    listens(first)
    second = visit("administrator", first.url)
    listens(second)
    mine, theirs = first.locator(".practice").first, second.locator(".practice").first
    chosen = mine.locator("input[name=level]:checked").get_attribute("value")
    one, another = [level for level in range(5) if str(level) != chosen][:2]
    choose(mine, one)
    theirs.locator(f"input[name=level][value='{another}']").check(force=True)
    expect(theirs).to_contain_text("Sam Osei")
    theirs.get_by_text("Keep theirs").click()
    expect(theirs.locator(f"input[name=level][value='{one}']")).to_be_checked()


def test_a_member_reads_and_is_told_why_it_is_not_to_be_changed(visit: Visit) -> None:
    page = visit("member", "/teams/checkout/")
    page.get_by_role("link", name=THIS_QUARTER).first.click()
    expect(page.locator("main")).to_contain_text("Only a lead of Checkout")
    expect(page.locator(".practice input[type=radio]:checked")).to_have_count(7)
    expect(page.locator(".practice input[type=radio]:enabled")).to_have_count(0)


def test_it_works_without_a_script(visit: Visit) -> None:
    page = visit("administrator", "/teams/fraud/", java_script_enabled=False)
    page.get_by_role("link", name=THIS_QUARTER).first.click()
    practice = page.locator(".practice").first
    practice.locator("input[name=level][value='1']").check(force=True)
    practice.locator("textarea[name=note]").fill("Said without a script.")
    practice.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".practice").first.locator("textarea[name=note]")).to_have_value(
        "Said without a script."
    )
    expect(page.locator(".practice").first.locator("input[name=level][value='1']")).to_be_checked()
