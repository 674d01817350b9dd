"""Posts of one practice's article: save, confirm, add and remove evidence.

Each button of the article posts the whole form, and what stands in it is saved first, so that none of them loses what
was typed beside it. htmx gets the article and the rail, anybody else the page again.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from common.days import organisation_day
from common.decisions import ChangedSince
from common.pages import HtmxRequest, render_page
from maturity.forms.assessments import AnswerForm, EvidenceForm
from maturity.models import Answer
from maturity.quarters import target_quarters
from maturity.queries.assessments import Place, answer_row, answers_of, find_answer, progress
from maturity.services.assessments import confirm_answer, save_answer
from maturity.services.evidence import add_evidence, remove_evidence
from maturity.views.articles import Article, contested, stored, typed
from maturity.views.assessments import (
    TEMPLATE,
    dimension_context,
    may_change,
    show_context,
    started,
    visible_place,
)
from maturity.views.showing import show_asked
from teams.signed_in import person


@dataclass(frozen=True, slots=True)
class Asked:
    """A post to one answer."""

    request: HttpRequest
    place: Place
    answer: Answer
    now: datetime


@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, team: str, cycle: str, practice: int) -> HttpResponse:
    """Save the answer; read it with GET, to drop what was typed and keep what is stored."""
    asked = _asked(request, team, cycle, practice)
    return _saved_then(asked, lambda: None) if request.method == "POST" else _shown(asked)


@require_POST
def confirm(request: HttpRequest, team: str, cycle: str, practice: int) -> HttpResponse:
    asked = _asked(request, team, cycle, practice)
    return _saved_then(asked, lambda: confirm_answer(answer=asked.answer, by=person(request), now=asked.now))


@require_POST
def add_link(request: HttpRequest, team: str, cycle: str, practice: int) -> HttpResponse:
    asked = _asked(request, team, cycle, practice)
    form = EvidenceForm(request.POST, today=organisation_day(asked.now))

    def add() -> object:
        return add_evidence(answer=asked.answer, by=person(request), now=asked.now, **form.cleaned_data)

    return _saved_then(asked, add, evidence=form)


@require_POST
def remove_link(request: HttpRequest, team: str, cycle: str, practice: int, evidence: int) -> HttpResponse:
    asked = _asked(request, team, cycle, practice)

    def remove() -> object:
        return remove_evidence(answer=asked.answer, evidence_id=evidence, by=person(request), now=asked.now)

    return _saved_then(asked, remove)


def _asked(request: HttpRequest, team: str, cycle: str, practice: int) -> Asked:
    place, now = visible_place(request, team, cycle), timezone.now()
    found = find_answer(started(place), practice)
    if request.method == "POST":
        may_change(request, place, now).require()
    return Asked(request, place, found, now)


def _saved_then(
    asked: Asked, act: Callable[[], object], evidence: EvidenceForm | None = None
) -> HttpResponse:
    """Save what the form holds, then act; 422 or 409 with the typed words where the save is refused."""
    form = _answer_form(asked)
    if not form.is_valid() or (evidence and not evidence.is_valid()):
        return _shown(asked, form, evidence, status=422)
    version = form.cleaned_data["version"]
    try:
        save_answer(
            answer=asked.answer,
            version=version,
            content=form.content,
            by=person(asked.request),
            now=asked.now,
        )
    except ChangedSince:
        return _shown(asked, form, status=409)
    act()
    return _shown(asked)


def _answer_form(asked: Asked) -> AnswerForm:
    cycle = asked.place.cycle
    offered = {each.slug for each in target_quarters(cycle.slug, asked.answer.target_by)}
    return AnswerForm(asked.request.POST, highest_level=cycle.version.highest_level, quarters=offered)


def _shown(
    asked: Asked,
    form: AnswerForm | None = None,
    evidence: EvidenceForm | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    """The article and the rail for htmx; for anybody else the page, by a redirect where all is well."""
    if not cast(HtmxRequest, asked.request).htmx:
        return _whole_page(asked, form, evidence, status)
    article = _article(asked, form, evidence, status)
    context = _context(asked, [article]) | {"article": article, "out_of_band": True}
    return render(asked.request, f"{TEMPLATE}#saved", context, status=status)


def _whole_page(
    asked: Asked, form: AnswerForm | None, evidence: EvidenceForm | None, status: int
) -> HttpResponse:
    place, dimension = asked.place, asked.answer.practice.dimension.key
    if status == 200:
        return redirect(f"{_came_from(asked)}#answer-{asked.answer.practice_id}")
    refused = _article(asked, form, evidence, status)
    today = organisation_day(asked.now)
    articles = [
        refused if row.answer.pk == asked.answer.pk else stored(row, place.cycle, today)
        for row in answers_of(started(place), dimension)
    ]
    return render_page(asked.request, TEMPLATE, _context(asked, articles), status=status)


def _came_from(asked: Asked) -> str:
    """The page from which the answer was posted: its dimension's, or a list across all of them."""
    place, show = asked.place, show_asked(asked.request)
    if show:
        return f"{reverse('assessment', args=(place.team.slug, place.cycle.slug))}?show={show}"
    dimension = asked.answer.practice.dimension.key
    return reverse("assessment_dimension", args=(place.team.slug, place.cycle.slug, dimension))


def _context(asked: Asked, articles: list[Article]) -> dict[str, object]:
    reached = progress(started(asked.place))
    key, show = asked.answer.practice.dimension.key, show_asked(asked.request)
    if show and cast(HtmxRequest, asked.request).htmx:
        # The article alone is swapped: on a list it stays in its place until the next load, also when it no longer
        # belongs there, so that nothing jumps away under whoever is still writing in it.
        return show_context(asked.request, asked.place, asked.now, reached, show, articles)
    return dimension_context(asked.request, asked.place, asked.now, reached, key, articles)


def _article(asked: Asked, form: AnswerForm | None, evidence: EvidenceForm | None, status: int) -> Article:
    # A save keeps the answer that it was given up to date; one that lost reads what the other wrote.
    answer = asked.answer if status != 409 else find_answer(started(asked.place), asked.answer.practice_id)
    row = answer_row(answer)
    cycle = asked.place.cycle
    if form is None:
        return stored(row, cycle, organisation_day(asked.now))
    return contested(row, cycle, form) if status == 409 else typed(row, cycle, form, evidence)
