"""Starting a plan in two steps: who and when, then every date, and only then the plan."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from common.days import organisation_day
from common.decisions import ChangedSince, DomainError, Refused
from common.pages import render_page
from plans.forms.start import StartPlanForm
from plans.models import Plan
from plans.policies import START
from plans.queries.starting import start_preview, startable_teams, suggested_people
from plans.queries.visible import visible_plan
from plans.services.plans import start_plan
from teams.signed_in import person


@require_safe
def plan_start(request: HttpRequest, slug: str) -> HttpResponse:
    """The form; filled in again for somebody who comes back from the dates."""
    template, _ = visible_plan(person(request), slug, Plan.Kind.TEMPLATE)
    return _ask(request, template, _form(request, template))


@require_http_methods(["GET", "HEAD", "POST"])
def plan_start_dates(request: HttpRequest, slug: str) -> HttpResponse:
    """Every date of the plan that was asked for; with POST, the plan."""
    template, _ = visible_plan(person(request), slug, Plan.Kind.TEMPLATE)
    form = _form(request, template)
    if not form.is_bound:
        return redirect("plan_start", slug)
    if not form.is_valid():
        return _ask(request, template, form, status=422)
    try:
        return _start(request, form) if request.method == "POST" else _show(request, template, form)
    except (Refused, ChangedSince):
        raise
    except DomainError as error:
        form.add_error(None, error.message)
        return _ask(request, template, form, status=422)


def _form(request: HttpRequest, template: Plan) -> StartPlanForm:
    """Refused to somebody who may start a plan for no team."""
    teams = startable_teams(person(request))
    if not teams.exists():
        raise Refused(START)
    roles = list(template.roles.order_by("position").values_list("name", flat=True))
    first = {"title": template.name, "day": organisation_day()}
    data = request.POST if request.method == "POST" else request.GET
    return StartPlanForm(data or None, initial=first, template=template, roles=roles, teams=teams)


def _start(request: HttpRequest, form: StartPlanForm) -> HttpResponse:
    chosen = form.choices
    plan = start_plan(
        template=chosen.template,
        lead=chosen.lead,
        team=chosen.team,
        manager=chosen.manager,
        start=chosen.start,
        end=chosen.end,
        country=chosen.country,
        title=form.cleaned_data["title"],
        roles=chosen.roles,
        by=person(request),
        now=timezone.now(),
    )
    return redirect("plan", plan.slug)


def _show(request: HttpRequest, template: Plan, form: StartPlanForm) -> HttpResponse:
    back = f"{reverse('plan_start', args=(template.slug,))}?{request.GET.urlencode()}"
    context = {
        "template": template,
        "form": form,
        "choices": form.choices,
        "preview": start_preview(form.choices),
        "back": back,
    }
    return render_page(request, "plans/start_dates.html", context)


def _ask(request: HttpRequest, template: Plan, form: StartPlanForm, *, status: int = 200) -> HttpResponse:
    context = {"template": template, "form": form, "people": suggested_people()}
    return render_page(request, "plans/start.html", context, status=status)
