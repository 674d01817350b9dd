"""A running Waymark with its demonstration, and a real Chromium to visit it with."""

from collections.abc import Callable, Generator, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    expect,
    sync_playwright,
)

from tests.browsing import Person
from tests.page_forms import form
from tests.reachable import chromium_path
from tests.running import PATIENCE, Running, start, until
from tests.workspaces import migrated

# Without a display and as root; and no look-ups at Google's at every start.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# A refusal that the page shows in words is an answer, though the browser notes its status as well; and a network that a
# test takes away is missed, by the browser (once) and by htmx (twice).
EXPECTED = (
    "the server responded with a status of 4",
    "ERR_INTERNET_DISCONNECTED",
    "htmx:sendError",
    "htmx:afterRequest",
)
LOG_SHOWN = 10_000  # characters
expect.set_options(timeout=1000 * PATIENCE)
WIDE, NARROW = {"width": 1440, "height": 900}, {"width": 390, "height": 844}


@pytest.fixture(scope="session")
def waymark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with demonstration(tmp_path_factory.mktemp("journeys")) as up:
        yield up


@contextmanager
def demonstration(folder: Path) -> Iterator[Running]:
    """A Waymark of one's own, for journeys that leave their mark on the demonstration."""
    migrated(folder / "data")
    up = start(folder / "data", folder / "log", EMAIL_URL="file:///mail")
    try:
        until(up.serves, "the demonstration is served")
        yield up
    finally:
        up.process.terminate()
        up.process.wait(timeout=PATIENCE)
    assert "Traceback" not in up.log.read_text(), up.log.read_text()[-LOG_SHOWN:]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Generator[None, Any, Any]:
    """What the web server and the worker said stands below a failure."""
    report = yield
    up = getattr(item, "funcargs", {}).get("waymark")
    if report.failed and up:
        report.sections.append(("Log of Waymark", up.log.read_text()[-LOG_SHOWN:]))
    return report


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    path = chromium_path()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


type Visit = Callable[..., Page]


@pytest.fixture
def visit(waymark: Running, chromium: Browser) -> Iterator[Visit]:
    """Open a page of its own: `visit("lead", "/matrix/")`; `visit("", …)` stays signed out. Options go to the context.

    Whatever a page complains about (console, script, a refused or failed request) fails the test at its end.
    """
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def open_page(persona: str, path: str = "/", **options: object) -> Page:
        here = f"http://127.0.0.1:{waymark.port}"
        context = chromium.new_context(base_url=here, **{"viewport": WIDE, **options})
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(1000 * PATIENCE)
        listen(page, complaints)
        if persona:
            context.add_cookies([{"name": "sessionid", "value": session_of(waymark, persona), "url": here}])
        page.goto(path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []


def session_of(waymark: Running, persona: str) -> str:
    """The key of a new session, from the form by which visitors of a demonstration sign in; no window shows it."""
    with closing(Person(waymark.port)) as person:
        looking = form(person.get("/accounts/login/").text, "/look-around/")
        assert person.post(looking.action, looking.filled() | {"as": [persona]}).status == 302
        return person.cookies["sessionid"]


def listen(page: Page, complaints: list[str]) -> None:
    def console(message: ConsoleMessage) -> None:
        if message.type == "error" and not any(words in message.text for words in EXPECTED):
            complaints.append(f"{page.url}: {message.text}")

    def failed(request: Request) -> None:
        if request.failure and not any(words in request.failure for words in (*EXPECTED, "ERR_ABORTED")):
            complaints.append(f"{request.url}: {request.failure}")

    page.on("console", console)
    page.on("pageerror", lambda error: complaints.append(f"{page.url}: {error}"))
    page.on("requestfailed", failed)
