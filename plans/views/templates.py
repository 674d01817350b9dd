"""A template: what it holds."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from common.days import organisation_day
from common.pages import render_page
from plans.models import Plan
from plans.policies import START
from plans.queries.phases import phases_page
from plans.queries.starting import startable_teams
from plans.queries.visible import visible_plan
from teams.signed_in import person


@require_safe
def plan_template(request: HttpRequest, slug: str) -> HttpResponse:
    """The template's phases, and the way to a plan from it for who may start one."""
    template, _ = visible_plan(person(request), slug, Plan.Kind.TEMPLATE)
    context = {
        "plan": template,
        "page": phases_page(template, today=organisation_day()),
        "may_start": startable_teams(person(request)).exists(),
        "refusal": START,
    }
    return render_page(request, "plans/template.html", context)
