"""A lead's whole quarter by links and forms alone: what is sent is read from the pages, as a browser would."""

import re
from dataclasses import dataclass
from html import unescape

import pytest
from django.test import Client

from maturity.models import Cycle, Practice, Submission
from tests import build
from tests.page_forms import Button, Form, form, forms

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_the_tests_moment")]
START = "/teams/checkout/assessments/2026-q4/"
_LINK = re.compile(r'<a\b[^>]*\bhref="([^"#]*)')


@dataclass
class Browser:
    """Without scripts; it keeps the page that it shows. CSRF tokens are checked, so they must stand in the forms."""

    client: Client
    address: str = ""
    html: str = ""

    def open(self, address: str) -> None:
        self._show(self.client.get(address, follow=True), address)

    def press(self, shown: Form, button: Button | None = None, **values: str) -> None:
        """Send the form by one of its buttons; the answer is a redirect to a page."""
        assert shown.method == "post"
        assert button is None or not button.disabled
        address = (button and button.action) or shown.action or self.address
        sent = shown.filled(**values) | ({button.name: [button.value]} if button and button.name else {})
        answer = self.client.post(address, sent, follow=True)
        assert answer.redirect_chain, f"{address} answered {answer.status_code}"
        self._show(answer, address)

    def links(self, part: str) -> list[str]:
        """Addresses on the page that hold `part`, each once."""
        return list(dict.fromkeys(unescape(found) for found in _LINK.findall(self.html) if part in found))

    @property
    def articles(self) -> list[str]:
        """The ids of the practices' forms."""
        return [each.id for each in forms(self.html) if each.id.startswith("answer-")]

    @property
    def words(self) -> str:
        return " ".join(unescape(re.sub(r"<[^>]+>", " ", self.html)).split())

    def _show(self, answer, address: str) -> None:
        assert answer.status_code == 200
        chain = answer.redirect_chain
        self.address = chain[-1][0].partition("#")[0] if chain else address
        self.html = answer.content.decode()


@pytest.fixture
def browser(lead) -> Browser:
    client = Client(enforce_csrf_checks=True)
    client.force_login(lead)
    return Browser(client)


@pytest.fixture
def last_quarter(team, cycle):
    """Checkout said something of two practices then; that is carried forward."""
    before = build.cycle(cycle.version, quarter="2026-q3", state=Cycle.State.CLOSED)
    return build.submission(before, team, {"testing-1": 2, "security-1": 1})


def test_a_lead_starts_answers_reviews_and_submits_by_forms_alone(browser, last_quarter, team):
    browser.open(START)
    browser.press(form(browser.html, f"{START}start/"))
    answered = [name for step in browser.links("/dimensions/") for name in answer_all(browser, step)]
    assert len(answered) == 3
    (review, *_) = browser.links("/submit/")
    browser.open(review)
    assert "practice is answered and confirmed" in browser.words
    (hand_in,) = [each for each in forms(browser.html) if any(b.id == "submit" for b in each.buttons)]
    browser.press(hand_in, hand_in.button("submit"))
    submission = Submission.objects.get(team=team, assessment__cycle__slug="2026-q4")
    assert browser.address == f"{START}submissions/1/"
    answers = {answer.practice.key: answer for answer in submission.answers.select_related("practice")}
    assert (answers["testing-1"].level, answers["testing-1"].carried, answers["testing-1"].confirmed) == (
        2,
        True,
        True,
    )
    assert (answers["testing-2"].level, answers["testing-2"].target) == (3, 4)
    assert answers["security-1"].not_applicable
    assert "Nothing of the kind runs here" in answers["security-1"].not_applicable_reason
    for key, answer in answers.items():
        assert answer.note == f"What the team says of {key}.\nAnd a second line."
        assert [each["url"] for each in answer.evidence] == [f"https://example.org/{key}"]
        assert f"What the team says of {key}." in browser.words
        assert f"Runbook of {key}" in browser.words


def answer_all(browser: Browser, step: str) -> list[str]:
    """Answer, confirm and prove each practice of a dimension by its own form; their keys."""
    browser.open(step)
    keys = []
    for article in browser.articles:
        key = Practice.objects.get(pk=article.removeprefix("answer-")).key
        keys.append(key)
        shown = form(browser.html, article)
        browser.press(
            shown,
            shown.button("save-"),
            note=f"What the team says of {key}.\nAnd a second line.",
            **said(shown, key),
        )
        shown = form(browser.html, article)
        for confirm in [button for button in shown.buttons if button.id.startswith("confirm-")]:
            browser.press(shown, confirm)
        prove(browser, article, key)
    return keys


def said(shown: Form, key: str) -> dict[str, str]:
    """The carried level as it is, another level with a target, or that it does not apply, with every choice for why."""
    if key == "testing-1":
        return {}
    if key == "testing-2":
        return {"level": "3", "target": "4"}
    why = {
        name: next(filter(None, of))
        for name, of in shown.choices.items()
        if name.startswith("not_applicable")
    }
    return {"level": "na", "not_applicable_reason": "Nothing of the kind runs here", **why}


def prove(browser: Browser, article: str, key: str) -> None:
    """Two links, of which the first is taken away again."""
    for title, url in (
        ("Wrong link", "https://example.org/wrong"),
        (f"Runbook of {key}", f"https://example.org/{key}"),
    ):
        shown = form(browser.html, article)
        browser.press(shown, shown.button("add-link-"), evidence__title=title, evidence__url=url)
        assert f">{title}</a>" in browser.html
    shown = form(browser.html, article)
    (wrong,) = re.findall(r'id="evidence-(\d+)" href="https://example.org/wrong"', browser.html)
    browser.press(shown, shown.button(f"remove-{wrong}"))
    assert "Wrong link" not in browser.html
