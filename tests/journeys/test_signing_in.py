"""Somebody sets up a second factor and signs in with it, an administrator has to; somebody else comes from the
organisation's own accounts. Every page on the way is well made, wide and narrow."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.axe import complaints
from tests.journeys.conftest import NARROW, WIDE, listen
from tests.openid_provider import running_provider
from tests.running import PATIENCE, Running, start, until
from tests.teams.codes import PASSWORD, SECRET, code
from tests.workspaces import filled

pytestmark = pytest.mark.journey
PEOPLE = """
from django.utils.timezone import now
from teams.models import User
from teams.services.second_factor import set_up_app
User.objects.create_user('priya@example.org', '{0}', name='Priya Raman')
User.objects.create_superuser('sam@example.org', '{0}', name='Sam Osei')
set_up_app(secret='{1}', by=User.objects.create_user('mo@example.org', '{0}', name='Mo Adeyemi'), now=now())
"""
ADA = {"sub": "ada", "email": "ada@example.org", "email_verified": True, "name": "Ada Cole"}


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    folder = tmp_path_factory.mktemp("signing-in")
    filled(folder / "data", PEOPLE.format(PASSWORD, SECRET))
    with running_provider(ADA) as provider:
        variables = {
            "OIDC_ISSUER": provider.issuer,
            "OIDC_NAME": "Example account",
            "OIDC_CLIENT_ID": "waymark",
            "OIDC_CLIENT_SECRET": "secret",
            "WAYMARK_EMAIL_DOMAINS": "example.org",
            "WAYMARK_REQUIRE_TOTP": "administrators",
        }
        up = start(folder / "data", folder / "log", **variables)
        try:
            until(up.serves, "the sign-in page is served")
            yield up
        finally:
            up.process.terminate()
            up.process.wait(timeout=PATIENCE)
    assert "Traceback" not in up.log.read_text(), up.log.read_text()


@pytest.fixture
def page(place: Running, chromium: Browser) -> Iterator[Page]:
    """Signed out; what its own pages complain about (a policy that blocks something) fails the test."""
    context = chromium.new_context(base_url=f"http://127.0.0.1:{place.port}", viewport=WIDE)
    complaints: list[str] = []
    opened = context.new_page()
    opened.set_default_timeout(1000 * PATIENCE)
    listen(opened, complaints)
    yield opened
    context.close()
    assert [each for each in complaints if f":{place.port}/" in each] == []


def give_password(page: Page, who: str = "priya") -> None:
    page.goto("/accounts/login/?next=/settings/security/")
    page.get_by_label("E-mail address").fill(f"{who}@example.org")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def sign_out(page: Page) -> None:
    page.locator("details.menu summary").last.click()
    page.get_by_role("button", name="Sign out", exact=True).last.click()
    expect(page).to_have_url(re.compile("/accounts/login/"))


def set_up(page: Page) -> str:
    """From the page with the picture to the codes; the key that the app now has."""
    secret = page.locator("section.card code").inner_text().replace(" ", "")
    page.get_by_label("Code that the app shows").fill(code(secret))
    page.get_by_label("Your password").fill(PASSWORD)
    page.get_by_role("button", name="Turn it on").click()
    return secret


def assert_well_made(page: Page) -> None:
    """Wide in light, narrow in dark."""
    for viewport in (NARROW, WIDE):
        page.set_viewport_size(viewport)
        assert complaints(page) == [], page.url


def test_a_second_factor_is_set_up_and_asked_for_and_a_recovery_code_stands_in(page: Page) -> None:
    give_password(page)
    expect(page.get_by_text("This one")).to_be_visible()
    assert_well_made(page)
    page.get_by_role("link", name="Set up an authenticator app").click()
    assert page.locator("img.qr").evaluate("image => image.complete && image.naturalWidth > 0")
    page.get_by_role("button", name="Turn it on").click()
    expect(page.get_by_text("Enter the six digits that the app shows.")).to_be_visible()
    assert_well_made(page)
    secret = set_up(page)
    expect(page.locator(".codes code")).to_have_count(10)
    codes = page.locator(".codes code").all_inner_texts()
    assert_well_made(page)
    with page.expect_download() as saved:
        page.get_by_role("link", name="Save as a file").click()
    assert saved.value.path().read_text().split()[4:] == codes
    page.get_by_role("link", name="I have kept them").click()
    expect(page.get_by_text("10 recovery codes left")).to_be_visible()
    assert_well_made(page)
    for name in ("Get new recovery codes", "Move to another app", "Turn off the second factor"):
        page.get_by_role("link", name=name).click()
        expect(page.get_by_label("Your password")).to_be_visible()
        assert_well_made(page)
        page.get_by_role("link", name="Cancel").click()

    sign_out(page)
    give_password(page)
    page.get_by_label("Code from your authenticator app").fill("no")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_text("Incorrect code")).to_be_visible()
    assert_well_made(page)
    page.get_by_label("Code from your authenticator app").fill(code(secret, steps=1))
    page.get_by_role("button", name="Sign in").click()
    expect(page).to_have_url(re.compile("/settings/security/$"))

    sign_out(page)
    give_password(page)
    page.get_by_label("Code from your authenticator app").fill(codes[0])
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_text("9 recovery codes left")).to_be_visible()


def test_an_administrator_has_to_set_one_up_and_takes_another_one_away(page: Page) -> None:
    give_password(page, "sam")
    expect(page).to_have_url(re.compile("/settings/security/app/$"))
    expect(page.get_by_text("You need a second factor here")).to_be_visible()
    assert_well_made(page)
    page.goto("/people/")
    expect(page).to_have_url(re.compile("/settings/security/app/$"))
    page.get_by_role("link", name="Sign out").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page).to_have_url(re.compile("/accounts/login/"))
    give_password(page, "sam")
    set_up(page)
    page.get_by_role("link", name="I have kept them").click()
    expect(page.get_by_text("so it stays on")).to_be_visible()
    assert_well_made(page)

    page.goto("/people/")
    page.get_by_role("link", name="Mo Adeyemi").click()
    assert_well_made(page)
    page.get_by_role("link", name="Take away the second factor").click()
    assert_well_made(page)
    page.get_by_role("button", name="Take it away").click()
    expect(page.get_by_text("The second factor of Mo Adeyemi is taken away.")).to_be_visible()


def test_somebody_comes_from_the_organisations_own_accounts(page: Page) -> None:
    page.goto("/settings/security/")
    page.get_by_role("button", name="Sign in with Example account").click()
    page.get_by_role("button", name="Authorize as ada").click()
    expect(page).to_have_url(re.compile("/settings/security/$"))
    expect(page.get_by_text("You also sign in with Example account.")).to_be_visible()
    expect(page.locator("details.menu summary").last).to_contain_text("Ada Cole")
