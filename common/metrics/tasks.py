"""Counts tasks, and notes on each message when it was queued."""

from contextvars import ContextVar
from time import perf_counter, time
from typing import Any

from celery.signals import before_task_publish, task_postrun, task_prerun, worker_init
from django.conf import settings

from common.metrics.counts import TASKS, begin

QUEUED_AT = "queued_at"
"""The header of a message with the moment, in seconds since 1970."""
_begun: ContextVar[float] = ContextVar("task_begun", default=0.0)


def note_queued(headers: dict[str, Any], **kwargs: Any) -> None:
    headers[QUEUED_AT] = time()


def begin_worker(**kwargs: Any) -> None:
    if settings.METRICS_TOKEN:
        begin("worker")


def note_begin(**kwargs: Any) -> None:
    _begun.set(perf_counter())


def count(task: Any, state: str | None = None, **kwargs: Any) -> None:
    """A task that is killed is not counted: it goes back into the queue, whose age tells of it."""
    if settings.METRICS_TOKEN:
        TASKS.labels(task.name, (state or "unknown").lower()).observe(perf_counter() - _begun.get())


before_task_publish.connect(note_queued, dispatch_uid="metrics")
worker_init.connect(begin_worker, dispatch_uid="metrics")
task_prerun.connect(note_begin, dispatch_uid="metrics")
task_postrun.connect(count, dispatch_uid="metrics")
