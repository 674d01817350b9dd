"""What keeps others out, at every address: the host asked for, where a page leads, the policy of content, cookies."""

import pytest
from django.apps import apps
from django.conf import settings
from django.db.models import FileField
from django.http import HttpResponse
from django.test import Client, override_settings
from django.urls import reverse

from tests import build
from tests.addresses.organisation import PASSWORD, Organisation
from tests.addresses.table import PAGES, THEIR_OWN

pytestmark = pytest.mark.django_db

ELSEWHERE = (
    "https://example.net/",
    "//example.net/",
    "\\\\example.net",
    "https:example.net",
    "javascript:alert(1)",
)


def assert_held(answer: HttpResponse, where: object) -> None:
    policy = answer["Content-Security-Policy"]
    assert "default-src 'self'" in policy, where
    assert "unsafe" not in policy, where
    assert answer["X-Content-Type-Options"] == "nosniff", where
    assert answer["X-Frame-Options"] == "DENY", where


@pytest.mark.parametrize("role", ["anonymous", "administrator"])
def test_every_answer_carries_the_strict_policy(organisation: Organisation, role: str) -> None:
    browser = organisation.browser(role)
    for page in PAGES:
        assert_held(browser.get(organisation.path(page)), page)
    assert_held(browser.get("/no/such/page/"), "not found")


def test_what_is_no_page_is_saved_and_not_shown(organisation: Organisation) -> None:
    """Text that somebody wrote is never shown by the browser as a page of ours."""
    browser = organisation.browser("administrator")
    for page in PAGES:
        answer = browser.get(organisation.path(page))
        kind = answer.get("Content-Type", "").partition(";")[0]
        if answer.status_code == 200 and page.name not in {"healthz", "readyz"}:
            assert kind == "text/html" or answer["Content-Disposition"].startswith("attachment"), page


def test_no_upload_is_kept_as_a_file_or_served() -> None:
    assert not [
        field
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if isinstance(field, FileField)
    ]
    assert settings.MEDIA_ROOT == ""


@pytest.mark.parametrize("host", ["example.net", "127.0.0.1.example.net", "localhost@example.net"])
def test_another_host_s_name_is_refused(client: Client, host: str) -> None:
    answer = client.get("/accounts/login/", headers={"host": host})
    assert answer.status_code == 400
    assert host not in answer.content.decode()


@pytest.mark.parametrize("to", ELSEWHERE)
def test_signing_in_and_out_leads_nowhere_else(client: Client, to: str) -> None:
    person = build.user("Ada", password=PASSWORD)
    answer = client.post(reverse("account_login"), {"login": person.email, "password": PASSWORD, "next": to})
    assert answer.status_code == 302
    assert answer["Location"] == "/"
    answer = client.post(reverse("account_logout"), {"next": to})
    assert answer.status_code == 302
    assert answer["Location"].startswith("/")
    assert not answer["Location"].startswith("//")


def test_a_post_from_another_site_to_one_s_own_account_is_refused(organisation: Organisation) -> None:
    """All other posts: tests/test_every_page.py. A provider of accounts is asked by a page of its own."""
    browser = organisation.browser("lead", checks_csrf=True)
    own = [page for page in PAGES if page.name in THEIR_OWN - {"home"} and "openid" not in page.name]
    assert len(own) > 5
    for page in own:
        assert browser.post(organisation.path(page), {}).status_code == 403, page


@override_settings(SESSION_COOKIE_SECURE=True, CSRF_COOKIE_SECURE=True)
def test_cookies_are_sent_on_https_alone_and_to_no_script_or_other_site(client: Client) -> None:
    person = build.user("Ada", password=PASSWORD)
    client.get(reverse("account_login"))
    client.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})
    session, token = client.cookies["sessionid"], client.cookies["csrftoken"]
    assert session["secure"]
    assert session["httponly"]
    assert token["secure"]
    assert session["samesite"] == token["samesite"] == "Lax"
