"""Pages of a team's self-assessment: start, one dimension at a time, submit, and what was submitted."""

from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from common.decisions import Decision
from common.pages import render_page
from maturity.forms.assessments import SubmissionForm
from maturity.models import Assessment
from maturity.policies import is_outsider, may_answer, may_see_draft
from maturity.queries.assessments import (
    Place,
    Progress,
    answers_of,
    days_left,
    find_place,
    left_before_submitting,
    progress,
    target_by,
)
from maturity.queries.submissions import submission_page
from maturity.services.assessments import local_day, start_assessment
from maturity.services.submissions import NotSubmitted, submit_assessment
from maturity.views.articles import Article, stored
from maturity.views.waking import wake_snapshots
from teams.signed_in import person

TEMPLATE = "maturity/assessment.html"


@require_safe
def assessment(request: HttpRequest, team: str, cycle: str, dimension: str = "") -> HttpResponse:
    """One dimension's practices to answer; the first dimension where none is named."""
    place, now = visible_place(request, team, cycle), timezone.now()
    if place.assessment is None:
        return render_page(request, "maturity/assessment_start.html", frame(request, place, now))
    reached = progress(place.assessment)
    key = dimension or next((step.key for step in reached.steps), "")
    today, scale = local_day(now), place.cycle.version.scale
    articles = [stored(row, scale, today) for row in answers_of(place.assessment, key)]
    return render_page(request, TEMPLATE, dimension_context(request, place, now, reached, key, articles))


@require_POST
def start(request: HttpRequest, team: str, cycle: str) -> HttpResponse:
    place = visible_place(request, team, cycle)
    start_assessment(team=place.team, cycle=place.cycle, by=person(request), now=timezone.now())
    return redirect("assessment", team, cycle)


@require_http_methods(["GET", "HEAD", "POST"])
def submit(request: HttpRequest, team: str, cycle: str) -> HttpResponse:
    """What a submission would leave out, and the button that makes it."""
    place, now = visible_place(request, team, cycle), timezone.now()
    if request.method == "POST":
        return _handed_in(request, place, now)
    return _before_submitting(request, place, now)


def _handed_in(request: HttpRequest, place: Place, now: datetime) -> HttpResponse:
    form = SubmissionForm(request.POST)
    if not form.is_valid():
        return _before_submitting(request, place, now, form, str(form.errors["reason"][0]))
    reason = form.cleaned_data["reason"]
    try:
        made = submit_assessment(assessment=started(place), by=person(request), now=now, reason=reason)
    except NotSubmitted as error:
        return _before_submitting(request, place, now, form, error.message)
    wake_snapshots()
    messages.success(request, "Submitted. The matrix shows it in a few seconds.")
    return redirect("submission", place.team.slug, place.cycle.slug, made.number)


def _before_submitting(
    request: HttpRequest, place: Place, now: datetime, form: SubmissionForm | None = None, error: str = ""
) -> HttpResponse:
    context = frame(request, place, now) | {
        "progress": progress(started(place)),
        "left": left_before_submitting(started(place)),
        "reason": form.data.get("reason", "") if form else "",
        "error": error,
    }
    return render_page(request, "maturity/assessment_submit.html", context, status=422 if error else 200)


@require_safe
def submission(request: HttpRequest, team: str, cycle: str, number: int) -> HttpResponse:
    """What a team handed in, for everybody who is signed in."""
    return render_page(request, "maturity/submission.html", {"page": submission_page(team, cycle, number)})


def visible_place(request: HttpRequest, team: str, cycle: str) -> Place:
    """The team's part in the cycle, if the person may see drafts: Http404 for outsiders, else Refused."""
    user = person(request)
    place = find_place(user, team, cycle)
    if is_outsider(user, place.role):
        raise Http404("There is no such assessment.")
    may_see_draft(user, place.role).require()
    return place


def started(place: Place) -> Assessment:
    if place.assessment is None:
        raise Http404("This assessment is not started.")
    return place.assessment


def may_change(request: HttpRequest, place: Place, now: datetime) -> Decision:
    today: date = local_day(now)
    return may_answer(person(request), place.role, team=place.team, cycle=place.cycle, today=today)


def frame(request: HttpRequest, place: Place, now: datetime) -> dict[str, Any]:
    """What every page of an assessment says around its content."""
    return {
        "place": place,
        "may": may_change(request, place, now),
        "days_left": days_left(place.cycle, local_day(now)),
        "days_late": -days_left(place.cycle, local_day(now)),
        "target_by": target_by(place.cycle),
        "highest_level": place.cycle.version.highest_level,
    }


def dimension_context(
    request: HttpRequest, place: Place, now: datetime, reached: Progress, key: str, articles: list[Article]
) -> dict[str, Any]:
    step = next((step for step in reached.steps if step.key == key), None)
    if step is None:
        raise Http404("The model has no such dimension.")
    index = reached.steps.index(step)
    following = reached.steps[index + 1] if index + 1 < len(reached.steps) else None
    return frame(request, place, now) | {
        "progress": reached,
        "step": step,
        "following": following,
        "articles": articles,
    }
