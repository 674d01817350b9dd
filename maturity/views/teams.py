"""Teams, and how each of them stands."""

import re
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from common.pages import render_page
from maturity import policies, scoring
from maturity.charts import Line, trend_chart
from maturity.matrix_html import WORDS, change_html
from maturity.models import Cycle
from maturity.queries.teams import Standing, TeamPage, has_begun, open_cycle, team_list, team_page
from teams.models import Team, User
from teams.signed_in import person


@dataclass(frozen=True, slots=True)
class Step:
    """What the person may do in the open cycle: "Start", "Continue" or "Read"."""

    word: str
    cycle: Cycle


@dataclass(frozen=True, slots=True)
class Stat:
    name: str
    figure: str
    words: str


@require_safe
def list_teams(request: HttpRequest) -> HttpResponse:
    page = request.GET.get("page", "")
    found = team_list(int(page) if re.fullmatch(r"[1-9][0-9]{0,5}", page) else 1)
    context = {"teams": found, "pages": range(1, found.pages + 1)}
    return render_page(request, "maturity/teams.html", context)


@require_safe
def show_team(request: HttpRequest, slug: str) -> HttpResponse:
    team = get_object_or_404(Team.objects.select_related("division"), slug=slug)
    page = team_page(team, timezone.localdate())
    context = {
        "page": page,
        "team": team,
        "stats": _stats(page, page.standing) if page.standing else [],
        "chart": _chart(page),
        "trend_table": [
            (line.name, [scoring.shown(value) for value in line.values])
            for line in (*page.trend.lines, page.trend.overall)
        ],
        "trend_marks": [(page.trend.labels[n], words) for n, words in page.trend.marks],
        "step": _step(person(request), page),
    }
    return render_page(request, "maturity/team.html", context)


def _step(user: User, page: TeamPage) -> Step | None:
    """The assessment page itself says no as well; here nobody is offered what they may not do."""
    cycle, role = open_cycle(), page.role_of(user)
    if cycle is None or not policies.may_see_draft(user, role):
        return None
    begun = has_begun(page.team, cycle)
    if policies.may_answer(user, role, team=page.team, cycle=cycle, today=timezone.localdate()):
        return Step("Continue" if begun else "Start", cycle)
    return Step("Read", cycle) if begun else None


def _chart(page: TeamPage) -> SafeString | None:
    trend, moment = page.trend, page.moment
    if moment is None or not trend.has_data:
        return None
    title = f"Score of {page.team.name} by dimension over {len(trend.labels)} cycles"
    lines = [Line(line.name, line.values) for line in trend.lines]
    return trend_chart(title, trend.labels, lines, moment.highest_level, trend.marks)


def _stats(page: TeamPage, standing: Standing) -> list[Stat]:
    figures = standing.figures
    weakest = page.weakest
    gap = scoring.shown(figures.gap)
    return [
        Stat("Overall", _overall(standing), _compared(standing)),
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


def _answered(standing: Standing) -> str:
    figures = standing.figures
    said = [f"{figures.with_evidence} with evidence"]
    if figures.not_applicable:
        said.append(f"{figures.not_applicable} not applicable")
    if figures.unconfirmed:
        said.append(f"{figures.unconfirmed} carried forward and not confirmed")
    return ", ".join(said)
