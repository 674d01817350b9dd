"""Turns a refusal raised anywhere below into an answer that says why."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from common.decisions import ChangedSince, DomainError, Refused


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
        return render(request, "refusal.html", context, status=status)
