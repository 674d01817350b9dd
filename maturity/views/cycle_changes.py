"""What administrators do with a cycle: plan, open and close it, change its days, remove it."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from common.days import organisation_day
from common.decisions import ChangedSince
from common.pages import render_page
from maturity.forms.cycles import TermsForm, seen_fields
from maturity.models import Cycle
from maturity.policies import may_open_cycle
from maturity.queries.cycles import find_cycle, teams_without_submission
from maturity.services.cycle_plans import change_cycle, plan_next_cycle, remove_planned_cycle
from maturity.services.cycles import close_cycle, open_cycle
from teams.signed_in import person

# What a cycle is before it is opened, closed or removed.
_BEFORE = {"open": Cycle.State.PLANNED, "close": Cycle.State.OPEN, "remove": Cycle.State.PLANNED}


@require_POST
def plan(request: HttpRequest) -> HttpResponse:
    quarter = request.POST.get("quarter", "")
    cycle = plan_next_cycle(quarter=quarter, by=person(request), now=timezone.now())
    messages.success(request, f"{cycle.name} is planned. It opens by itself on its first day.")
    return redirect("cycle", cycle.slug)


@require_http_methods(["GET", "HEAD", "POST"])
def open_now(request: HttpRequest, slug: str) -> HttpResponse:
    """Before its day, or without waiting for the worker."""

    def act(cycle: Cycle) -> str:
        open_cycle(quarter=cycle.slug, by=person(request), now=timezone.now())
        return f"{cycle.name} is open: teams can answer."

    return _confirmed(request, slug, "open", act)


@require_http_methods(["GET", "HEAD", "POST"])
def close_now(request: HttpRequest, slug: str) -> HttpResponse:
    """For good; the page before it names the teams that have not submitted."""

    def act(cycle: Cycle) -> str:
        close_cycle(cycle=cycle, by=person(request), now=timezone.now())
        return f"{cycle.name} is closed."

    return _confirmed(request, slug, "close", act)


@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: HttpRequest, slug: str) -> HttpResponse:
    def act(cycle: Cycle) -> str:
        remove_planned_cycle(cycle=cycle, by=person(request), now=timezone.now())
        return f"{cycle.name} is no longer planned."

    return _confirmed(request, slug, "remove", act)


@require_http_methods(["GET", "HEAD", "POST"])
def change_days(request: HttpRequest, slug: str) -> HttpResponse:
    """The days of a cycle, and its version while it is planned."""
    may_open_cycle(person(request)).require()
    cycle = find_cycle(slug)
    form = TermsForm(request.POST or None, cycle=cycle, today=organisation_day())
    if not form.is_valid():
        return _days(request, cycle, form, status=422 if form.is_bound else 200)
    try:
        change_cycle(cycle=cycle, seen=form.seen, terms=form.terms, by=person(request), now=timezone.now())
    except ChangedSince as error:
        return _contested(request, slug, error)
    messages.success(request, f"The days of {cycle.name} are saved.")
    return redirect("cycle", slug)


def _contested(request: HttpRequest, slug: str, error: ChangedSince) -> HttpResponse:
    """What was typed, over what is stored by now: saving it again is the person's decision."""
    cycle = find_cycle(slug)
    typed = {**request.POST.dict(), **{name: str(value) for name, value in seen_fields(cycle).items()}}
    form = TermsForm(typed, cycle=cycle, today=organisation_day())
    return _days(request, cycle, form, status=409, stored=cycle, message=error.message)


def _days(
    request: HttpRequest,
    cycle: Cycle,
    form: TermsForm,
    *,
    status: int,
    stored: Cycle | None = None,
    message: str = "",
) -> HttpResponse:
    context = {"cycle": cycle, "form": form, "stored": stored, "message": message}
    return render_page(request, "maturity/cycle_days.html", context, status=status)


def _confirmed(request: HttpRequest, slug: str, action: str, act: Callable[[Cycle], str]) -> HttpResponse:
    """The question on GET, the deed on POST."""
    may_open_cycle(person(request)).require()
    cycle = find_cycle(slug)
    if request.method == "POST":
        messages.success(request, act(cycle))
        return redirect("cycles") if action == "remove" else redirect("cycle", slug)
    context: dict[str, Any] = {"cycle": cycle, "action": action, "can": cycle.state == _BEFORE[action]}
    if action == "close":
        context["missing"] = teams_without_submission(cycle)
    return render_page(request, "maturity/cycle_confirm.html", context)
