"""The counts of a worker that shares its data folder with no web process: it answers by itself."""

import logging
from collections.abc import Iterable
from threading import Thread
from typing import TYPE_CHECKING, Any
from wsgiref.simple_server import WSGIRequestHandler, make_server

from celery.signals import worker_ready
from django.conf import settings
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from common.metrics.counts import counted
from common.metrics.page import knows_the_token

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIEnvironment

log = logging.getLogger(__name__)


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  # as its base names it
        """Somebody asks every few seconds."""


def answer(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
    if not knows_the_token(environ.get("HTTP_AUTHORIZATION", "")):
        start_response("401 Unauthorized", [("WWW-Authenticate", "Bearer")])
        return [b"The token is missing or wrong.\n"]
    start_response("200 OK", [("Content-Type", CONTENT_TYPE_LATEST)])
    return [generate_latest(counted())]


def serve(**kwargs: Any) -> None:
    """Where the settings name an address. A worker works without it: an address that is taken is logged."""
    if not (settings.METRICS_TOKEN and settings.WORKER_METRICS):
        return
    host, _, port = settings.WORKER_METRICS.rpartition(":")
    try:
        server = make_server(host, int(port), answer, handler_class=_Quiet)
    except (OSError, ValueError):
        log.exception("No metrics at %s", settings.WORKER_METRICS)
        return
    Thread(target=server.serve_forever, name="metrics", daemon=True).start()


worker_ready.connect(serve, dispatch_uid="metrics")
