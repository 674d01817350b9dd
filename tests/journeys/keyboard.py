"""Getting around a page without a mouse."""

import re

from playwright.sync_api import Page

MOST_STOPS = 60
# Beyond the last stop the focus is nowhere, and begins anew at the next.
NAME_OF_FOCUSED = """() => {
    const at = document.activeElement;
    return at === document.body ? "" : at.labels?.[0]?.innerText ?? at.innerText ?? "";
}"""


def reach(page: Page, name: str) -> None:
    """Press Tab until the thing of this name has the focus, as somebody does who has no mouse."""
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        words = page.evaluate(NAME_OF_FOCUSED)
        if re.sub(r"\W+$", "", " ".join(words.split())) == name:
            return
    raise AssertionError(f"no way to {name} by Tab")


def press(page: Page, name: str, key: str = "Enter") -> None:
    reach(page, name)
    page.keyboard.press(key)
