"""Turns a refusal raised anywhere below into an answer that says why."""

from collections.abc import Callable
from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django_htmx.http import reswap, retarget

from common.decisions import ChangedSince, DomainError, Refused
from common.pages import HtmxRequest


class RefusalMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """403 for a refusal, 409 for "changed since", 422 for another broken rule; None leaves the error alone."""
        if not isinstance(error, DomainError):
            return None
        status = {Refused: 403, ChangedSince: 409}.get(type(error), 422)
        context = {"message": error.message, "status": status}
        if not cast(HtmxRequest, request).htmx:
            return render(request, "refusal.html", context, status=status)
        # A swap that cannot happen must not empty its target: the words go to the page's notices instead.
        toast = render(request, "refusal.html#toast", context, status=status)
        return retarget(reswap(toast, "innerHTML"), "#toasts")
