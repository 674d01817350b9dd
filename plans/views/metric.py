"""One success metric: its history and wording it anew, and what it read on day 30, 60 and 90."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from common.days import organisation_day
from common.decisions import ChangedSince, DomainError, Refused
from common.pages import render_page
from plans.forms.metrics import ReviewForm, RewordForm
from plans.models import SuccessMetric
from plans.policies import may_write_metrics
from plans.queries.metrics import MetricLine, ReviewCell, metric_line
from plans.services.metric_reviews import review_metric
from plans.services.metrics import reword_metric
from plans.views.metrics import metric_context, visible_metric
from teams.signed_in import person


@require_http_methods(["GET", "HEAD", "POST"])
def plan_metric(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    metric = visible_metric(request, slug, pk)
    line = metric_line(metric, today=organisation_day())
    if request.method != "POST":
        return _show(request, metric, line, RewordForm(newest=line.newest))
    may_write_metrics(person(request), metric.plan).require()
    form = RewordForm(request.POST, newest=line.newest)
    if not form.is_valid():
        return _show(request, metric, line, form, status=422)
    return _reworded(request, metric, form)


@require_http_methods(["GET", "HEAD", "POST"])
def metric_review(request: HttpRequest, slug: str, pk: int, day: int) -> HttpResponse:
    metric = visible_metric(request, slug, pk)
    line = metric_line(metric, today=organisation_day())
    cell = _cell(line, day)
    if request.method != "POST":
        return _show_review(request, metric, line, cell, ReviewForm(review=cell.review))
    may_write_metrics(person(request), metric.plan).require()
    form = ReviewForm(request.POST, review=cell.review)
    if not form.is_valid():
        return _show_review(request, metric, line, cell, form, status=422)
    return _reviewed(request, metric, line, day, form)


def _reworded(request: HttpRequest, metric: SuccessMetric, form: RewordForm) -> HttpResponse:
    try:
        reword_metric(
            metric=metric,
            version=form.cleaned_data["version"],
            wording=form.wording,
            by=person(request),
            now=timezone.now(),
        )
    except Refused:
        raise
    except DomainError as error:
        return _contested(request, metric, error)
    return redirect("plan_metric", metric.plan.slug, metric.pk)


def _contested(request: HttpRequest, metric: SuccessMetric, error: DomainError) -> HttpResponse:
    """The form as it was typed, beside the wording by now. Saving it again is meant."""
    line = metric_line(metric, today=organisation_day())
    typed = request.POST.copy()
    typed["version"] = str(line.newest.number)
    form = RewordForm(typed, newest=line.newest)
    is_contest = isinstance(error, ChangedSince)
    return _show(
        request, metric, line, form, told=error.message, beside=form.beside, status=409 if is_contest else 422
    )


def _reviewed(
    request: HttpRequest, metric: SuccessMetric, line: MetricLine, day: int, form: ReviewForm
) -> HttpResponse:
    """The page of all metrics; where somebody wrote meanwhile, their review above the form as it was typed."""
    version = form.cleaned_data["version"]
    try:
        review_metric(
            metric=metric, day=day, version=version, said=form.said, by=person(request), now=timezone.now()
        )
    except Refused:
        raise
    except ChangedSince as error:
        cell = _cell(metric_line(metric, today=organisation_day()), day)
        typed = request.POST.copy()
        typed["version"] = str(cell.review.version if cell.review else 0)
        form = ReviewForm(typed, review=cell.review)
        return _show_review(request, metric, line, cell, form, told=error.message, status=409)
    except DomainError as error:
        return _show_review(request, metric, line, _cell(line, day), form, told=error.message, status=422)
    return redirect("plan_metrics", metric.plan.slug)


def _cell(line: MetricLine, day: int) -> ReviewCell:
    found = next((cell for cell in line.cells if cell.day.day == day), None)
    if found is None:
        raise Http404
    return found


def _show(
    request: HttpRequest,
    metric: SuccessMetric,
    line: MetricLine,
    form: RewordForm,
    *,
    told: str = "",
    beside: Any = (),
    status: int = 200,
) -> HttpResponse:
    context = {
        "plan": metric.plan,
        "line": line,
        "form": form,
        "told": told,
        "beside": beside,
        **metric_context(request, metric.plan),
    }
    return render_page(request, "plans/metric.html", context, status=status)


def _show_review(
    request: HttpRequest,
    metric: SuccessMetric,
    line: MetricLine,
    cell: ReviewCell,
    form: ReviewForm,
    *,
    told: str = "",
    status: int = 200,
) -> HttpResponse:
    context = {
        "plan": metric.plan,
        "line": line,
        "cell": cell,
        "against": cell.review.edition if cell.review else line.agreed,
        "form": form,
        "told": told,
        **metric_context(request, metric.plan),
    }
    return render_page(request, "plans/metric_review.html", context, status=status)
