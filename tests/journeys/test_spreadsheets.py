"""An administrator brings spreadsheets in: a small one of another program by keyboard, a large one by the worker."""

import os
import re
import signal
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.axe import complaints
from tests.journeys.conftest import NARROW, WIDE, listen
from tests.journeys.keyboard import press, reach
from tests.running import PATIENCE, Running, start, until
from tests.workspaces import filled

pytestmark = pytest.mark.journey
FILLING = (
    "from tests import build; from tests.teams_at_work import signed_in; build.team('Ledger'); "
    "print(signed_in(build.user('Sam', role='administrator')))"
)
# As a German Excel saves it. Payments is there already.
WRONG = "Kürzel;Bezeichnung;Rang\npayments;Payments;0,0\nküche;Küche;2,0\nmuenzen;;1,5\n"
MENDED = "Kürzel;Bezeichnung;Rang\npayments;Payments;3,0\nkueche;Küche;2,0\nmuenzen;Münzen;1,0\n"
MANY = 2_100
"""Rows: more than a request deals with by itself."""


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Running, str]]:
    """A workspace of its own, whose worker a test may pause; and the session of its administrator."""
    folder = tmp_path_factory.mktemp("spreadsheets")
    session = filled(folder / "data", FILLING).decode().strip()
    up = start(folder / "data", folder / "log")
    try:
        until(up.serves, "the workspace is served")
        yield up, session
    finally:
        up.process.terminate()
        up.process.wait(timeout=PATIENCE)
    assert "Traceback" not in up.log.read_text(), up.log.read_text()


@pytest.fixture
def page(workspace: tuple[Running, str], chromium: Browser) -> Iterator[Page]:
    """As the administrator. What the page complains about fails the test at its end."""
    up, session = workspace
    base, said = f"http://127.0.0.1:{up.port}", list[str]()
    context = chromium.new_context(base_url=base)
    context.add_cookies([{"name": "sessionid", "value": session, "url": base}])
    opened = context.new_page()
    opened.set_default_timeout(1000 * PATIENCE)
    listen(opened, said)
    yield opened
    context.close()
    assert said == []


def choose_file(page: Page, name: str, content: bytes) -> None:
    """What a dialog of the system does, which no page sees."""
    page.get_by_label("File", exact=True).set_input_files(
        {"name": name, "mimeType": "text/csv", "buffer": content}
    )


def test_a_file_of_another_program_is_matched_mended_and_brought_in_by_keyboard(page: Page) -> None:
    page.set_viewport_size(WIDE)
    page.goto("/spreadsheets/")
    press(page, "Import divisions")
    page.wait_for_url("**/spreadsheets/divisions/")
    choose_file(page, "abteilungen.csv", WRONG.encode("cp1252"))
    press(page, "Upload and look")
    expect(page.locator("h1 .pill")).to_have_text("Choose the columns")
    found = complaints(page)
    for column, letters in (("Short name", "Kü"), ("Name", "Bez"), ("Position", "Rang")):
        reach(page, column)
        page.keyboard.type(letters)
    press(page, "Compare by these columns")

    expect(page.locator("h1 .pill")).to_have_text("Rows are wrong")
    wrong = page.get_by_role("region", name="Table of what is wrong")
    expect(wrong.locator("tbody tr")).to_have_count(2)
    for words in ("3 Kürzel “küche” is no short name.", "4 Bezeichnung This is empty. Write its name."):
        expect(wrong.get_by_role("row", name=words)).to_be_visible()
    found += complaints(page)
    with page.expect_download() as saved:
        press(page, "Download the list")
    assert 'abteilungen.csv,3,Kürzel,"“küche” is no short name.' in saved.value.path().read_text("utf-8-sig")

    press(page, "upload it again")
    page.wait_for_url("**/spreadsheets/divisions/")
    choose_file(page, "abteilungen.csv", MENDED.encode("cp1252"))
    press(page, "Upload and look")
    expect(page.get_by_label("Position")).to_have_value("2")  # as it was chosen the last time
    press(page, "Compare by these columns")
    expect(page.locator(".stats")).to_contain_text(
        re.compile(r"New\s*2\s*Changed\s*1\s*Unchanged\s*0\s*Wrong\s*0")
    )
    expect(page.get_by_role("region", name="Table of the examples")).to_contain_text("Position 0 3")
    found += complaints(page)
    press(page, "Bring in 3 rows")
    expect(page.locator("h1 .pill")).to_have_text("Brought in")
    expect(page.locator("main").get_by_role("status")).to_contain_text("2 new, 1 changed, 0 as they were")
    expect(page.locator("main")).to_contain_text("Küche")
    found += complaints(page)
    assert found == []


def test_a_large_file_is_followed_cancelled_and_brought_in_again(
    page: Page, workspace: tuple[Running, str]
) -> None:
    up, _ = workspace
    page.set_viewport_size(NARROW)
    with paused(up):
        upload_many(page)
        expect(page.locator("main")).to_contain_text("It waits for its turn")
        found = complaints(page)
    page.get_by_role("button", name=f"Bring in {MANY} rows").click()
    until(lambda: rows_done(page), "the first rows are written")
    with paused(up):
        swapped(page)
        bar = page.get_by_role("progressbar")
        done, before = bar.get_attribute("value"), import_of(page)
        page.reload()
        expect(bar).to_have_attribute("value", done or "")
        assert import_of(page) == before
        found += complaints(page)
        cancel = page.get_by_role("button", name="Cancel this import")
        reach(page, "Cancel this import")
        swapped(page)
        expect(cancel).to_be_focused()
        with page.expect_request("**/cancel/"):  # answered once the worker has let go of its rows
            page.keyboard.press("Enter")
    expect(page.locator("h1 .pill")).to_have_text("Cancelled")
    expect(page.locator("main").get_by_role("status")).to_have_text("Nothing was brought in.")
    found += complaints(page)
    assert people(page) == 1

    upload_many(page)
    page.get_by_role("button", name=f"Bring in {MANY} rows").click()
    expect(page.locator("main").get_by_role("status")).to_contain_text(
        f"{MANY} new, 0 changed, 0 as they were"
    )
    assert people(page) == MANY + 1
    assert found == []


def test_a_file_that_cannot_be_read_to_its_end_says_where(page: Page) -> None:
    page.set_viewport_size(NARROW)
    page.goto("/spreadsheets/divisions/")
    choose_file(page, "torn.csv", b'slug,name\nbooks,Books\nnotes,"Notes\n')
    page.get_by_role("button", name="Upload and look").click()
    expect(page.locator("h1 .pill")).to_have_text("Failed")
    expect(page.locator("main").get_by_role("status")).to_contain_text(
        'its quotes do not match. Look for a " that is not closed or not doubled. Nothing was brought in.'
    )
    assert complaints(page) == []


def upload_many(page: Page) -> None:
    page.goto("/spreadsheets/people/")
    lines = (f"p{n}@example.org,Person {n}" for n in range(MANY))
    choose_file(page, "people.csv", "\n".join(["email,name", *lines]).encode())
    page.get_by_role("button", name="Upload and look").click()
    page.wait_for_url("**/imports/*/")


def people(page: Page) -> int:
    return page.request.get("/spreadsheets/people/rows.csv").text().count("@example.org")


def rows_done(page: Page) -> bool:
    return re.search(r'<progress max="\d+" value="[1-9]', page.request.get(page.url).text()) is not None


def swapped(page: Page) -> None:
    """Wait until the page has asked once more how far it is, and shows that."""
    asked = {"hx-request": "true"}
    with page.expect_response(lambda answer: asked.items() <= answer.request.headers.items()) as answer:
        pass
    answer.value.finished()
    expect(page.locator(".htmx-request, .htmx-swapping, .htmx-settling")).to_have_count(0)


def import_of(page: Page) -> str:
    """The markup of the import, but for what differs in every answer."""
    markup = page.locator("#import").evaluate("element => element.outerHTML")
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", markup)


@contextmanager
def paused(up: Running) -> Iterator[None]:
    """With its worker standing still, wherever it is."""
    workers = up.children("celery")
    assert workers
    for worker in workers:
        os.kill(worker, signal.SIGSTOP)
    try:
        yield
    finally:
        for worker in workers:
            os.kill(worker, signal.SIGCONT)
