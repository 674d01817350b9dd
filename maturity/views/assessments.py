"""Pages of a team's self-assessment: start, and one dimension at a time."""

from datetime import datetime
from functools import partial
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from common.days import organisation_day
from common.decisions import Decision
from common.pages import render_page
from maturity.models import Assessment
from maturity.policies import is_outsider, is_over, may_answer, may_see_draft
from maturity.queries.assessments import (
    Place,
    Progress,
    Show,
    answers_of,
    days_left,
    find_place,
    progress,
    shown_answers,
)
from maturity.queries.set_aside import no_longer_asked
from maturity.services.assessments import start_assessment
from maturity.views.articles import Article, stored
from maturity.views.correcting import correcting
from maturity.views.showing import Group, by_dimension, filters, show_asked
from maturity.views.vote_notices import notice_in
from teams.signed_in import person

TEMPLATE = "maturity/assessment.html"


@require_safe
def assessment(request: HttpRequest, team: str, cycle: str, dimension: str = "") -> HttpResponse:
    """One dimension's practices to answer, the first's where none is named; or a list across all, `?show=changed`."""
    place, now = known_place(request, team, cycle), timezone.now()
    may_see = sees_draft(request, place)
    if not may_see and is_over(place.cycle, organisation_day(now)):
        return redirect("correction", team, cycle)
    may_see.require()
    if place.assessment is None:
        return render_page(request, "maturity/assessment_start.html", frame(request, place, now))
    reached, show = progress(place.assessment), None if dimension else show_asked(request)
    key = dimension or next((step.key for step in reached.steps), "")
    rows = shown_answers(place.assessment, show) if show else answers_of(place.assessment, key)
    articles = [stored(row, place.cycle, organisation_day(now)) for row in rows]
    if show:
        return render_page(request, TEMPLATE, show_context(request, place, now, reached, show, articles))
    return render_page(request, TEMPLATE, dimension_context(request, place, now, reached, key, articles))


@require_POST
def start(request: HttpRequest, team: str, cycle: str) -> HttpResponse:
    place = visible_place(request, team, cycle)
    start_assessment(team=place.team, cycle=place.cycle, by=person(request), now=timezone.now())
    return redirect("assessment", team, cycle)


def known_place(request: HttpRequest, team: str, cycle: str) -> Place:
    """The team's part in the cycle; Http404 for outsiders."""
    user = person(request)
    place = find_place(user, team, cycle)
    if is_outsider(user, place.role):
        raise Http404("There is no such assessment.")
    return place


def visible_place(request: HttpRequest, team: str, cycle: str) -> Place:
    """The team's part in the cycle, if the person may see drafts: Http404 for outsiders, else Refused."""
    place = known_place(request, team, cycle)
    sees_draft(request, place).require()
    return place


def sees_draft(request: HttpRequest, place: Place) -> Decision:
    return may_see_draft(person(request), place.role, correcting=place.is_being_corrected)


def started(place: Place) -> Assessment:
    if place.assessment is None:
        raise Http404("This assessment is not started.")
    return place.assessment


def may_change(request: HttpRequest, place: Place, now: datetime) -> Decision:
    return may_answer(
        person(request),
        place.role,
        team=place.team,
        cycle=place.cycle,
        today=organisation_day(now),
        correcting=place.is_being_corrected,
    )


def frame(request: HttpRequest, place: Place, now: datetime) -> dict[str, Any]:
    """What every page of an assessment says around its content."""
    return {
        "place": place,
        "may": may_change(request, place, now),
        "correcting": correcting(person(request), place, now),
        "days_left": days_left(place.cycle, organisation_day(now)),
        "days_late": -days_left(place.cycle, organisation_day(now)),
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
    return _page(request, place, now, reached, None) | {
        "step": step,
        "heading": step.title,
        "following": following,
        "groups": [Group(None, articles)],
    }


def show_context(
    request: HttpRequest, place: Place, now: datetime, reached: Progress, show: Show, articles: list[Article]
) -> dict[str, Any]:
    return _page(request, place, now, reached, show) | {
        "step": None,
        "heading": f"{show.capitalize()} practices",
        "following": None,
        "groups": by_dimension(articles),
    }


def _page(
    request: HttpRequest, place: Place, now: datetime, reached: Progress, show: Show | None
) -> dict[str, Any]:
    return frame(request, place, now) | {
        "progress": reached,
        "show": show,
        "filters": filters(reached, show),
        # Called by the page alone; what a save swaps in does not need them.
        "no_longer_asked": partial(no_longer_asked, started(place)),
        "vote_notice": partial(notice_in, place, person(request), now),
    }
