"""Every address there is, for everybody who may ask: who gets in, that reading writes nothing, what pages are made of.

An address that is missing in the table fails the first test: whoever adds one says there who may see it;
`tests/addresses/__init__.py` tells how.
"""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import pytest
from django.contrib import admin
from django.db import connection, transaction
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from plans.models import Plan
from tests import build
from tests.addresses.asked import ROLES, Asked
from tests.addresses.organisation import Organisation
from tests.addresses.table import PAGES, POSTS, THEIR_OWN
from tests.markup import faults

SIGN_IN = "/accounts/login/"
SET_UP = "/settings/security/app/"

pytestmark = pytest.mark.django_db


def names_below(patterns: Iterable[URLPattern | URLResolver]) -> Iterator[str]:
    """The name of every address outside the administration; its route where somebody forgot to name it."""
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            yield pattern.name or str(pattern.pattern)
        elif pattern.namespace != "admin":
            yield from names_below(pattern.url_patterns)


def written(captured: CaptureQueriesContext) -> list[str]:
    """Statements that change rows. Cursors and the bounds of transactions change none."""
    reading = ("SELECT", "DECLARE", "SAVEPOINT", "RELEASE SAVEPOINT", "ROLLBACK TO SAVEPOINT")
    return [each["sql"] for each in captured if not each["sql"].lstrip().startswith(reading)]


@contextmanager
def undone() -> Iterator[None]:
    """What is written inside is taken back, so that the next person finds the same rows."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def leads_to_sign_in(answer: HttpResponse) -> bool:
    return answer["Location"].startswith(SIGN_IN)


def assert_well_made(answer: HttpResponse, where: str) -> None:
    if answer["Content-Type"].startswith("text/html") and answer.content:
        assert faults(answer.content.decode()) == [], where


def test_every_address_is_thought_of() -> None:
    assert set(names_below(get_resolver().url_patterns)) == {page.name for page in PAGES}


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_reading_is_for_whom_it_is_for_writes_nothing_and_answers_with_a_well_made_page(
    organisation: Organisation, page: Asked
) -> None:
    for role, status in page.by_role().items():
        browser = organisation.browser(role)
        with CaptureQueriesContext(connection) as captured:
            answer = browser.get(organisation.path(page))
        assert answer.status_code == status, role
        assert written(captured) == [], role
        assert_well_made(answer, role)
        if role == "anonymous" and status == 302:
            assert leads_to_sign_in(answer)


@pytest.mark.parametrize("post", POSTS, ids=str)
def test_changing_is_for_whom_it_is_for_and_a_refusal_writes_nothing(
    organisation: Organisation, post: Asked
) -> None:
    for role, status in post.by_role().items():
        browser = organisation.browser(role)
        with undone(), CaptureQueriesContext(connection) as captured:
            answer = browser.post(organisation.path(post), organisation.data(post))
        is_done = status == 302 and role != "anonymous"
        assert answer.status_code == status, role
        assert bool(written(captured)) == is_done, (role, written(captured))
        assert_well_made(answer, role)
        if status == 302:
            assert leads_to_sign_in(answer) == (role == "anonymous")


@pytest.mark.parametrize("post", POSTS, ids=str)
def test_a_post_from_another_site_changes_nothing(organisation: Organisation, post: Asked) -> None:
    browser = organisation.browser("administrator", checks_csrf=True)
    with CaptureQueriesContext(connection) as captured:
        answer = browser.post(organisation.path(post), organisation.data(post))
    assert answer.status_code == 403
    assert written(captured) == []
    assert_well_made(answer, "refused")


def test_who_lacks_a_required_second_factor_reads_nothing_that_asks_for_a_person(
    organisation: Organisation, settings
) -> None:
    """But for setting it up and signing out; and whatever asks for nobody stays as it is."""
    settings.REQUIRE_TOTP = "administrators"
    browser = organisation.browser("administrator")
    open_to_them = {"second_factor", "account_logout", "mfa_authenticate"}
    for page in PAGES:
        answer = browser.get(organisation.path(page))
        asks_for_somebody = page.by_role()["anonymous"] == 302 and page.name not in open_to_them
        assert (answer.get("Location") == SET_UP) is asks_for_somebody, page
    assert browser.get("/admin/")["Location"] == SET_UP


@pytest.fixture
def finished(organisation: Organisation) -> Plan:
    """The running plan of the organisation, finished."""
    plan = Plan.objects.get(slug=organisation.words["plan"])
    Plan.objects.filter(pk=plan.pk).update(finished_at=build.NOW, finished_by=organisation.people["lead"])
    return plan


def of_the_plan(asked: Iterable[Asked]) -> list[Asked]:
    """But for what is each reader's own: their calendar of it."""
    return [each for each in asked if each.arguments[:1] == ("{plan}",) and each.name != "plan_calendar"]


@pytest.mark.parametrize("role", ["lead", "administrator"])
def test_every_page_of_a_finished_plan_says_so_and_offers_no_change(
    organisation: Organisation, finished: Plan, role: str
) -> None:
    browser = organisation.browser(role)
    reopening = reverse("plan_reopen", args=[finished.slug])
    for page in of_the_plan(PAGES):
        answer = browser.get(organisation.path(page))
        if answer.status_code == 200 and answer["Content-Type"].startswith("text/html"):
            main = answer.content.decode().partition("<main")[2].replace(reopening, "")
            posts = [form for form in re.findall("<form[^>]*>", main) if 'method="post"' in form]
            assert not [form for form in posts if reverse("plan", args=[finished.slug]) in form], page
            assert "Finished on Thu 19 Nov by Lead" in main, page


@pytest.mark.parametrize("role", ["lead", "administrator"])
def test_a_finished_plan_takes_no_change(organisation: Organisation, finished: Plan, role: str) -> None:
    browser = organisation.browser(role)
    for post in of_the_plan(POSTS):
        with undone(), CaptureQueriesContext(connection) as captured:
            answer = browser.post(organisation.path(post), organisation.data(post))
        assert answer.status_code == (302 if post.name == "plan_finish" else 403), post
        assert written(captured) == [], post


def test_what_is_only_read_takes_no_post(organisation: Organisation) -> None:
    only_read = [page for page in PAGES if page.name not in THEIR_OWN | {post.name for post in POSTS}]
    browser = organisation.browser("administrator")
    for page in only_read:
        with CaptureQueriesContext(connection) as captured:
            answer = browser.post(organisation.path(page))
        assert answer.status_code in {404, 405}, page
        assert written(captured) == [], page


def administration() -> list[str]:
    tables = [model._meta for model in admin.site._registry]
    return ["admin:index", *(f"admin:{table.app_label}_{table.model_name}_changelist" for table in tables)]


def test_the_administration_is_for_administrators_and_reading_it_writes_nothing(
    organisation: Organisation,
) -> None:
    for name in administration():
        for role in ROLES:
            browser = organisation.browser(role)
            with CaptureQueriesContext(connection) as captured:
                answer = browser.get(reverse(name), follow=True)
            reached = answer.redirect_chain[-1][0] if answer.redirect_chain else ""
            status = 200 if role in {"anonymous", "administrator"} else 403
            assert answer.status_code == status, (name, role)
            assert reached.startswith(SIGN_IN) == (role == "anonymous"), (name, role)
            assert written(captured) == [], (name, role)
            assert_well_made(answer, f"{name} {role}")


def test_nobody_but_an_administrator_changes_the_tables_of_the_administration(
    organisation: Organisation,
) -> None:
    data = {"name": "Shadow", "slug": "shadow", "position": "1"}
    for role in ROLES:
        browser = organisation.browser(role)
        with undone(), CaptureQueriesContext(connection) as captured:
            answer = browser.post(reverse("admin:teams_division_add"), data)
        assert answer.status_code == 302, role
        assert bool(written(captured)) == (role == "administrator"), role


@pytest.mark.parametrize(
    ("html", "found"),
    [
        ("<title>A · Waymark</title><h1>A</h1><svg><title>Chart</title></svg>", []),
        ("<title> · Waymark</title><h1>A</h1>", ["no title"]),
        ("<title>A</title>", ["0 main headings"]),
        ("<title>A</title><h1 id=a></h1><p id=a>", ["id 'a' 2 times"]),
        ("<title>A</title><h1 style=''></h1>", ["blocked by the policy: h1 style"]),
        ("<title>A</title><h1 onclick=go()></h1>", ["blocked by the policy: h1 onclick"]),
        (
            "<title>A</title><h1></h1><script src=a></script><script>1</script>",
            ["blocked by the policy: inline script"],
        ),
    ],
)
def test_the_check_of_pages_finds_what_is_wrong(html: str, found: list[str]) -> None:
    assert faults(html) == found
