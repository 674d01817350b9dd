"""Teams, and how each of them stands."""

import re
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.views.decorators.http import require_safe

from common.days import organisation_day
from common.pages import render_page
from maturity import policies, scoring
from maturity.matrix_html import WORDS, change_html
from maturity.queries.moments import Moment
from maturity.queries.teams import Standing, TeamPage, find_team, team_list, team_page
from maturity.trend_address import TrendAddress
from maturity.views.trends import figure_of
from maturity.views.vote_notices import notice_on
from maturity.why_address import WhyAddress
from teams.models import Team, User
from teams.signed_in import person


@dataclass(frozen=True, slots=True)
class Step:
    """What the person may do in the open cycle: "Start", "Continue" or "Read"."""

    word: str
    cycle: Moment


@dataclass(frozen=True, slots=True)
class Stat:
    """`why` leads to what moved the figure, where it changed."""

    name: str
    figure: str
    words: str
    why: str = ""


@require_safe
def list_teams(request: HttpRequest) -> HttpResponse:
    page = request.GET.get("page", "")
    found = team_list(int(page) if re.fullmatch(r"[1-9][0-9]{0,5}", page) else 1)
    context = {"teams": found, "pages": range(1, found.pages + 1)}
    return render_page(request, "maturity/teams.html", context)


@require_safe
def show_team(request: HttpRequest, slug: str) -> HttpResponse:
    team, begun = find_team(slug)
    page = team_page(team, organisation_day())
    context = {
        "page": page,
        "team": team,
        "stats": _stats(page, page.standing) if page.standing else [],
        **_trend(page),
        "step": _step(person(request), page, begun),
        "vote_notice": notice_on(team, person(request), page.role_of(person(request))),
    }
    return render_page(request, "maturity/team.html", context)


def _step(user: User, page: TeamPage, begun: int | None) -> Step | None:
    """The assessment page itself says no as well; here nobody is offered what they may not do."""
    cycle, role = page.open, page.role_of(user)
    if cycle is None or not policies.may_see_draft(user, role):
        return None
    has_begun = begun == cycle.cycle_id
    if policies.may_answer(user, role, team=page.team, cycle=cycle, today=organisation_day()):
        return Step("Continue" if has_begun else "Start", cycle)
    return Step("Read", cycle) if has_begun else None


def _trend(page: TeamPage) -> dict[str, object]:
    trend, team = page.trend, page.team
    if trend is None or not trend.has_data:
        return {}
    count = len(trend.span.points)
    title = f"Score of {team.name} by dimension over {count} cycles"
    signed = [event for event in trend.events if event.sign]  # its submissions have a table of their own
    return {
        "trend_heading": "First cycle" if count == 1 else f"Last {count} cycles",
        "trend_figure": figure_of(trend, trend.lines, title, "score", of_team=True) | {"events": signed},
        "trend_address": TrendAddress(team=team.slug).query,
    }


def _stats(page: TeamPage, standing: Standing) -> list[Stat]:
    figures = standing.figures
    weakest = page.weakest
    gap = scoring.shown(figures.gap)
    return [
        Stat("Overall", _overall(standing), _compared(standing), _why(page.team) if standing.change else ""),
        Stat(
            "Practices answered",
            format_html("{} <small>of {}</small>", figures.answered, figures.applicable),
            _answered(standing),
        ),
        Stat(
            "Gap to target",
            gap or "no target",
            f"target {scoring.shown(figures.target)}" if gap else "targets are set in the self-assessment",
        ),
        Stat("Lowest dimension", scoring.shown(weakest[2]), weakest[1])
        if weakest
        else Stat("Lowest dimension", "no data", "no dimension has a score"),
    ]


def _overall(standing: Standing) -> str:
    if standing.state != "scored":
        return WORDS[standing.state]
    change = standing.change
    beside = change_html(change.value) if change and change.value is not None else ""
    return format_html("{} {}", scoring.shown(standing.figures.score), beside)


def _compared(standing: Standing) -> str:
    everyone, change = standing.everyone, standing.change
    words = f"median of {everyone.n} team{'' if everyone.n == 1 else 's'} {scoring.shown(everyone.median)}"
    if change and change.value is not None and standing.earlier:
        words += f", change since {standing.earlier.name}"
    return f"{words}; {change.note}" if change and change.note else words


def _why(team: Team) -> str:
    return reverse("why") + WhyAddress(team=team.slug).query


def _answered(standing: Standing) -> str:
    figures = standing.figures
    said = [f"{figures.with_evidence} with evidence"]
    if figures.not_applicable:
        said.append(f"{figures.not_applicable} not applicable")
    if figures.unconfirmed:
        said.append(f"{figures.unconfirmed} carried forward and not confirmed")
    return ", ".join(said)
