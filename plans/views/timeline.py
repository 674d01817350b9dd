"""The timeline of a started plan."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from common.days import organisation_day
from common.pages import render_page
from plans.forms.timeline import TimelineForm
from plans.models import Plan
from plans.policies import may_tick
from plans.queries.timeline import owner_choices, timeline_page
from plans.queries.visible import visible_plan
from teams.signed_in import person


@require_safe
def plan_timeline(request: HttpRequest, slug: str) -> HttpResponse:
    """What cannot be read in the address is said beside its field, and asks for everything."""
    plan, in_plan = visible_plan(person(request), slug, Plan.Kind.STARTED)
    form = TimelineForm(request.GET, owners=owner_choices(plan))
    is_valid = form.is_valid()
    page = timeline_page(plan, form.wanted, today=organisation_day())
    may = may_tick(person(request), plan, in_plan=in_plan)
    context = {"plan": plan, "page": page, "clock": page.clock, "form": form, "may_tick": may}
    status = 200 if is_valid else 422
    return render_page(request, "plans/timeline.html", context, partials=("timeline",), status=status)
