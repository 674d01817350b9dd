"""Opening and withdrawing the correction of an assessment whose cycle is over."""

from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from common.pages import render_page
from maturity.queries.assessments import Place
from maturity.services.corrections import NoReason, open_correction, withdraw_correction
from maturity.views.assessments import known_place, sees_draft, started
from maturity.views.correcting import correcting, may_open
from teams.signed_in import person


@require_http_methods(["GET", "HEAD", "POST"])
def correction(request: HttpRequest, team: str, cycle: str) -> HttpResponse:
    """Whether the assessment is being corrected, and the form that opens a correction."""
    place, now = known_place(request, team, cycle), timezone.now()
    return _opened(request, place, now) if request.method == "POST" else _shown(request, place, now)


@require_POST
def withdraw(request: HttpRequest, team: str, cycle: str) -> HttpResponse:
    place = known_place(request, team, cycle)
    withdraw_correction(assessment=started(place), by=person(request), now=timezone.now())
    messages.success(request, "The correction is withdrawn. What was submitted before stays what counts.")
    return redirect("correction", team, cycle)


def _opened(request: HttpRequest, place: Place, now: datetime) -> HttpResponse:
    reason, by = request.POST.get("reason", ""), person(request)
    try:
        open_correction(team=place.team, cycle=place.cycle, reason=reason, by=by, now=now)
    except NoReason as error:
        return _shown(request, place, now, reason, error.message)
    messages.success(request, "The correction is open. Change the answers, then submit them.")
    return redirect("assessment", place.team.slug, place.cycle.slug)


def _shown(
    request: HttpRequest, place: Place, now: datetime, typed: str = "", problem: str = ""
) -> HttpResponse:
    context = {
        "place": place,
        "sees_draft": sees_draft(request, place),
        "may_open": may_open(person(request), place, now),
        "correcting": correcting(person(request), place, now, typed, problem),
    }
    return render_page(request, "maturity/correction.html", context, status=422 if problem else 200)
