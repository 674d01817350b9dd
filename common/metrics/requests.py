"""Counts requests. By the name of the address, never the path: paths are many, and some of them are secrets."""

from collections.abc import Callable
from time import perf_counter

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, HttpResponse

from common.metrics.counts import REQUESTS, begin

METHODS = {"GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE"}
"""A client may make up others."""


class CountRequests:
    """Around all that takes time. Not there at all without a token: nobody could read what it counts."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        if not settings.METRICS_TOKEN:
            raise MiddlewareNotUsed
        begin("web")
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        begun = perf_counter()
        response = self.get_response(request)
        method = request.method if request.method in METHODS else "other"
        REQUESTS.labels(method, view_name(request), response.status_code).observe(perf_counter() - begun)
        return response


def view_name(request: HttpRequest) -> str:
    """The name of the address that was found; "static", or "none" for what led nowhere or was turned away before."""
    if request.resolver_match is not None:
        return request.resolver_match.view_name or "unnamed"
    return "static" if request.path.startswith(settings.STATIC_URL) else "none"
