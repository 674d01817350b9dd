"""Recording what a team agreed on after its vote: an ordinary save of the answer, from the page of the vote."""

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from common.decisions import ChangedSince
from common.pages import HtmxRequest, render_page
from maturity.forms.votes import RecordForm
from maturity.models import Answer
from maturity.queries.assessments import Place
from maturity.queries.vote_pages import vote_page
from maturity.services.votes import record_level
from maturity.views.assessments import started
from maturity.views.vote_results import Result
from maturity.views.votes import TEMPLATE, page_context, voting_place
from teams.signed_in import person


@require_POST
def record(request: HttpRequest, team: str, cycle: str, practice: int) -> HttpResponse:
    """409 with what was saved meanwhile where the page was out of date."""
    place = voting_place(request, team, cycle)
    answer = get_object_or_404(started(place).answers.select_related("practice"), practice=practice)
    answer.assessment = started(place)
    form = RecordForm(request.POST, highest_level=place.cycle.version.highest_level)
    if not form.is_valid():
        return _shown(request, place, practice, "Choose one of the levels.", status=422)
    try:
        record_level(answer=answer, by=person(request), now=timezone.now(), **form.cleaned_data)
    except ChangedSince:
        return _shown(request, place, practice, _who_was_first(answer), status=409)
    return _shown(request, place, practice)


def _shown(
    request: HttpRequest, place: Place, practice: int, error: str = "", *, status: int = 200
) -> HttpResponse:
    """The practice's result for htmx; for anybody else the page, by a redirect where all is well."""
    if not cast(HtmxRequest, request).htmx and status == 200:
        page = reverse("votes", args=(place.team.slug, place.cycle.slug))
        return redirect(f"{page}#result-{practice}")
    rows = vote_page(started(place), person(request))
    results = [
        Result(row, place.cycle.version.scale, error if row.id == practice else "") for row in rows.results
    ]
    context = page_context(request, place, rows) | {
        "results": results,
        "result": next((each for each in results if each.id == practice), None),
    }
    return render_page(request, TEMPLATE, context, partials=("result",), status=status)


def _who_was_first(answer: Answer) -> str:
    found = Answer.objects.select_related("saved_by").get(pk=answer.pk)
    who = found.saved_by.name if found.saved_by else "Somebody"
    return f"{who} changed this answer after you opened the page. Nothing was overwritten; choose again."
