"""Is this process alive, and can it do its work? Asked by whatever starts and watches it."""

import logging
import os
import shutil
from collections.abc import Callable

from celery import current_app
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

log = logging.getLogger(__name__)
BROKER_PATIENCE = 2  # seconds
ROOM_FOR_MESSAGES = 64 * 1024  # bytes, of a kilobyte each


@login_not_required
@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """200 with {"status": "ok"} once the database answers; an exception, and so 500, until then."""
    ask_database()
    return JsonResponse({"status": "ok"})


@login_not_required
@never_cache
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """Each thing that Waymark stands on, "ok" or "failed"; 503 where one failed. The log says how.

    With the broker gone the site still reads and writes: a proxy should go by `healthz`, an alarm by this.
    """
    found = {"database": _answers(ask_database), "broker": _answers(ask_broker)}
    ready = set(found.values()) == {"ok"}
    return JsonResponse({"status": "ok" if ready else "failed", **found}, status=200 if ready else 503)


def ask_database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def ask_broker() -> None:
    """Redis answers, or the folder of the queue takes files and its disk has room for some."""
    if settings.REDIS_URL:
        with current_app.connection_for_write() as broker:
            broker.ensure_connection(max_retries=1, timeout=BROKER_PATIENCE)
    elif not os.access(settings.QUEUE_DIR / "messages", os.W_OK):
        raise PermissionError(f"{settings.QUEUE_DIR} takes no files")
    elif shutil.disk_usage(settings.QUEUE_DIR).free < ROOM_FOR_MESSAGES:
        raise OSError(f"the disk of {settings.QUEUE_DIR} is full")


def _answers(ask: Callable[[], None]) -> str:
    try:
        ask()
    except Exception:  # whatever it is, the answer is that it failed, and the log has the rest
        log.warning("%s failed", ask.__name__, exc_info=True)
        return "failed"
    return "ok"
