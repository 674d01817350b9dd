"""Check-ins of a plan: the list of its weeks, one week's draft or what was sent, and the manager's answer."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from common.days import organisation_day
from common.decisions import ChangedSince
from common.pages import render_page
from plans.forms.check_ins import AnswerForm, CheckInForm, draft_form
from plans.models import CheckIn, Plan
from plans.policies import may_acknowledge, may_tick, may_write_check_ins
from plans.queries.check_in_page import check_in_page, check_ins_page
from plans.queries.visible import visible_plan
from plans.services.check_ins import acknowledge_check_in, save_check_in, send_check_in
from teams.signed_in import person

type Write = Callable[..., CheckIn]


@require_safe
def plan_check_ins(request: HttpRequest, slug: str) -> HttpResponse:
    plan, in_plan = visible_plan(person(request), slug, Plan.Kind.STARTED)
    page = check_ins_page(plan, today=organisation_day())
    context = {
        "plan": plan,
        "page": page,
        "may_tick": may_tick(person(request), plan, in_plan=in_plan),
        "may_write": may_write_check_ins(person(request), plan),
        "may_acknowledge": may_acknowledge(person(request), plan),
    }
    return render_page(request, "plans/check_ins.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def plan_check_in(request: HttpRequest, slug: str, week: int) -> HttpResponse:
    """One week's check-in; with POST, its draft is saved."""
    if request.method == "POST":
        return _write(request, slug, week, CheckInForm(request.POST), save_check_in)
    return _show(request, slug, week)


@require_POST
def send(request: HttpRequest, slug: str, week: int) -> HttpResponse:
    return _write(request, slug, week, CheckInForm(request.POST, is_sent=True), send_check_in)


@require_POST
def acknowledge(request: HttpRequest, slug: str, week: int) -> HttpResponse:
    plan, _ = visible_plan(person(request), slug, Plan.Kind.STARTED)
    may_acknowledge(person(request), plan).require()
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _show(request, slug, week, answer=form, status=422)
    said = form.cleaned_data["answer"]
    try:
        acknowledge_check_in(plan=plan, week=week, answer=said, by=person(request), now=timezone.now())
    except ChangedSince as error:
        return _show(request, slug, week, answer=form, told=error.message, status=409)
    return redirect("plan_check_in", slug, week)


def _write(request: HttpRequest, slug: str, week: int, form: CheckInForm, write: Write) -> HttpResponse:
    """htmx follows the redirect as a browser does, and takes its cut of the page from there."""
    plan, _ = visible_plan(person(request), slug, Plan.Kind.STARTED)
    may_write_check_ins(person(request), plan).require()
    if not form.is_valid():
        return _show(request, slug, week, form=form, status=422)
    version = form.cleaned_data["version"]
    try:
        write(plan=plan, week=week, version=version, words=form.words, by=person(request), now=timezone.now())
    except ChangedSince as error:
        return _show(request, slug, week, form=form, told=error.message, status=409)
    return redirect("plan_check_in", slug, week)


def _show(
    request: HttpRequest,
    slug: str,
    week: int,
    *,
    form: CheckInForm | None = None,
    answer: AnswerForm | None = None,
    told: str = "",
    status: int = 200,
) -> HttpResponse:
    """The page as it stands now, around what was typed; `Http404` where the plan has no such week."""
    user = person(request)
    plan, in_plan = visible_plan(user, slug, Plan.Kind.STARTED)
    page = check_in_page(plan, week, reader=user, today=organisation_day())
    if page is None:
        raise Http404
    form = form or draft_form(page.row, page.suggestion)
    context: dict[str, Any] = {
        "plan": plan,
        "page": page,
        "row": page.row,
        "clock": page.clock,
        "form": form,
        # Whoever was told of other words may put theirs in their place; an error alone tells nobody of anything.
        "version": form["version"].value() if status == 422 else page.version,
        "differing": form.differing(page.row) if told else (),
        "answer": answer or AnswerForm(),
        "told": told,
        "may_tick": may_tick(user, plan, in_plan=in_plan),
        "may_write": may_write_check_ins(user, plan),
        "may_acknowledge": may_acknowledge(user, plan),
    }
    return render_page(request, "plans/check_in.html", context, partials=("draft",), status=status)
