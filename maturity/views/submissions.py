"""Handing an assessment in, what was handed in, and what one submission says otherwise than another."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from common.days import organisation_day
from common.pages import render_page
from maturity.forms.assessments import SubmissionForm
from maturity.models import Submission
from maturity.queries.assessments import Place, find_place, progress
from maturity.queries.concerns import concerns_before_submitting
from maturity.queries.set_aside import no_longer_asked
from maturity.queries.submission_changes import changes_between, changes_in_draft
from maturity.queries.submissions import find_submission, submission_before, submission_page
from maturity.services.submissions import NotSubmitted, submit_assessment
from maturity.views.assessments import frame, started, visible_place
from maturity.views.correcting import correcting
from maturity.waking import wake_snapshots
from teams.signed_in import person


@require_http_methods(["GET", "HEAD", "POST"])
def submit(request: HttpRequest, team: str, cycle: str) -> HttpResponse:
    """What is open in the answers, and the button that hands them in."""
    place, now = visible_place(request, team, cycle), timezone.now()
    if request.method == "POST":
        return _handed_in(request, place, now)
    return _before_submitting(request, place, now)


@require_safe
def submission(request: HttpRequest, team: str, cycle: str, number: int) -> HttpResponse:
    """What a team handed in, for everybody who is signed in."""
    page, user = submission_page(team, cycle, number), person(request)
    place, now = find_place(user, team, cycle), timezone.now()
    context: dict[str, Any] = {
        "page": page,
        "place": place,
        "correcting": correcting(user, place, now),
        "changes": None,
        "previous": submission_before(page.submission),
    }
    if number > 1:
        context |= _changes(find_submission(team, cycle, number - 1), page.submission)
    return render_page(request, "maturity/submission.html", context)


@require_safe
def changes(request: HttpRequest, team: str, cycle: str, number: int, since: int | str) -> HttpResponse:
    """What a submission says otherwise than another of its assessment, or than the last word in another cycle."""
    after = find_submission(team, cycle, number)
    before = find_submission(team, cycle, since) if isinstance(since, int) else find_submission(team, since)
    return render_page(request, "maturity/submission_changes.html", _changes(before, after))


def _changes(before: Submission, after: Submission) -> dict[str, Any]:
    """In the words of the page: two submissions of one assessment go by their numbers, others by their cycles."""
    alike = before.assessment_id == after.assessment_id
    names = [f"Submission {each.number}" if alike else each.assessment.cycle.name for each in (before, after)]
    changes = changes_between(before, after)
    return {"earlier": before, "later": after, "was": names[0], "is_now": names[1], "changes": changes}


def _handed_in(request: HttpRequest, place: Place, now: datetime) -> HttpResponse:
    form = SubmissionForm(request.POST)
    if not form.is_valid():
        return _before_submitting(request, place, now, form, str(form.errors["reason"][0]))
    reason = form.cleaned_data["reason"]
    try:
        made = submit_assessment(assessment=started(place), by=person(request), now=now, reason=reason)
    except NotSubmitted as error:
        return _before_submitting(request, place, now, form, error.message)
    soon = "in a few seconds" if wake_snapshots() else "within a quarter of an hour"
    messages.success(request, f"Submitted. The matrix shows it {soon}.")
    return redirect("submission", place.team.slug, place.cycle.slug, made.number)


def _before_submitting(
    request: HttpRequest, place: Place, now: datetime, form: SubmissionForm | None = None, error: str = ""
) -> HttpResponse:
    assessment = started(place)
    groups = concerns_before_submitting(assessment, organisation_day(now))
    context = frame(request, place, now) | {
        "progress": progress(assessment),
        "groups": groups,
        "no_longer_asked": no_longer_asked(assessment),
        "open_in": len({entry.practice_id for group in groups for entry in group.entries}),
        "changes": None,
        "is_now": "In this draft",
        "reason": form.data.get("reason", "") if form else "",
        "error": error,
    }
    if place.submitted:
        last = find_submission(place.team.slug, place.cycle.slug)
        context |= {"changes": changes_in_draft(last, assessment), "was": f"Submission {last.number}"}
    return render_page(request, "maturity/assessment_submit.html", context, status=422 if error else 200)
