"""Somebody is invited, signs in by the mail's link, and is signed out when an administrator deactivates them."""

import re
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import NARROW, Visit
from tests.running import Running, until

pytestmark = pytest.mark.journey
ADDRESS = "quilla.zetterberg@demo.example"
PASSWORD = "a long enough passphrase"


def link_in_mail(data: Path) -> str:
    """The path of the link in the mail to `ADDRESS`, in its plain words; empty while there is none."""
    for file in (data / "mail").glob("*.log"):
        message = message_from_bytes(file.read_bytes(), policy=policy.default)
        body = message.get_body(("plain",))
        if message["To"] == ADDRESS and body is not None:
            found = re.search(r"https?://[^/\s]+(/invitations/\S+)", body.get_content())
            return found[1] if found else ""
    return ""


def person_in_list(page: Page) -> None:
    page.goto("/people/")
    page.get_by_label("Name or address").fill("quilla")
    page.get_by_label("Name or address").press("Enter")
    expect(page.locator("#people .lede")).to_contain_text("1 person found")
    page.get_by_role("link", name="Quilla Zetterberg").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Quilla Zetterberg")


def test_from_the_invitation_to_the_last_click(visit: Visit, waymark: Running) -> None:
    admin = visit("administrator", "/people/invite/")
    admin.get_by_label("People").fill(f"Quilla Zetterberg <{ADDRESS}>\nnobody")
    admin.get_by_label("Team", exact=True).select_option(label="Checkout")
    admin.get_by_role("button", name="Send the invitations").click()
    expect(admin.locator(".errorlist")).to_contain_text("Line 2: There is no e-mail address in “nobody”")
    admin.get_by_label("People").fill(f"Quilla Zetterberg <{ADDRESS}>")
    admin.get_by_role("button", name="Send the invitations").click()
    expect(admin.locator("main .messages")).to_contain_text("Quilla Zetterberg is invited")
    person_in_list(admin)
    expect(admin.locator(".head .pill")).to_have_text("invited")

    until(lambda: link_in_mail(waymark.data), "the invitation is in the mail folder")
    link = link_in_mail(waymark.data)
    invited = visit("", link, viewport=NARROW)
    expect(invited.get_by_label("Your name")).to_have_value("Quilla Zetterberg")
    invited.get_by_label("Password", exact=True).fill(PASSWORD)
    invited.get_by_label("The password again").fill(PASSWORD)
    invited.get_by_role("button", name="Sign in").click()
    expect(invited).to_have_url(re.compile("/matrix/$"))
    invited.goto("/teams/checkout/")
    expect(invited.get_by_role("rowheader", name="Quilla Zetterberg")).to_be_visible()
    again = visit("", link)
    expect(again.get_by_text("used already")).to_be_visible()

    admin.reload()
    admin.get_by_role("link", name="Deactivate…").click()
    admin.get_by_role("button", name="Deactivate Quilla Zetterberg").click()
    expect(admin.locator("main .messages")).to_contain_text("deactivated and signed out")
    invited.locator("main").get_by_role("link", name="Teams", exact=True).click()
    expect(invited).to_have_url(re.compile("/accounts/login/"))

    admin.get_by_role("link", name="Replace the name…").click()
    admin.get_by_role("button", name="Replace for good").click()
    expect(admin.get_by_role("heading", level=1)).to_have_text(re.compile(r"Former member \d+"))
    admin.goto("/activity/?words=Quilla")
    expect(admin.get_by_text("Nothing was found")).to_be_visible()
