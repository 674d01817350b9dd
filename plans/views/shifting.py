"""The dates of a running plan, and moving them: a page with each old and new date comes before any change."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from common.days import organisation_day
from common.decisions import ChangedSince, DomainError, Refused
from common.pages import render_page
from plans.forms.shift import FORMS, MoveForm
from plans.models import Change, Plan
from plans.policies import may_arrange, may_tick
from plans.queries.dates import dates_page
from plans.queries.plan_people import HANDED
from plans.queries.shifting import planned_shift
from plans.queries.visible import visible_plan
from plans.services.shifting import shift_plan
from plans.services.undo import undo_change
from teams.signed_in import person


@require_safe
def plan_dates(request: HttpRequest, slug: str) -> HttpResponse:
    plan, in_plan = visible_plan(person(request), slug, Plan.Kind.STARTED)
    return _dates(request, plan, in_plan=in_plan)


@require_http_methods(["GET", "HEAD", "POST"])
def plan_shift(request: HttpRequest, slug: str) -> HttpResponse:
    """Each old and new date of the move that was asked for; with POST, the move."""
    plan, in_plan = visible_plan(person(request), slug, Plan.Kind.STARTED)
    may_arrange(person(request), plan).require()
    data = request.POST if request.method == "POST" else request.GET
    form = _form(plan, data)
    if form is None:
        return redirect("plan_dates", slug)
    if not form.is_valid():
        return _dates(request, plan, in_plan=in_plan, asked=form, status=422)
    try:
        if request.method == "POST":
            return _shifted(request, plan, form, data)
        return _preview(request, plan, form)
    except Refused:
        raise
    except ChangedSince as error:
        return _preview(request, plan, form, told=error.message, status=409)
    except DomainError as error:
        form.add_error(None, error.message)
        return _dates(request, plan, in_plan=in_plan, asked=form, status=422)


@require_POST
def plan_change_undo(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    plan, _ = visible_plan(person(request), slug, Plan.Kind.STARTED)
    change = get_object_or_404(Change.objects.select_related("plan__team"), pk=pk, plan=plan)
    undo_change(change=change, by=person(request), now=timezone.now())
    messages.success(request, "Undone: everything that this change touched is as it was before.")
    return redirect("plan_people" if change.verb == HANDED else "plan_dates", slug)


def _form(plan: Plan, data: QueryDict) -> MoveForm | None:
    kind = FORMS.get(data.get("what", ""))
    return kind(data, plan=plan) if kind else None


def _shifted(request: HttpRequest, plan: Plan, form: MoveForm, data: QueryDict) -> HttpResponse:
    seen = data.get("seen", "")
    shift_plan(plan=plan, move=form.move, seen=seen, by=person(request), now=timezone.now())
    messages.success(request, "Moved. What is done or pinned stayed; one step below takes all of it back.")
    return redirect("plan_dates", plan.slug)


def _preview(
    request: HttpRequest, plan: Plan, form: MoveForm, *, told: str = "", status: int = 200
) -> HttpResponse:
    plan.refresh_from_db(fields=["start", "version"])
    context = {"plan": plan, "form": form, "shift": planned_shift(plan, form.move), "told": told}
    return render_page(request, "plans/shift.html", context, status=status)


def _dates(
    request: HttpRequest, plan: Plan, *, in_plan: bool, asked: MoveForm | None = None, status: int = 200
) -> HttpResponse:
    page = dates_page(plan, today=organisation_day())
    arranges = may_arrange(person(request), plan)
    context: dict[str, Any] = {
        "plan": plan,
        "page": page,
        "may_tick": may_tick(person(request), plan, in_plan=in_plan),
        "may_arrange": arranges,
        "forms": [_again(plan, what, asked) for what in FORMS] if arranges else [],
    }
    return render_page(request, "plans/shift_dates.html", context, status=status)


def _again(plan: Plan, what: str, asked: MoveForm | None) -> MoveForm:
    """The form that was filled in, as it was; any other empty."""
    return asked if asked is not None and asked.what == what else FORMS[what](plan=plan)
