"""Running plans side by side."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from common.days import organisation_day
from common.pages import render_page
from plans.policies import may_compare
from plans.queries.overview import ORDERS, Wanted, overview_page
from teams.signed_in import person


@require_safe
def plan_overview(request: HttpRequest) -> HttpResponse:
    may_compare(person(request)).require()
    wanted = wanted_by(request)
    page = overview_page(person(request), wanted, today=organisation_day())
    context = {"page": page, "wanted": wanted, "numbers": range(1, page.pages + 1), "kept": kept_in(wanted)}
    return render_page(request, "plans/overview.html", context)


def wanted_by(request: HttpRequest) -> Wanted:
    """What the address asks for; what it says badly counts as not said."""
    asked = request.GET
    order, page = asked.get("order", ""), asked.get("page", "")
    return Wanted(
        q=asked.get("q", "").replace("\0", "").strip()[:100],
        division=asked.get("division", "").replace("\0", ""),
        team=asked.get("team", "").replace("\0", ""),
        order=order if order in ORDERS else "start",
        page=int(page) if page.isdecimal() and len(page) < 6 else 1,
    )


def kept_in(wanted: Wanted) -> str:
    """The query of another page of the same plans, to which its number is added."""
    said = {"q": wanted.q, "division": wanted.division, "team": wanted.team}
    said |= {"order": wanted.order} if wanted.order != "start" else {}
    return urlencode({name: value for name, value in said.items() if value})
