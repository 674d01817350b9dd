"""An administrator adds a person, who signs in and out."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Visit

pytestmark = pytest.mark.journey
PASSWORD = "a long enough passphrase"


def test_a_person_is_added_and_signs_in_and_out(visit: Visit) -> None:
    admin = visit("administrator", "/admin/teams/user/add/")
    admin.get_by_label("E-mail").fill("new.person@demo.example")
    admin.get_by_label("Name").fill("New Person")
    admin.get_by_label("New password").fill(PASSWORD)
    admin.get_by_role("button", name="Save", exact=True).click()
    expect(admin.locator(".messagelist")).to_contain_text("New Person")
    admin.goto("/admin/teams/event/")
    expect(admin.locator("#result_list")).to_contain_text("New Person")

    page = visit("", "/teams/")
    page.get_by_label("E-mail address").fill("new.person@demo.example")
    page.get_by_label("Password").fill("not this one")
    page.get_by_role("button", name="Sign in").click()
    expect(page.locator(".errorlist")).to_contain_text("not correct")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page).to_have_url(re.compile("/teams/$"))
    page.locator("details.menu summary").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page).to_have_url(re.compile("/accounts/login/"))
