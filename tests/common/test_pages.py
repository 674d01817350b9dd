"""A page, or the cut of it that htmx asked for; and refusals that say why."""

from collections.abc import Callable

import pytest
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.test import RequestFactory
from django_htmx.middleware import HtmxMiddleware

from common.decisions import ALLOWED, ChangedSince, Decision, DomainError, Refused, refuse
from common.middleware import RefusalMiddleware
from common.pages import render_page

PAGE = "<p>whole</p>{% partialdef row inline %}<i>{{ word }}</i>{% endpartialdef %}"


@pytest.fixture
def template(settings, tmp_path):
    (tmp_path / "page.html").write_text(PAGE)
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [tmp_path, *settings.TEMPLATES[0]["DIRS"]]}]
    engines.__dict__.pop("templates", None)
    return "page.html"


def request(target: str = "") -> HttpRequest:
    headers = {"HX-Request": "true", "HX-Target": target} if target else {}
    made = RequestFactory().get("/", headers=headers)
    HtmxMiddleware(lambda request: HttpResponse())(made)
    return made


@pytest.mark.parametrize(
    ("target", "answer"),
    [
        ("", "<p>whole</p><i>now</i>"),
        ("row", "<i>now</i>"),
        ("row-17", "<i>now</i>"),
        ("row-x", "<p>whole</p><i>now</i>"),
        ("other", "<p>whole</p><i>now</i>"),
    ],
)
def test_only_a_listed_target_gets_its_cut(template: str, target: str, answer: str) -> None:
    response = render_page(request(target), template, {"word": "now"}, partials=["row"])
    assert response.content.decode() == answer


def failing(error: Exception) -> Callable[[HttpRequest], HttpResponse | None]:
    return lambda request: RefusalMiddleware(lambda _: HttpResponse()).process_exception(request, error)


@pytest.mark.parametrize(
    ("error", "status"),
    [(Refused("Ask Priya."), 403), (ChangedSince("Ask Priya."), 409), (DomainError("Ask Priya."), 422)],
)
def test_a_broken_rule_becomes_a_page_that_says_which(error: Exception, status: int) -> None:
    response = failing(error)(request())
    assert response.status_code == status
    assert "Ask Priya." in response.content.decode()


def test_a_swap_that_cannot_happen_puts_the_words_among_the_notices() -> None:
    response = failing(Refused("Ask <Priya>."))(request("row"))
    assert response.headers["HX-Retarget"] == "#toasts"
    assert response.content.decode().strip() == '<li class="error">Ask &lt;Priya&gt;.</li>'


def test_other_errors_are_left_alone() -> None:
    assert failing(KeyError("x"))(request()) is None


def test_a_decision_is_true_or_says_why_not() -> None:
    assert ALLOWED
    ALLOWED.require()
    no: Decision = refuse("Ask Priya.")
    assert not no
    with pytest.raises(Refused, match="Ask Priya"):
        no.require()
