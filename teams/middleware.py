"""Moments on pages are told by the clock of the person who reads them."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from teams.models import User


class TimeZoneMiddleware:
    """Days do not follow it: what is due, and on which day something was handed in, goes by the organisation's."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not isinstance(request.user, User):
            return self.get_response(request)
        with timezone.override(request.user.zone):
            return self.get_response(request)
