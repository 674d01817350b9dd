"""A template: what it holds, and starting a plan from it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from common.decisions import ChangedSince, DomainError, Refused
from common.pages import render_page
from plans.forms.start import StartPlanForm
from plans.models import Plan
from plans.policies import START
from plans.queries.phases import phases_page
from plans.queries.starting import startable_teams, suggested_people
from plans.queries.visible import visible_plan
from plans.services.plans import start_plan
from teams.signed_in import person


@require_http_methods(["GET", "HEAD", "POST"])
def plan_template(request: HttpRequest, slug: str) -> HttpResponse:
    """The template's phases; with POST, a plan from it."""
    template, _ = visible_plan(person(request), slug, Plan.Kind.TEMPLATE)
    if request.method == "POST":
        return _start(request, template)
    return _show(request, template, _form(request, template))


def _start(request: HttpRequest, template: Plan) -> HttpResponse:
    form = _form(request, template)
    if form is None:
        raise Refused(START)
    if not form.is_valid():
        return _show(request, template, form, status=422)
    try:
        plan = _started(request, template, form)
    except (Refused, ChangedSince):
        raise
    except DomainError as error:
        form.add_error(None, error.message)
        return _show(request, template, form, status=422)
    return redirect("plan", plan.slug)


def _started(request: HttpRequest, template: Plan, form: StartPlanForm) -> Plan:
    named = form.cleaned_data
    return start_plan(
        template=template,
        lead=named["lead"],
        team=named["team"],
        start=named["start"],
        country=named["country"],
        title=named["title"],
        roles=form.people,
        by=person(request),
        now=timezone.now(),
    )


def _form(request: HttpRequest, template: Plan) -> StartPlanForm | None:
    """None for somebody who may start a plan for no team."""
    teams = startable_teams(person(request))
    if not teams.exists():
        return None
    roles = list(template.roles.order_by("position").values_list("name", flat=True))
    first = {"title": template.name, "start": timezone.localdate()}
    return StartPlanForm(request.POST or None, initial=first, roles=roles, teams=teams)


def _show(
    request: HttpRequest, template: Plan, form: StartPlanForm | None, *, status: int = 200
) -> HttpResponse:
    page = phases_page(template, today=timezone.localdate())
    context = {
        "plan": template,
        "page": page,
        "form": form,
        "people": suggested_people() if form else (),
        "refusal": START,
    }
    return render_page(request, "plans/template.html", context, status=status)
