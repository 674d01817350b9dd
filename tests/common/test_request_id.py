"""One id for a request, its log lines and its tasks."""

import json
import logging
import logging.config
from copy import deepcopy
from io import StringIO
from types import SimpleNamespace
from typing import Any

import pytest
from celery import current_app
from celery.signals import before_task_publish
from django.conf import settings
from django.test import Client, override_settings
from django.urls import path
from hypothesis import given
from hypothesis import strategies as st

from common import request_id
from common.request_id import HEADER, accepted, current_id
from config.urls import urlpatterns as every_address

log = logging.getLogger("tests.request_id")


@pytest.fixture
def written(monkeypatch):
    """What the handler of the settings would write as JSON."""
    stream = StringIO()
    made: dict[str, Any] = deepcopy(settings.LOGGING)
    made["handlers"]["stderr"] |= {"formatter": "json", "stream": stream}
    logging.config.dictConfig(made)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    logging.config.dictConfig(settings.LOGGING)


def fail(request):
    log.warning("about to fail")
    raise RuntimeError("on purpose")


urlpatterns = [path("fail/", fail), *every_address]
handler500 = "common.failures.server_error"


@pytest.mark.django_db
def test_an_answer_names_the_request(client):
    first, second = (client.get("/healthz") for _ in range(2))
    assert len(first[HEADER]) == 32
    assert first[HEADER] != second[HEADER]
    assert client.get("/healthz", headers={HEADER: "proxy-4711"})[HEADER] == "proxy-4711"
    assert current_id() == "", "nothing of it stays"


@given(st.text())
def test_what_came_from_outside_is_a_plain_word_or_replaced(offered):
    name = accepted(offered)
    assert 8 <= len(name) <= 64
    assert name.isascii()
    assert not set(name) & set("\r\n\"' <>{}")


@pytest.mark.django_db
def test_the_page_of_a_failure_names_the_lines_of_the_log(written):
    client = Client(raise_request_exception=False)
    with override_settings(ROOT_URLCONF=__name__, LOGIN_URL="/login/", MIDDLEWARE=settings.MIDDLEWARE[:1]):
        answer = client.get("/fail/")
    assert answer.status_code == 500
    assert f"request {answer[HEADER]}" in answer.content.decode()
    lines = [line for line in written() if line["request_id"] == answer[HEADER]]
    assert [line["message"] for line in lines] == ["about to fail", "Internal Server Error: /fail/"]
    assert "on purpose" in lines[1]["exc_info"]


def test_a_secret_address_is_in_no_field_of_a_line(client, written, db):
    assert client.get("/calendar/aVerySecretWordIndeed.ics").status_code == 404
    assert written()
    assert "aVerySecretWordIndeed" not in json.dumps(written())


def test_a_task_goes_by_the_request_that_queued_it(monkeypatch):
    headers: dict[str, str] = {}
    request_id.send_along(headers)
    assert headers == {}, "the beat's tasks have none"
    request_id._current.set("request-1")
    request_id.send_along(headers)
    request_id.forget()
    request_id.take_up(SimpleNamespace(request=SimpleNamespace(**headers)), task_id="task-1")
    assert current_id() == "request-1"
    request_id.forget()
    request_id.take_up(SimpleNamespace(request=SimpleNamespace()), task_id="task-2")
    assert current_id() == "task-2"
    request_id.forget()
    assert current_id() == ""


def test_a_queued_task_carries_it(settings):
    seen = {}

    def note(headers, **kwargs):
        seen.update(headers)

    before_task_publish.connect(note)
    request_id._current.set("request-2")
    try:
        current_app.send_task("tests.say")
    finally:
        before_task_publish.disconnect(note)
        request_id.forget()
    assert seen["request_id"] == "request-2"
