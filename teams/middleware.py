"""What every request of a person who is signed in brings along: their clock, and that they were here."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from teams.last_seen import note_seen
from teams.models import User


class TimeZoneMiddleware:
    """Moments on pages are told by the clock of the person who reads them.

    Days do not follow it: what is due, and on which day something was handed in, goes by the organisation's.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not isinstance(request.user, User):
            return self.get_response(request)
        with timezone.override(request.user.zone):
            return self.get_response(request)


class LastSeenMiddleware:
    """Notes when a session was last used, for the page that lists them."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if isinstance(request.user, User) and request.session.session_key:
            note_seen(request.session.session_key, timezone.now())
        return self.get_response(request)
