"""What every request of a person who is signed in brings along: their clock, that they were here, and whether they have
the second factor that is required of them."""

from collections.abc import Callable
from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.utils import timezone
from django_htmx.http import HttpResponseClientRedirect

from common.pages import HtmxRequest
from teams.last_seen import note_seen
from teams.models import User
from teams.signed_in import lacks_second_factor


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


class SecondFactorMiddleware:
    """Leads whoever lacks a required second factor to setting it up, from everywhere but there and the way out.

    What needs nobody signed in (health, calendars, metrics) asks for no second factor either.
    """

    OPEN = ("second_factor", "account_logout")

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], *arguments: object
    ) -> HttpResponse | None:
        is_open = request.resolver_match and request.resolver_match.view_name in self.OPEN
        if is_open or not getattr(view, "login_required", True) or not lacks_second_factor(request):
            return None
        if cast(HtmxRequest, request).htmx:
            return HttpResponseClientRedirect(resolve_url("second_factor"))
        return redirect("second_factor")
