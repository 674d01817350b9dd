"""What every page of trends offers: whose trend, of what, over which days, and the ways to other pages."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from django.http import HttpRequest
from django.urls import reverse

from common.tables import KINDS
from maturity.queries.trend_span import Span
from maturity.queries.trends import Surroundings
from maturity.trend_address import OVERALL, BadRange, TrendAddress
from maturity.trend_html import team_options
from maturity.trend_measures import MEASURES
from maturity.trend_points import STEPS, day_in_words

PAGES: Final = {"trends": "Dimensions", "trend_divisions": "Divisions", "trend_teams": "Teams"}
"""The names of the addresses, and what each has a line of."""

TEAMS_OFFERED = 500
"""Beyond these, teams can be chosen once a division is."""


def asked_for(request: HttpRequest, here: str) -> TrendAddress:
    """What the request asks for, without what the page does not know."""
    return _kept(TrendAddress.read(request.GET), here)


def form_of(
    address: TrendAddress, around: Surroundings, here: str, wrong: BadRange | None
) -> Mapping[str, Any]:
    """For `maturity/trend_form.html`."""
    offered = [member for member in around.members if address.division in ("", member.division_slug)]
    too_many = len(offered) > TEAMS_OFFERED
    if too_many:
        offered = [member for member in offered if member.slug == address.team]
    elsewhere = address.but(lines=())
    return {
        "here": here,
        "address": address,
        "wrong": wrong,
        "today": around.today,
        "pages": [
            (name, title, reverse(name) + _kept(elsewhere, name).query) for name, title in PAGES.items()
        ],
        "measures": [(column, measure.title) for column, measure in MEASURES.items()],
        "steps": STEPS.items(),
        "divisions": None if here == "trend_divisions" else around.divisions.items(),
        "teams": team_options(offered, address.team) if here == "trends" else None,
        "too_many": too_many,
        "dimensions": _dimensions(around) if here != "trends" else None,
        "exports": [
            (kind.upper(), reverse("trend_export", args=[here.removeprefix("trend_"), kind]) + address.query)
            for kind in KINDS
        ],
    }


def subject(address: TrendAddress, around: Surroundings) -> str:
    """Whose trend it is."""
    if address.team:
        return around.chosen[0].name
    return around.divisions[address.division] if address.division else "Whole organisation"


def days_of(span: Span) -> str:
    """From which day to which."""
    return f"{day_in_words(span.since)} to {day_in_words(span.until)}"


def span_context(address: TrendAddress, span: Span) -> Mapping[str, Any]:
    """The days in words, and what `maturity/trend_shortened.html` says where not all of them can be shown."""
    by_month = address.but(step="month").query if address.step == "day" else ""
    return {"days": days_of(span), "span": span, "since": day_in_words(span.since), "by_month": by_month}


def _kept(address: TrendAddress, name: str) -> TrendAddress:
    """The address without what the other page does not know."""
    if name == "trends":
        return replace(address, dimension=OVERALL, page=1)
    if name == "trend_divisions":
        return replace(address, division="", team="", page=1)
    return replace(address, team="", lines=())


def _dimensions(around: Surroundings) -> list[tuple[str, str]]:
    """The overall one first."""
    keys = sorted(around.dimensions, key=bool)
    return [(key or OVERALL, around.dimensions[key]) for key in keys]
