"""Calendars to subscribe to: the file at a secret address, and the pages on which people get theirs."""

from hashlib import sha256
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_http_methods, require_safe

from common.days import organisation_day
from common.decisions import ChangedSince
from common.links import absolute
from common.pages import render_page
from plans.calendar_file import calendar_file
from plans.forms.feeds import FeedForm
from plans.models import Plan
from plans.policies import may_tick
from plans.queries.calendars import feed_of, followed
from plans.queries.visible import visible_plan
from plans.queries.week import clock_of
from plans.services.feeds import end_feed, renew_feed
from teams.signed_in import person

PAGE = "plans/calendar.html"


@login_not_required
@require_safe
@cache_control(private=True, no_cache=True)
def calendar_feed(request: HttpRequest, secret: str) -> HttpResponse:
    """304 where the program has these bytes. Their tag alone says so: what a role loses leaves no moment behind."""
    feed = followed(secret)
    if feed is None:
        raise Http404
    file = calendar_file(feed.name, feed.entries)
    answer = HttpResponse(file, content_type="text/calendar; charset=utf-8")
    # A name of its own: without one, a browser would name the file after the secret.
    answer["Content-Disposition"] = content_disposition_header(
        as_attachment=True, filename=f"{feed.file}.ics"
    )
    answer["X-Robots-Tag"] = "noindex"
    answer["ETag"] = f'"{sha256(file).hexdigest()}"'
    return get_conditional_response(request, answer["ETag"], None, answer) or answer


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def own_calendar(request: HttpRequest) -> HttpResponse:
    """Of all that the person has to do."""
    return _page(request, None, {})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def plan_calendar(request: HttpRequest, slug: str) -> HttpResponse:
    plan, in_plan = visible_plan(person(request), slug, Plan.Kind.STARTED)
    clock = clock_of(plan, list(plan.phases.all()), organisation_day())
    may = may_tick(person(request), plan, in_plan=in_plan)
    return _page(request, plan, {"clock": clock, "may_tick": may})


def _page(request: HttpRequest, plan: Plan | None, head: dict[str, Any]) -> HttpResponse:
    form, status = FeedForm(request.POST or None), 422 if request.method == "POST" else 200
    if form.is_valid():
        try:
            _change(request, plan, **form.cleaned_data)
        except ChangedSince as error:
            messages.error(request, error.message)
            status = 409
        else:
            return redirect(request.path)
    feed = feed_of(person(request), plan)
    address = absolute(reverse("calendar_feed", args=(feed.secret,))) if feed else ""
    program = f"webcal:{address.partition(':')[2]}"  # programs know by it that they are to subscribe
    context = {"plan": plan, "feed": feed, "address": address, "program": program, **head}
    return render_page(request, PAGE, context, status=status)


def _change(request: HttpRequest, plan: Plan | None, *, seen: str, wanted: str) -> None:
    by, now = person(request), timezone.now()
    if wanted == "nothing":
        end_feed(plan=plan, seen=seen, by=by, now=now)
        messages.success(request, "Switched off. Nothing answers at the old address any more.")
    else:
        renew_feed(plan=plan, seen=seen, by=by, now=now)
        messages.success(request, "This is your address now.")
