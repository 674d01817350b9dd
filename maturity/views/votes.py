"""A team's vote as its lead runs it: choose practices, see how many are through, reveal."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import HttpResponseClientRefresh

from common.days import organisation_day
from common.decisions import Decision
from common.pages import HtmxRequest, render_page
from maturity.forms.votes import ChosenForm
from maturity.models import Vote
from maturity.policies import may_answer, may_see_draft
from maturity.queries.assessments import Place
from maturity.queries.vote_pages import VotePage, VoteRow, vote_page
from maturity.services.votes import open_votes, reveal_votes, withdraw_votes
from maturity.views.assessments import started, visible_place
from maturity.views.vote_results import Result
from teams.signed_in import person

TEMPLATE = "maturity/vote.html"
SHORTCUTS = (
    ("all", "all"),
    ("unanswered", "the unanswered"),
    ("unconfirmed", "the unconfirmed"),
    ("none", "none"),
)


@require_safe
def votes(request: HttpRequest, team: str, cycle: str) -> HttpResponse:
    """The page; asked for its turnout again and again, it is loaded anew once another set of votes is open."""
    place = voting_place(request, team, cycle)
    page = vote_page(started(place), person(request))
    if cast(HtmxRequest, request).htmx.target == "turnout" and _has_changed(request, page):
        return HttpResponseClientRefresh()
    return _shown(request, place, page)


@require_POST
def open_chosen(request: HttpRequest, team: str, cycle: str) -> HttpResponse:
    place, chosen = voting_place(request, team, cycle), ChosenForm(request.POST)
    by_dimension = started(place).answers.filter(practice__dimension__key__in=chosen.dimensions)
    practices = chosen.practices.union(by_dimension.values_list("practice_id", flat=True))
    now = timezone.now()
    if not practices and may_run(request, place, now):
        return _not_done(request, place, "Tick at least one practice, then open the vote.")
    opened = open_votes(assessment=started(place), practices=practices, by=person(request), now=now)
    messages.success(request, f"Open: {_counted(opened)}. The team finds the ballot on its page.")
    return redirect("votes", team, cycle)


@require_POST
def reveal(request: HttpRequest, team: str, cycle: str) -> HttpResponse:
    """Asks first where something would stay hidden, for a vote that has ended takes no more ballots."""
    place = voting_place(request, team, cycle)
    return _end(request, place, "reveal", reveal_votes, lambda row: row.would_stay_hidden)


@require_POST
def withdraw(request: HttpRequest, team: str, cycle: str) -> HttpResponse:
    """Asks first where somebody has voted."""
    place = voting_place(request, team, cycle)
    return _end(request, place, "withdraw", withdraw_votes, lambda row: row.has_ballots)


def voting_place(request: HttpRequest, team: str, cycle: str) -> Place:
    """As `visible_place`; votes belong to the draft, which leadership does not see."""
    place = visible_place(request, team, cycle)
    may_see_draft(person(request), place.role).require()
    return place


def may_run(request: HttpRequest, place: Place, now: datetime) -> Decision:
    """Open, reveal, withdraw and record."""
    today = organisation_day(now)
    return may_answer(person(request), place.role, team=place.team, cycle=place.cycle, today=today)


def _shown(
    request: HttpRequest, place: Place, page: VotePage, *, status: int = 200, **more: Any
) -> HttpResponse:
    context = page_context(request, place, page) | more
    return render_page(request, TEMPLATE, context, partials=("turnout", "choosing"), status=status)


def page_context(request: HttpRequest, place: Place, page: VotePage) -> dict[str, Any]:
    scale, choice = place.cycle.version.scale, request.GET.get("choose", "")
    return {
        "place": place,
        "may": may_run(request, place, timezone.now()),
        "page": page,
        "results": [Result(row, scale) for row in page.results],
        "choice": choice,
        "shortcuts": SHORTCUTS,
        "chosen": {row.id for row in page.rows if _is_chosen(row, choice)},
        "asked": None,
        "error": "",
    }


def _is_chosen(row: VoteRow, choice: str) -> bool:
    return {
        "all": True,
        "unanswered": not row.answer.is_answered,
        "unconfirmed": row.is_unconfirmed,
    }.get(choice, row.answer.practice.dimension.key == choice)


def _has_changed(request: HttpRequest, page: VotePage) -> bool:
    return request.GET.get("open", page.running_ids) != page.running_ids


def _not_done(request: HttpRequest, place: Place, error: str) -> HttpResponse:
    page = vote_page(started(place), person(request))
    return _shown(request, place, page, error=error, status=422)


def _end(
    request: HttpRequest,
    place: Place,
    act: str,
    service: Callable[..., list[Vote]],
    is_delicate: Callable[[VoteRow], bool],
) -> HttpResponse:
    now, ticked = timezone.now(), ChosenForm(request.POST).practices
    if "sure" not in request.POST and may_run(request, place, now):
        page = vote_page(started(place), person(request))
        rows = [row for row in page.running if row.id in ticked]
        if not rows:
            return _not_done(request, place, f"Tick at least one open vote to {act}.")
        if delicate := [row for row in rows if is_delicate(row)]:
            asked = {"act": act, "rows": rows, "delicate": delicate, "others": len(rows) - len(delicate)}
            return _shown(request, place, page, asked=asked)
    ended = service(assessment=started(place), practices=ticked, by=person(request), now=now)
    messages.success(request, f"{'Revealed' if act == 'reveal' else 'Withdrawn'}: {_counted(ended)}.")
    return redirect("votes", place.team.slug, place.cycle.slug)


def _counted(votes: Iterable[Vote]) -> str:
    number = len(list(votes))
    return f"{number} practice{'' if number == 1 else 's'}"
