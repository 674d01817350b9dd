"""What is wrong with a page that stands in the browser, for who sees it and for who does not."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.journeys.conftest import WIDE


def complaints(page: Page) -> list[str]:
    """What is wrong with the page as it stands, without transitions: in the light theme where it is wide, else in the
    dark one, so that two runs see both."""
    wide = page.viewport_size == WIDE
    page.emulate_media(color_scheme="light" if wide else "dark", reduced_motion="reduce")
    lines = violations(page)
    if (over := page.evaluate("document.documentElement.scrollWidth - innerWidth")) > 0:
        lines.append(f"{over} px wider than the window")
    if page.locator("[style]").count():
        lines.append(f"style attribute: {page.locator('[style]').first.evaluate('e => e.outerHTML')[:160]}")
    return lines


def violations(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [f"{each['id']}: {node['html'][:160]}" for each in found for node in each["nodes"]]
