"""A plan on one page, for whoever takes it over."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from common.days import organisation_day
from common.pages import render_page
from plans.models import Plan
from plans.policies import may_read_kept_notes, may_tick
from plans.queries.handover import handover_page
from plans.queries.visible import visible_plan
from teams.signed_in import person


@require_safe
def plan_handover(request: HttpRequest, slug: str) -> HttpResponse:
    plan, in_plan = visible_plan(person(request), slug, Plan.Kind.STARTED)
    kept = may_read_kept_notes(person(request), plan, in_plan=in_plan)
    context = {
        "plan": plan,
        "page": handover_page(plan, today=organisation_day(), kept=bool(kept)),
        "may_tick": may_tick(person(request), plan, in_plan=in_plan),
    }
    return render_page(request, "plans/handover.html", context)
