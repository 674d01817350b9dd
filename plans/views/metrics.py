"""A plan's success metrics on one page, and the clicks on it: agreeing, putting in order, removing, restoring."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from common.days import organisation_day
from common.decisions import ChangedSince, DomainError, Refused
from common.pages import render_page
from plans.forms.metrics import AgreeForm, MoveForm, RemoveForm, WordingForm
from plans.models import Plan, SuccessMetric
from plans.policies import may_agree, may_arrange, may_tick, may_write_metrics
from plans.queries.metrics import metrics_page
from plans.queries.visible import visible_plan
from plans.services.metrics import (
    add_metric,
    agree_to_metrics,
    move_metric,
    remove_metric,
    restore_metric,
)
from teams.signed_in import person


@require_http_methods(["GET", "HEAD", "POST"])
def plan_metrics(request: HttpRequest, slug: str) -> HttpResponse:
    plan, _ = visible_plan(person(request), slug, Plan.Kind.STARTED)
    if request.method != "POST":
        return show_metrics(request, plan)
    may_write_metrics(person(request), plan).require()
    form = WordingForm(request.POST)
    if not form.is_valid():
        return show_metrics(request, plan, form=form, status=422)
    return _done(
        request,
        plan,
        lambda: add_metric(plan=plan, wording=form.wording, by=person(request), now=timezone.now()),
        form=form,
    )


@require_POST
def metrics_agree(request: HttpRequest, slug: str) -> HttpResponse:
    plan, _ = visible_plan(person(request), slug, Plan.Kind.STARTED)
    seen = _read(AgreeForm(request.POST))["seen"]
    return _done(
        request,
        plan,
        lambda: agree_to_metrics(plan=plan, seen=seen, by=person(request), now=timezone.now()),
    )


@require_POST
def metric_move(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    metric = visible_metric(request, slug, pk)
    place = _read(MoveForm(request.POST))["place"]
    return _done(
        request,
        metric.plan,
        lambda: move_metric(metric=metric, place=place, by=person(request), now=timezone.now()),
    )


@require_POST
def metric_remove(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    metric = visible_metric(request, slug, pk)
    version = _read(RemoveForm(request.POST))["version"]
    return _done(
        request,
        metric.plan,
        lambda: remove_metric(metric=metric, version=version, by=person(request), now=timezone.now()),
    )


@require_POST
def metric_restore(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    metric = visible_metric(request, slug, pk)
    return _done(
        request,
        metric.plan,
        lambda: restore_metric(metric=metric, by=person(request), now=timezone.now()),
    )


def visible_metric(request: HttpRequest, slug: str, pk: int) -> SuccessMetric:
    """A metric, or one that was removed, of a started plan that the person may see; `Http404` where there is none."""
    plan, _ = visible_plan(person(request), slug, Plan.Kind.STARTED)
    metric = get_object_or_404(SuccessMetric, pk=pk, plan=plan)
    metric.plan = plan
    return metric


def show_metrics(
    request: HttpRequest, plan: Plan, *, form: WordingForm | None = None, told: str = "", status: int = 200
) -> HttpResponse:
    """The page, or for htmx all of it but its head. `told` is why what was asked for was not done."""
    page = metrics_page(plan, today=organisation_day())
    context = {
        "plan": plan,
        "page": page,
        "form": form or WordingForm(),
        "told": told,
        **metric_context(request, plan),
    }
    return render_page(request, "plans/metrics.html", context, partials=("metrics",), status=status)


def metric_context(request: HttpRequest, plan: Plan) -> dict[str, Any]:
    """What the person may do with the plan's metrics; each a decision."""
    user = person(request)
    return {
        "may_tick": may_tick(user, plan),
        "may_write": may_write_metrics(user, plan),
        "may_agree": may_agree(user, plan),
        "may_arrange": may_arrange(user, plan),
    }


def _read(form: forms.Form) -> dict[str, Any]:
    if form.is_valid():
        return form.cleaned_data
    raise DomainError("This click could not be read. Load the page again and click once more.")


def _done(
    request: HttpRequest, plan: Plan, act: Callable[[], object], *, form: WordingForm | None = None
) -> HttpResponse:
    """The page once `act` is done, also for htmx, which follows; where it could not be, the page that says why."""
    try:
        act()
    except Refused:
        raise
    except DomainError as error:
        status = 409 if isinstance(error, ChangedSince) else 422
        return show_metrics(request, plan, form=form, told=error.message, status=status)
    return redirect("plan_metrics", plan.slug)
