"""The closing review of a plan, finishing it, its record, and reopening it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from common.days import organisation_day
from common.decisions import ChangedSince, DomainError, Refused
from common.pages import render_page
from plans.forms.closing import ReopenForm, ReviewForm
from plans.models import Plan
from plans.policies import may_finish, may_reopen, may_tick
from plans.queries.closing import closing_page
from plans.queries.record import record_page
from plans.queries.visible import visible_plan
from plans.services.closing import save_review
from plans.services.finishing import finish_plan, reopen_plan
from teams.signed_in import person


@require_http_methods(["GET", "HEAD", "POST"])
def plan_finish(request: HttpRequest, slug: str) -> HttpResponse:
    """The closing review. With POST it is kept as a draft or, asked to "finish", made the plan's last word."""
    plan, in_plan = visible_plan(person(request), slug, Plan.Kind.STARTED)
    if plan.finished_at:
        return redirect("plan_record", slug)
    may_finish(person(request), plan).require()
    typed = request.POST if request.method == "POST" else None
    form = ReviewForm(plan, closing_page(plan, today=organisation_day()), typed)
    if typed is None:
        return _show(request, plan, form, in_plan=in_plan)
    if not form.is_valid(whole="finish" in request.POST):
        return _show(request, plan, form, in_plan=in_plan, status=422)
    return _kept(request, plan, form, in_plan=in_plan)


@require_safe
def plan_record(request: HttpRequest, slug: str) -> HttpResponse:
    plan, _ = visible_plan(person(request), slug, Plan.Kind.STARTED)
    return _record(request, plan, ReopenForm(label_suffix="")) if plan.finished_at else redirect("plan", slug)


@require_POST
def plan_reopen(request: HttpRequest, slug: str) -> HttpResponse:
    plan, _ = visible_plan(person(request), slug, Plan.Kind.STARTED)
    may_reopen(person(request)).require()
    form = ReopenForm(request.POST, label_suffix="")
    if plan.finished_at and not form.is_valid():
        return _record(request, plan, form, status=422)
    if plan.finished_at:
        reason = form.cleaned_data["reason"]
        reopen_plan(plan=plan, reason=reason, by=person(request), now=timezone.now())
        messages.success(
            request, "Reopened: the plan takes changes again. Its closing review is kept as a draft."
        )
    return redirect("plan", slug)


def _kept(request: HttpRequest, plan: Plan, form: ReviewForm, *, in_plan: bool) -> HttpResponse:
    finishing = "finish" in request.POST
    act = finish_plan if finishing else save_review
    try:
        is_new = act(plan=plan, review=form.review, by=person(request), now=timezone.now())
    except Refused:
        raise
    except ChangedSince as error:
        return _contested(request, plan, error, in_plan=in_plan)
    except DomainError as error:
        form.said = error.message
        return _show(request, plan, form, in_plan=in_plan, status=422)
    if finishing:
        messages.success(
            request, "Finished. From here on this plan is a record." if is_new else "It was finished already."
        )
        return redirect("plan_record", plan.slug)
    messages.success(request, "Draft saved." if is_new else "Nothing changed.")
    return redirect("plan_finish", plan.slug)


def _contested(request: HttpRequest, plan: Plan, error: ChangedSince, *, in_plan: bool) -> HttpResponse:
    """The form as it was typed, on what the plan says by now. Saving it again is meant."""
    plan.refresh_from_db()
    page = closing_page(plan, today=organisation_day())
    typed = request.POST.copy()
    fresh = ReviewForm(plan, page)
    for each in (fresh.words, *fresh.goals, *fresh.items):
        if (name := each.add_prefix("version")) in typed:
            typed[name] = str(each.initial["version"])
    form = ReviewForm(plan, page, typed)
    form.said = f"{error.message} What you typed still stands below; save again to put it in place."
    return _show(request, plan, form, in_plan=in_plan, status=409)


def _show(
    request: HttpRequest, plan: Plan, form: ReviewForm, *, in_plan: bool, status: int = 200
) -> HttpResponse:
    context = {
        "plan": plan,
        "page": form.page,
        "form": form,
        "may_tick": may_tick(person(request), plan, in_plan=in_plan),
    }
    return render_page(request, "plans/finish.html", context, status=status)


def _record(request: HttpRequest, plan: Plan, form: ReopenForm, *, status: int = 200) -> HttpResponse:
    user = person(request)
    context = {
        "plan": plan,
        "page": record_page(plan, today=organisation_day()),
        "form": form,
        "may_tick": may_tick(user, plan),
        "may_reopen": may_reopen(user),
    }
    return render_page(request, "plans/record.html", context, status=status)
