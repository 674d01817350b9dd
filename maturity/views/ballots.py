"""A person's own ballot: the open votes with their levels, saved at once. Nobody else is ever answered with it."""

from dataclasses import dataclass
from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST, require_safe

from common.days import organisation_day
from common.decisions import ChangedSince, Decision
from common.pages import HtmxRequest, render_page
from maturity.forms.votes import UNKNOWN, BallotForm
from maturity.models import Ballot, Vote
from maturity.policies import may_vote
from maturity.queries.assessments import Place
from maturity.queries.vote_pages import VoteRow, vote_page
from maturity.queries.votes import own_ballots
from maturity.services.votes import cast_ballot
from maturity.views.assessments import started
from maturity.views.votes import voting_place
from teams.signed_in import person

TEMPLATE = "maturity/ballot.html"
kept_nowhere = cache_control(private=True, no_store=True)


@dataclass(frozen=True, slots=True)
class Choice:
    value: str
    name: str
    text: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Card:
    """An open vote with what the person has said in it, or typed and was refused."""

    row: VoteRow
    scale: list[str]
    ballot: Ballot | None
    error: str = ""

    @property
    def id(self) -> int:
        turnout = self.row.votes.turnout
        return turnout.vote_id if turnout else 0

    @property
    def level(self) -> str:
        if self.ballot is None:
            return ""
        return UNKNOWN if self.ballot.level is None else str(self.ballot.level)

    @property
    def choices(self) -> list[Choice]:
        named = enumerate(zip(self.scale, self.row.criteria, strict=True))
        return [
            Choice(str(level), f"{level} · {name}", text, self.level == str(level))
            for level, (name, text) in named
        ]


@kept_nowhere
@require_safe
def ballots(request: HttpRequest, team: str, cycle: str) -> HttpResponse:
    place = voting_place(request, team, cycle)
    if place.role is None:
        _may(request, place).require()
    return render_page(request, TEMPLATE, _context(request, place))


@kept_nowhere
@require_POST
def ballot(request: HttpRequest, team: str, cycle: str, vote: int) -> HttpResponse:
    """Cast it. What is wrong, or too late, is said where the person is."""
    place = voting_place(request, team, cycle)
    _may(request, place).require()
    found = get_object_or_404(Vote, pk=vote, assessment=started(place))
    form = BallotForm(request.POST, highest_level=place.cycle.version.highest_level)
    if not form.is_valid():
        return _answered(request, place, vote, str(form.errors["level"][0]), status=422)
    try:
        cast_ballot(vote=found, level=form.given, by=person(request), now=timezone.now())
    except ChangedSince as late:
        if cast(HtmxRequest, request).htmx:
            raise
        messages.error(request, late.message)
        return redirect("ballots", team, cycle)
    return _answered(request, place, vote)


def _may(request: HttpRequest, place: Place) -> Decision:
    today = organisation_day(timezone.now())
    return may_vote(person(request), place.role, team=place.team, cycle=place.cycle, today=today)


def _context(request: HttpRequest, place: Place, vote: int = 0, error: str = "") -> dict[str, Any]:
    page = vote_page(started(place), person(request))
    mine, scale = own_ballots(started(place), person(request)), place.cycle.version.scale
    return {
        "place": place,
        "may": _may(request, place),
        "highest_level": place.cycle.version.highest_level,
        "page": page,
        "cards": [
            Card(
                row,
                scale,
                mine.get(row.votes.turnout.vote_id),
                error if row.votes.turnout.vote_id == vote else "",
            )
            for row in page.running
            if row.votes.turnout
        ],
    }


def _answered(
    request: HttpRequest, place: Place, vote: int, error: str = "", *, status: int = 200
) -> HttpResponse:
    """The card and the rail for htmx; for anybody else the page, by a redirect where all is well."""
    if not cast(HtmxRequest, request).htmx and status == 200:
        page = reverse("ballots", args=(place.team.slug, place.cycle.slug))
        return redirect(f"{page}#answer-{vote}")
    context = _context(request, place, vote, error)
    if not cast(HtmxRequest, request).htmx:
        return render_page(request, TEMPLATE, context, status=status)
    card = next((each for each in context["cards"] if each.id == vote), None)
    if card is None:
        raise ChangedSince("This vote ended right after you voted; your choice was counted.")
    context |= {"card": card, "out_of_band": True}
    return render(request, f"{TEMPLATE}#saved", context, status=status)
