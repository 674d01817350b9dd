"""Every address there is, for everybody who may ask: who gets in, that reading writes nothing, what pages are made of.

An address that is missing in `PAGES` fails the first test: whoever adds one says here who may see it.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime

import pytest
from django.contrib import admin
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from maturity.models import Cycle
from maturity.services.snapshots import take_snapshot
from plans.models import Goal, Item
from teams.models import User
from tests import build
from tests.markup import faults
from tests.maturity.drafts import answer_to, evidence, start
from tests.plans import building

SIGN_IN = "/accounts/login/"
PASSWORD = "a long enough passphrase"
ROLES = ("anonymous", "outsider", "member", "lead", "leadership", "administrator")

type Statuses = tuple[
    int, int, int, int, int, int
]  # one for each of ROLES; an anonymous 302 leads to sign-in

SIGNED_IN: Statuses = (302, 200, 200, 200, 200, 200)
EVERYBODY: Statuses = (200, 200, 200, 200, 200, 200)
BEFORE_SIGN_IN: Statuses = (200, 302, 302, 302, 302, 302)
LED_ON: Statuses = (302, 302, 302, 302, 302, 302)
NOWHERE: Statuses = (302, 404, 404, 404, 404, 404)
POST_ONLY: Statuses = (302, 405, 405, 405, 405, 405)
DRAFT: Statuses = (302, 404, 200, 200, 403, 200)
PLAN: Statuses = (302, 404, 404, 200, 200, 200)

CHANGES_DRAFT: Statuses = (302, 404, 403, 302, 403, 302)
TICKS: Statuses = (302, 404, 404, 302, 403, 302)
STARTS_PLAN: Statuses = (302, 403, 403, 302, 302, 302)


@dataclass(frozen=True)
class Asked:
    """An address with what it is asked for; words in braces are found in the organisation of the test."""

    name: str
    statuses: Statuses
    arguments: tuple[str, ...] = ()
    data: dict[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return " ".join((self.name, *self.arguments))


PLACE = ("ledger", "2026-q4")
NOT_STARTED = ("fraud", "2026-q4")
ANSWER = (*PLACE, "{practice}")
TYPED = {"version": "{version}", "level": "2"}
LINK = {"evidence-title": "Alerts", "evidence-url": "https://example.org/b", "evidence-dated": "2026-11-02"}
TICK = {"done": "yes", "version": "1", "view": "week-1"}

PAGES = (
    Asked("home", LED_ON),
    Asked("healthz", EVERYBODY),
    Asked("look_around", (405, 405, 405, 405, 405, 405)),
    # Accounts
    Asked("account_login", BEFORE_SIGN_IN),
    Asked("account_signup", BEFORE_SIGN_IN),
    Asked("account_logout", SIGNED_IN),
    Asked("account_inactive", EVERYBODY),
    Asked("account_reauthenticate", SIGNED_IN),
    Asked("account_change_password", SIGNED_IN),
    Asked("account_reset_password", EVERYBODY),
    Asked("account_reset_password_done", EVERYBODY),
    Asked("account_reset_password_from_key", EVERYBODY, ("{lead36}", "no-such-key")),
    Asked("account_reset_password_from_key_done", EVERYBODY),
    Asked("account_email", NOWHERE),
    Asked("account_email_verification_sent", NOWHERE),
    Asked("account_confirm_email", NOWHERE, ("key",)),
    Asked("account_set_password", NOWHERE),
    Asked("account_confirm_login_code", NOWHERE),
    # Matrix and teams
    Asked("matrix", SIGNED_IN),
    Asked("matrix_cell", SIGNED_IN, ("ledger", "testing")),
    Asked("matrix_cell", NOWHERE, ("ledger", "nothing")),
    Asked("teams", SIGNED_IN),
    Asked("team", SIGNED_IN, ("ledger",)),
    Asked("team", SIGNED_IN, ("fraud",)),
    Asked("team", NOWHERE, ("nobody",)),
    # The Guide
    Asked("guide", SIGNED_IN),
    Asked("guide_chapter", SIGNED_IN, ("testing",)),
    Asked("guide_chapter", NOWHERE, ("nothing",)),
    Asked("guide_practice", SIGNED_IN, ("testing-1",)),
    Asked("guide_practice", NOWHERE, ("nothing",)),
    Asked("guide_print", SIGNED_IN),
    # Self-assessments
    Asked("assessment", DRAFT, PLACE),
    Asked("assessment", DRAFT, NOT_STARTED),
    Asked("assessment", NOWHERE, ("ledger", "1999-q1")),
    Asked("assessment_dimension", DRAFT, (*PLACE, "security")),
    Asked("assessment_submit", DRAFT, PLACE),
    Asked("assessment_start", POST_ONLY, PLACE),
    Asked("submission", SIGNED_IN, ("ledger", "2026-q3", "1")),
    Asked("submission", NOWHERE, ("ledger", "2026-q4", "1")),
    Asked("answer", (302, 404, 302, 302, 403, 302), ANSWER),
    Asked("answer_confirm", POST_ONLY, ANSWER),
    Asked("evidence_add", POST_ONLY, ANSWER),
    Asked("evidence_remove", POST_ONLY, (*ANSWER, "{evidence}")),
    # Plans
    Asked("plans", SIGNED_IN),
    Asked("plan_template", SIGNED_IN, ("first-weeks",)),
    Asked("plan", PLAN, ("{plan}",)),
    Asked("plan", LED_ON, ("first-weeks",)),
    Asked("plan_week", PLAN, ("{plan}", "2")),
    Asked("plan_week", NOWHERE, ("{plan}", "99")),
    Asked("plan_phases", PLAN, ("{plan}",)),
    Asked("plan_markdown", PLAN, ("{plan}",)),
    Asked("plan_markdown", SIGNED_IN, ("first-weeks",)),
    Asked("plan_item_done", POST_ONLY, ("{plan}", "{item}")),
    Asked("plan_goal_done", POST_ONLY, ("{plan}", "{goal}")),
)

POSTS = (
    Asked("look_around", (404, 404, 404, 404, 404, 404), data={"as": "administrator"}),
    Asked("assessment_start", CHANGES_DRAFT, NOT_STARTED),
    Asked("assessment_submit", CHANGES_DRAFT, PLACE),
    Asked("answer", CHANGES_DRAFT, ANSWER, TYPED),
    Asked("answer_confirm", CHANGES_DRAFT, ANSWER, TYPED),
    Asked("evidence_add", CHANGES_DRAFT, ANSWER, TYPED | LINK),
    Asked("evidence_remove", CHANGES_DRAFT, (*ANSWER, "{evidence}"), TYPED),
    Asked(
        "plan_template",
        STARTS_PLAN,
        ("first-weeks",),
        {"title": "Another", "team": "{team}", "lead": "lead@example.org", "start": "2026-12-07"},
    ),
    Asked("plan_item_done", TICKS, ("{plan}", "{item}"), TICK),
    Asked("plan_goal_done", TICKS, ("{plan}", "{goal}"), TICK),
)

# What people do to their own account: `tests/teams/test_sign_in.py` has it. The front page leads on, whatever is asked.
THEIR_OWN = {
    "home",
    "account_login",
    "account_signup",
    "account_logout",
    "account_reauthenticate",
    "account_change_password",
    "account_reset_password",
    "account_reset_password_from_key",
}


@dataclass(frozen=True)
class Organisation:
    people: dict[str, User]
    words: dict[str, object]

    def path(self, asked: Asked) -> str:
        return reverse(asked.name, args=[argument.format(**self.words) for argument in asked.arguments])

    def data(self, asked: Asked) -> dict[str, str]:
        return {name: value.format(**self.words) for name, value in asked.data.items()}

    def browser(self, role: str, *, checks_csrf: bool = False) -> Client:
        client = Client(enforce_csrf_checks=checks_csrf)
        if role != "anonymous":
            client.force_login(self.people[role])
        return client


@pytest.fixture
def organisation(db: None, monkeypatch: pytest.MonkeyPatch) -> Organisation:
    """Ledger submitted last quarter, has a draft in this one and a running plan; Fraud has started nothing."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: build.NOW)
    roles = dict.fromkeys(ROLES[1:4], "member") | {role: role for role in ROLES[4:]}
    people = {
        name: build.user(name.capitalize(), role=role, password=PASSWORD) for name, role in roles.items()
    }
    ledger = build.team("Ledger", lead=people["lead"], member=people["member"])
    build.team("Fraud", lead=people["lead"], member=people["member"])
    version = build.version()
    earlier = build.cycle(version, quarter="2026-q3", state=Cycle.State.CLOSED)
    handed_in = datetime(2026, 8, 10, 12, tzinfo=build.NOW.tzinfo)
    build.submission(earlier, ledger, {"testing-1": 1, "testing-2": 3}, now=handed_in, by=people["lead"])
    answer = answer_to(start(ledger, build.cycle(version), people["lead"]))
    link = evidence(answer, people["lead"])
    for day in (earlier.closes, build.NOW.date()):
        take_snapshot(day=day, by=None, now=build.NOW)
    plan = building.started(lead=people["lead"], team=ledger, start=date(2026, 11, 16))
    words = {
        "practice": answer.practice_id,
        "version": answer.version,
        "evidence": link.pk,
        "team": ledger.pk,
        "plan": plan.slug,
        "item": Item.objects.filter(phase__plan=plan).earliest("pk").pk,
        "goal": Goal.objects.filter(phase__plan=plan).earliest("pk").pk,
        "lead36": people["lead"].pk,  # below 36 both are written alike
    }
    return Organisation(people, words)


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
    return [each["sql"] for each in captured if not each["sql"].startswith(reading)]


@contextmanager
def undone() -> Iterator[None]:
    """What is written inside is taken back, so that the next person finds the same rows."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def leads_to_sign_in(answer: HttpResponse) -> bool:
    return answer["Location"].startswith(SIGN_IN)


def assert_well_made(answer: HttpResponse, where: str) -> None:
    if answer.content and answer["Content-Type"].startswith("text/html"):
        assert faults(answer.content.decode()) == [], where


def test_every_address_is_thought_of() -> None:
    assert set(names_below(get_resolver().url_patterns)) == {page.name for page in PAGES}


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_reading_is_for_whom_it_is_for_writes_nothing_and_answers_with_a_well_made_page(
    organisation: Organisation, page: Asked
) -> None:
    for role, status in zip(ROLES, page.statuses, strict=True):
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
    for role, status in zip(ROLES, post.statuses, strict=True):
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
