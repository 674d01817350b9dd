"""Who is who in a running plan, and handing its roles over."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from common.days import organisation_day
from common.decisions import ChangedSince, DomainError, Refused
from common.pages import render_page
from plans.clock import Clock
from plans.forms.people import PeopleForm
from plans.models import Plan
from plans.policies import may_arrange, may_tick
from plans.queries.plan_people import PeoplePage, people_page
from plans.queries.starting import suggested_people
from plans.queries.visible import visible_plan, visible_plans
from plans.services.people import hand_over
from teams.signed_in import person


@require_http_methods(["GET", "HEAD", "POST"])
def plan_people(request: HttpRequest, slug: str) -> HttpResponse:
    plan, in_plan = visible_plan(person(request), slug, Plan.Kind.STARTED)
    page = people_page(plan)
    if request.method != "POST":
        return _show(request, plan, page, PeopleForm(plan=plan, roles=page.roles), in_plan=in_plan)
    may_arrange(person(request), plan).require()
    form = PeopleForm(request.POST, plan=plan, roles=page.roles)
    if form.is_valid() and _handed(request, plan, form):
        sees = visible_plans(person(request)).filter(pk=plan.pk).exists()
        return redirect("plan_people", slug) if sees else redirect("plans")  # who handed their own plan over
    return _show(request, plan, page, form, in_plan=in_plan, status=422)


def _handed(request: HttpRequest, plan: Plan, form: PeopleForm) -> bool:
    """False where somebody does not fit, which the form then says."""
    named = form.cleaned_data
    try:
        change = hand_over(
            plan=plan,
            lead=named["lead"],
            manager=named["manager"],
            roles=form.people,
            version=named["version"],
            by=person(request),
            now=timezone.now(),
        )
    except (Refused, ChangedSince):
        raise
    except DomainError as error:
        form.add_error(None, error.message)
        return False
    messages.success(
        request, "Saved. What is open went along with its role." if change else "Nothing changed."
    )
    return True


def _show(
    request: HttpRequest, plan: Plan, page: PeoplePage, form: PeopleForm, *, in_plan: bool, status: int = 200
) -> HttpResponse:
    today, arranges = organisation_day(), may_arrange(person(request), plan)
    context: dict[str, Any] = {
        "plan": plan,
        "page": page,
        "clock": Clock(plan.start or today, page.weeks, today),
        "may_tick": may_tick(person(request), plan, in_plan=in_plan),
        "may_arrange": arranges,
        "form": form,
        "people": suggested_people() if arranges else (),
    }
    return render_page(request, "plans/start_people.html", context, status=status)
