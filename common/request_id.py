"""One id for a request, its log lines, the tasks that it queues and their log lines, and its error page."""

import logging
import re
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any
from uuid import uuid4

from celery.signals import before_task_publish, task_postrun, task_prerun
from django.core.signals import request_finished
from django.http import HttpRequest, HttpResponse

HEADER = "X-Request-ID"
TASK_HEADER = "request_id"
_OURS = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{7,63}")
_current: ContextVar[str] = ContextVar("request_id", default="")


def current_id() -> str:
    """ "" outside of a request and of a task."""
    return _current.get()


def accepted(offered: str) -> str:
    """What a proxy in front gave, where that is a plain word of 8 to 64 characters; a new one otherwise."""
    return offered if _OURS.fullmatch(offered) else uuid4().hex


class RequestIdMiddleware:
    """First of all: what the others log has the id too.

    It ends with the request and not here: Django logs a refused or failed request after the last middleware.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        _current.set(accepted(request.headers.get(HEADER, "")))
        response = self.get_response(request)
        response[HEADER] = current_id()
        return response


class RequestIdFilter(logging.Filter):
    """Gives every record a `request_id`, "-" where there is none."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = current_id() or "-"
        return True


def send_along(headers: dict[str, Any], **kwargs: Any) -> None:
    if current_id():
        headers[TASK_HEADER] = current_id()


def take_up(task: Any, task_id: str, **kwargs: Any) -> None:
    """A task that no request queued, the beat's, goes by its own id."""
    _current.set(getattr(task.request, TASK_HEADER, None) or task_id)


def forget(**kwargs: Any) -> None:
    _current.set("")


request_finished.connect(forget, dispatch_uid="request_id")
before_task_publish.connect(send_along, dispatch_uid="request_id")
task_prerun.connect(take_up, dispatch_uid="request_id")
task_postrun.connect(forget, dispatch_uid="request_id")
