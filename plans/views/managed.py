"""The page of whoever manages plans."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from common.days import organisation_day
from common.pages import render_page
from plans.queries.managed import managed_plans
from teams.signed_in import person


@require_safe
def plans_managed(request: HttpRequest) -> HttpResponse:
    plans = managed_plans(person(request), today=organisation_day())
    return render_page(request, "plans/managed.html", {"plans": plans})
