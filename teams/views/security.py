"""How a person signs in, and where they are signed in."""

from collections.abc import Callable
from typing import cast

from allauth.decorators import rate_limit
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from common.pages import render_page
from teams.app_secrets import picture
from teams.models import User
from teams.policies import (
    may_administer,
    may_change_sign_in,
    may_take_away_factor,
    may_turn_off_factor,
    needs_second_factor,
)
from teams.queries.own_security import devices, second_factor, signs_in_elsewhere
from teams.security_forms import AppForm, ConfirmForm
from teams.services.devices import end_device, end_other_devices
from teams.services.second_factor import renew_codes, set_up_app, take_away, turn_off
from teams.signed_in import lacks_second_factor, person
from teams.waking import wake_mail

asks = require_http_methods(["GET", "HEAD", "POST"])


def limited(view: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Each post counts as one more time that the person was asked for the password."""
    return cast("Callable[[HttpRequest], HttpResponse]", rate_limit(action="reauthenticate")(view))


@require_safe
def security(request: HttpRequest) -> HttpResponse:
    user, now = person(request), timezone.now()
    found = devices(user, request.session.session_key or "", now)
    context = {
        "factor": second_factor(user),
        "is_known_elsewhere": signs_in_elsewhere(user),
        "may_change": may_change_sign_in(user),
        "may_turn_off": may_turn_off_factor(user),
        "devices": found,
        "others": len([each for each in found if not each.is_this]),
    }
    return render_page(request, "teams/security.html", context)


@asks
@never_cache
@limited
def set_up(request: HttpRequest) -> HttpResponse:
    """The first app, or another in its place. The codes are shown in the answer to the post, and nowhere ever after."""
    user = person(request)
    may_change_sign_in(user).require()
    form = AppForm(request.POST or None, user=user)
    if form.is_valid():
        codes = set_up_app(secret=form.secret, by=user, now=timezone.now())
        return _codes(request, codes, is_new=True)
    context = {
        "form": form,
        "picture": picture(form.secret, user),
        "secret": _in_fours(form.secret),
        "is_required": lacks_second_factor(request),
        "before": second_factor(user),
    }
    return render_page(request, "teams/second_factor.html", context, status=422 if form.is_bound else 200)


@asks
@never_cache
@limited
def recovery_codes(request: HttpRequest) -> HttpResponse:
    user = person(request)
    if not (factor := second_factor(user)):
        return redirect("security")
    form = _confirmation(request, user)
    if form.is_valid():
        return _codes(request, renew_codes(by=user, now=timezone.now()), is_new=False)
    context = {"form": form, "factor": factor}
    return render_page(request, "teams/recovery_codes.html", context, status=422 if form.is_bound else 200)


@asks
@limited
def turn_off_factor(request: HttpRequest) -> HttpResponse:
    user = person(request)
    if not second_factor(user):
        return redirect("security")
    may_turn_off_factor(user).require()
    form = _confirmation(request, user)
    if form.is_valid():
        turn_off(by=user, now=timezone.now())
        wake_mail()
        messages.success(request, "Your password alone is enough to sign in from now on.")
        return redirect("security")
    return render_page(
        request, "teams/second_factor_off.html", {"form": form}, status=422 if form.is_bound else 200
    )


@asks
def take_away_factor(request: HttpRequest, number: int) -> HttpResponse:
    """Of somebody who lost app and codes."""
    may_administer(person(request)).require()
    who = get_object_or_404(User, pk=number)
    may_take_away_factor(person(request), who).require()
    if request.method == "POST":
        if take_away(person=who, by=person(request), now=timezone.now()):
            wake_mail()
            messages.success(request, f"The second factor of {who.name} is taken away.")
        else:
            messages.info(request, f"{who.name} had no second factor any more.")
        return redirect("person", number)
    context = {"shown": who, "factor": second_factor(who), "is_required": needs_second_factor(who)}
    return render_page(request, "teams/second_factor_away.html", context)


@require_POST
def end_one(request: HttpRequest, number: int) -> HttpResponse:
    ended = end_device(number=number, by=person(request), now=timezone.now())
    messages.success(request, "Signed out there." if ended else "It was signed out already.")
    return redirect("security")


@require_POST
def end_others(request: HttpRequest) -> HttpResponse:
    user = person(request)
    ended = end_other_devices(keep=request.session.session_key or "", by=user, now=timezone.now())
    messages.success(request, f"Signed out of {ended} other device{'' if ended == 1 else 's'}.")
    return redirect("security")


def _confirmation(request: HttpRequest, user: User) -> ConfirmForm:
    """Bound by any post: who has no password confirms with the button alone."""
    return ConfirmForm(request.POST if request.method == "POST" else None, user=user)


def _codes(request: HttpRequest, codes: list[str], *, is_new: bool) -> HttpResponse:
    wake_mail()
    return render_page(request, "teams/codes_shown.html", {"codes": codes, "is_new": is_new})


def _in_fours(secret: str) -> str:
    return " ".join(secret[place : place + 4] for place in range(0, len(secret), 4))
