"""A team that comes back, and one that has never been here: no mouse at hand."""

import json
import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import WIDE, listen
from tests.journeys.returning import DIMENSIONS, EACH, NEW, RETURNING
from tests.running import PATIENCE, Running, start, until
from tests.workspaces import filled

pytestmark = pytest.mark.journey

MOST_PRESSES = 75

type Found = dict[str, str]
type Open = Callable[..., Page]


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Running, Found]]:
    folder = tmp_path_factory.mktemp("returning")
    filling = "from tests.journeys.returning import fill; print(fill())"
    found = json.loads(filled(folder / "data", filling))
    up = start(folder / "data", folder / "log")
    try:
        until(up.serves, "the workspace is served")
        yield up, found
    finally:
        up.process.terminate()
        up.process.wait(timeout=PATIENCE)
    assert "Traceback" not in up.log.read_text(), up.log.read_text()


@pytest.fixture
def opened(workspace: tuple[Running, Found], chromium: Browser) -> Iterator[Open]:
    """Open a page as one of the two leads; what it complains about fails the test at its end."""
    up, found = workspace
    base, complaints = f"http://127.0.0.1:{up.port}", list[str]()
    contexts = []

    def open_page(who: str, path: str, **options: object) -> Page:
        context = chromium.new_context(base_url=base, viewport=WIDE, **options)
        contexts.append(context)
        context.add_cookies([{"name": "sessionid", "value": found[who], "url": base}])
        page = context.new_page()
        page.set_default_timeout(1000 * PATIENCE)
        listen(page, complaints)
        page.goto(path.format(**found))
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []


class Keyboard:
    """Counts what is pressed."""

    def __init__(self, page: Page) -> None:
        self.page, self.presses = page, 0

    def press(self, key: str) -> None:
        self.page.keyboard.press(key)
        self.presses += 1


def listens(page: Page) -> None:
    page.locator("html[data-autosave] .practice").first.wait_for()


def confirm_all_on_the_page(page: Page, keyboard: Keyboard) -> None:
    """C for each, then wait until the focus stands on the way on."""
    for _ in range(page.locator(".practice.unconfirmed").count()):
        keyboard.press("c")
    expect(page.locator(".steps a[data-unconfirmed]:focus, #review:focus")).to_be_visible()


def test_sixty_unchanged_practices_are_confirmed_and_submitted_with_75_presses(opened: Open) -> None:
    page = opened("lead", f"/teams/{RETURNING}/assessments/{{cycle}}/")
    keyboard = Keyboard(page)
    expect(page.get_by_role("button", name=re.compile("^Start"))).to_be_focused()
    keyboard.press("Enter")
    for _ in range(DIMENSIONS):
        listens(page)
        here = page.url.partition("#")[0]
        confirm_all_on_the_page(page, keyboard)
        keyboard.press("c")  # follows to the next dimension, at last to the review
        expect(page).not_to_have_url(re.compile(f"^{re.escape(here)}(#.*)?$"))
    expect(page).to_have_url(re.compile("/submit/$"))
    expect(page.get_by_text("All clear")).to_be_visible()
    expect(page.locator("#submit")).to_be_focused()
    keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/submissions/1/$"))
    expect(page.get_by_text(f"{DIMENSIONS * EACH} of {DIMENSIONS * EACH} practices answered")).to_be_visible()
    assert keyboard.presses <= MOST_PRESSES, keyboard.presses


def test_a_new_team_is_led_to_its_first_submission_by_what_each_page_offers(opened: Open) -> None:
    """No dead end: from the team's page each step is the page's own main link or button."""
    page = opened("newcomer", f"/teams/{NEW}/")
    page.locator("main a.btn.primary").first.click()
    page.get_by_role("button", name=re.compile("^Start")).click()
    for _ in range(DIMENSIONS):
        listens(page)
        for practice in page.locator(".practice").all():
            practice.locator("input[name=level][value='1']").check(force=True)
            expect(practice.locator("[data-saved]")).to_have_class(re.compile(r"\bok\b"))
        page.get_by_role("link", name=re.compile("^Next: ")).click()
    expect(page).to_have_url(re.compile("/submit/$"))
    page.get_by_role("button", name="Submit").click()
    expect(page).to_have_url(re.compile(r"/submissions/1/$"))
