"""An administrator changes the model: in a draft, with a preview, and seeing what it does to teams."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.axe import complaints
from tests.journeys.conftest import Visit
from tests.journeys.test_accessibility import in_both_widths

pytestmark = pytest.mark.journey

PAGES_OF_A_DRAFT = (
    "changes/",
    "publish/",
    "discard/",
    "details/",
    "dimensions/add/",
    "dimensions/testing/edit/",
    "practices/regression-tests/edit/",
)
REWORDED = "At least half of the fixes of the last month added a test."


def start_a_draft(page: Page) -> None:
    page.get_by_role("button", name="Start a draft").click()
    expect(page.locator("h1")).to_contain_text(re.compile(r"version \d+ draft"))


def test_an_administrator_changes_the_model_and_publishes_it(visit: Visit, tmp_path: Path) -> None:
    page = visit("administrator", "/models/")
    start_a_draft(page)
    reword(page)
    add(page)
    retire_bring_back_and_retire(page)
    see_difference_and_effect(page)
    page.get_by_role("button", name="Publish version 2").click()
    expect(page.locator("h1")).to_contain_text("version 2 published")
    expect(page.get_by_role("link", name="Edit", exact=False)).to_have_count(0)
    upload_the_export(page, tmp_path / "exported.yaml")


def reword(page: Page) -> None:
    page.get_by_role("link", name="Edit Bug fixes leave a test behind").click()
    page.get_by_role("textbox", name="1 · Reactive").fill(REWORDED)
    expect(page.locator("#preview")).to_contain_text(REWORDED)
    expect(page.get_by_role("textbox", name="1 · Reactive")).to_be_focused()
    page.get_by_role("button", name="Save in the draft").click()
    expect(page.get_by_role("status").filter(has_text="Saved in the draft.")).to_be_visible()
    expect(page.locator("#practice-regression-tests")).to_contain_text("reworded")


def add(page: Page) -> None:
    page.get_by_role("link", name="Add a practice to Testing").click()
    page.get_by_role("textbox", name="Key").fill("mutation-tests")
    page.get_by_role("button", name="Save in the draft").click()
    expect(page.get_by_role("alert")).to_contain_text("Not saved.")
    page.get_by_role("textbox", name="Title", exact=True).fill("Tests are tested")
    page.get_by_role("textbox", name="Why it matters").fill("A test that cannot fail tells nothing.")
    for level in range(5):
        page.locator(f"#id_level_{level}").fill(f"Level {level} of it is seen.")
    page.get_by_role("button", name="Save in the draft").click()
    expect(page.locator("#practice-mutation-tests")).to_contain_text("new")


def retire_bring_back_and_retire(page: Page) -> None:
    title = "Performance has a baseline"
    page.get_by_role("button", name=f"Retire {title}").click()
    removed = page.locator("#removed")
    expect(removed).to_contain_text(title)
    swapped = page.locator("#outline").inner_text()
    page.reload()
    assert page.locator("#outline").inner_text() == swapped
    removed.get_by_role("button", name="Add back").click()
    expect(removed).to_have_count(0)
    page.get_by_role("button", name=f"Retire {title}").click()
    expect(removed).to_contain_text(title)


def see_difference_and_effect(page: Page) -> None:
    page.get_by_role("link", name="Publish …").click()
    expect(page.locator("#effect")).to_be_visible()
    effect = page.locator(".model-effects > div").filter(has=page.get_by_text("Testing", exact=True))
    expect(effect.locator("dd")).to_contain_text(re.compile(r"\d+ teams? would read (lower|higher)"))
    expect(page.locator("ins").first).to_be_visible()
    expect(page.get_by_role("heading", name=re.compile("^Reworded"))).to_be_visible()


def upload_the_export(page: Page, path: Path) -> None:
    with page.expect_download() as download:
        page.get_by_role("link", name="Export YAML").click()
    download.value.save_as(path)
    assert download.value.suggested_filename == "waymark-engineering-2.yaml"
    page.goto("/models/upload/")
    page.get_by_label("Model file").set_input_files(path)
    page.get_by_role("button", name="See what it changes").click()
    expect(page.get_by_role("heading", name="Nothing to do")).to_be_visible()


def test_without_a_script_a_practice_is_previewed_and_moved_by_buttons(visit: Visit) -> None:
    page = visit("administrator", "/models/", java_script_enabled=False)
    start_a_draft(page)
    first, second = page.locator("#dimension-testing .list h3").all_inner_texts()[:2]
    page.get_by_role("button", name=f"Move {first} down").click()
    expect(page.locator("#dimension-testing .list h3").first).to_have_text(second)
    page.get_by_role("link", name=f"Edit {first}").click()
    page.get_by_role("textbox", name="Title", exact=True).fill("Another title")
    page.get_by_role("button", name="Preview").click()
    expect(page.locator("#preview h2")).to_have_text("Another title")
    page.get_by_role("link", name="Back to the draft").click()
    discard(page)


@in_both_widths
def test_axe_finds_nothing_on_the_pages_of_a_draft(visit: Visit, viewport: dict[str, int]) -> None:
    page = visit("administrator", "/models/", viewport=viewport)
    start_a_draft(page)
    page.get_by_role("button", name="Retire A recovery plan can be followed").click()
    expect(page.locator("#removed")).to_be_visible()
    draft, found = page.url.partition("#")[0], complaints(page)
    for path in PAGES_OF_A_DRAFT:
        page.goto(f"{draft}{path}")
        found += [f"{path}: {line}" for line in complaints(page)]
    page.goto(f"{draft}practices/add/")
    page.get_by_role("button", name="Save in the draft").click()
    found += complaints(page)
    page.goto(draft)
    discard(page)
    assert found == []


def discard(page: Page) -> None:
    page.get_by_role("link", name="Discard the draft …").click()
    page.get_by_role("button", name="Discard the draft").click()
    expect(page.get_by_role("button", name="Start a draft")).to_be_visible()
