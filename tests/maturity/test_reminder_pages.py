"""The cycle's page says when leads were reminded, and an administrator reminds them from it."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from maturity.models import Cycle
from maturity.services.reminders import Reminded, remind_now
from maturity.views.reminders import words_of
from teams.models import Mail, Team, User
from teams.models.mail import MAX_ATTEMPTS
from teams.services.delivery import send_next
from teams.tasks import send_mail
from tests import build
from tests.maturity.drafts import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_the_tests_moment")]
CYCLE, REMIND = "/cycles/2026-q4/", "/cycles/2026-q4/remind/"
OVERSEES, OTHERS = ("leadership", "administrator"), ("lead", "member", "outsider")

type SignIn = Callable[[str], Client]


def ask(cycle: Cycle) -> None:
    remind_now(cycle=cycle, by=None, now=build.NOW)


@pytest.mark.parametrize("who", OVERSEES)
def test_the_page_says_when_leads_were_last_reminded(as_: SignIn, cycle: Cycle, who: str) -> None:
    browser = as_(who)
    assert "not reminded yet" in text_of(browser.get(CYCLE))
    ask(cycle)
    assert "reminder on its way" in text_of(browser.get(CYCLE))
    send_next(now=build.NOW)
    page = text_of(browser.get(CYCLE))
    assert "reminded <time" in page
    assert 'title="19 November 2026, 10:00">Thu 19 Nov</time>' in page


def test_the_page_says_that_a_reminder_could_not_be_sent(as_: SignIn, cycle: Cycle) -> None:
    ask(cycle)
    Mail.objects.update(attempts=MAX_ATTEMPTS)
    assert "reminder not sent" in text_of(as_("administrator").get(CYCLE))


@pytest.mark.parametrize("who", OTHERS)
def test_it_says_nothing_of_reminders_to_others(as_: SignIn, cycle: Cycle, who: str) -> None:
    ask(cycle)
    page = text_of(as_(who).get(CYCLE))
    assert "remind" not in page.replace("/static/", "")


def test_it_says_nothing_of_reminders_where_a_team_has_submitted(
    as_: SignIn, cycle: Cycle, team: Team
) -> None:
    ask(cycle)
    build.submission(cycle, team, {"testing-1": 1})
    page = text_of(as_("administrator").get(CYCLE))
    assert "reminder on its way" not in page
    assert REMIND not in page


@pytest.mark.parametrize(
    ("who", "offered"), [("administrator", True), ("leadership", False), ("lead", False)]
)
def test_only_administrators_are_offered_to_remind(
    as_: SignIn, cycle: Cycle, who: str, offered: bool
) -> None:
    assert (REMIND in text_of(as_(who).get(CYCLE))) == offered


def test_the_page_before_it_names_whom_it_goes_to_and_who_is_left_out(
    as_: SignIn, cycle: Cycle, lead: User
) -> None:
    quiet = build.user("Dana Okafor")
    build.team("Web", lead=quiet)
    User.objects.filter(pk=quiet.pk).update(mail_reminders=False)
    build.team("Fraud")
    page = text_of(as_("administrator").get(REMIND))
    for words in (
        "1 lead will be reminded",
        "<li>Lead <small>Checkout</small></li>",
        "<li>Dana Okafor switched reminders off</li>",
        "<li>Fraud has no lead</li>",
        "Remind 1 lead</button>",
    ):
        assert words in page


def test_with_nobody_left_to_remind_there_is_no_button(as_: SignIn, cycle: Cycle, lead: User) -> None:
    ask(cycle)
    page = text_of(as_("administrator").get(REMIND))
    assert "Nobody can be reminded now." in page
    assert "<li>Lead was reminded today</li>" in page
    assert 'class="btn primary"' not in page


def test_with_all_submitted_the_page_says_so(as_: SignIn, cycle: Cycle, team: Team) -> None:
    build.submission(cycle, team, {"testing-1": 1})
    page = text_of(as_("administrator").get(REMIND))
    assert "Nobody can be reminded now: every team has submitted." in page


def test_the_button_queues_wakes_the_worker_and_says_what_it_did(
    as_: SignIn, cycle: Cycle, monkeypatch, django_capture_on_commit_callbacks
) -> None:
    woken = []
    monkeypatch.setattr(send_mail, "apply_async", lambda **options: woken.append(options))
    browser = as_("administrator")
    with django_capture_on_commit_callbacks(execute=True):
        answer = browser.post(REMIND)
    assert answer["Location"] == CYCLE
    assert "A reminder to Lead is on its way." in text_of(browser.get(CYCLE))
    assert (Mail.objects.count(), woken) == (1, [{"retry": False}])
    again = browser.post(REMIND, follow=True)
    assert "Nobody was reminded. Left out: Lead was reminded today." in text_of(again)
    assert Mail.objects.count() == 1


@pytest.mark.parametrize(
    ("done", "words"),
    [
        (Reminded(("Ana",), ()), "A reminder to Ana is on its way."),
        (
            Reminded(("Ana", "Kim"), ("Web has no lead", "Dana was reminded today")),
            "Reminders to 2 leads are on their way. Left out: Web has no lead; Dana was reminded today.",
        ),
        (Reminded((), ()), "Nobody was reminded."),
    ],
)
def test_the_words_for_what_was_done(done: Reminded, words: str) -> None:
    assert words_of(done) == words


@pytest.mark.parametrize("who", ["leadership", *OTHERS])
@pytest.mark.parametrize("method", ["get", "post"])
def test_nobody_else_reminds(as_: SignIn, cycle: Cycle, who: str, method: str) -> None:
    answer = getattr(as_(who), method)(REMIND)
    assert answer.status_code == 403
    assert "Only an administrator" in text_of(answer)
    assert not Mail.objects.exists()


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_closed_cycle_reminds_nobody_and_says_why(as_: SignIn, cycle: Cycle, method: str) -> None:
    Cycle.objects.update(state=Cycle.State.CLOSED)
    answer = getattr(as_("administrator"), method)(REMIND)
    assert answer.status_code == 422
    assert "is closed" in text_of(answer)
    assert not Mail.objects.exists()


def test_an_unknown_cycle_is_not_found(as_: SignIn, cycle: Cycle) -> None:
    assert as_("administrator").get("/cycles/1999-q1/remind/").status_code == 404


@pytest.mark.parametrize("path", [CYCLE, REMIND])
def test_one_team_and_fifty_cost_the_same_statements(as_: SignIn, cycle: Cycle, path: str) -> None:
    browser = as_("administrator")
    counts = []
    for more in (0, 50):
        for _ in range(more):
            build.team(lead=build.user())
        ask(cycle)
        with CaptureQueriesContext(connection) as captured:
            browser.get(path)
        counts.append(len(captured))
    assert counts[0] == counts[1]


@pytest.mark.parametrize("zone", ["Pacific/Auckland", "America/Los_Angeles"])
def test_the_day_of_a_submission_is_the_organisations_wherever_it_is_read(
    as_: SignIn, people: dict[str, User], cycle: Cycle, team: Team, zone: str
) -> None:
    """Handed in at noon: Friday already in Auckland."""
    build.submission(cycle, team, {"testing-1": 1}, now=build.NOW + timedelta(hours=2))
    User.objects.filter(pk=people["administrator"].pk).update(time_zone=zone)
    assert ">Thu 19 Nov</time>" in text_of(as_("administrator").get(CYCLE))
