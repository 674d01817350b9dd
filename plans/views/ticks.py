"""Posts that mark an item or a goal as done, or take that back.

htmx gets the part of the page that changed, anybody else the page again, at the same place.
"""

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from common.decisions import DomainError
from common.pages import HtmxRequest
from plans.forms.ticks import Tick, TickForm, read_tick
from plans.models import Goal, Item, Plan
from plans.queries.visible import visible_plan
from plans.services.items import mark_goal_done, mark_item_done, reopen_goal, reopen_item
from plans.views.lists import list_again
from plans.views.my_week import show_own_week
from teams.signed_in import person


@require_POST
def tick_item(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    plan, in_plan = visible_plan(person(request), slug, Plan.Kind.STARTED)
    item = get_object_or_404(Item.objects.select_related("phase__plan"), pk=pk, phase__plan=plan)
    tick = _tick(request)
    act = mark_item_done if tick.done else reopen_item
    act(item=item, version=tick.version, by=person(request), now=timezone.now())
    return _again(request, plan, tick, item, in_plan=in_plan)


@require_POST
def tick_goal(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    plan, in_plan = visible_plan(person(request), slug, Plan.Kind.STARTED)
    goal = get_object_or_404(Goal.objects.select_related("phase__plan"), pk=pk, phase__plan=plan)
    tick = _tick(request)
    act = mark_goal_done if tick.done else reopen_goal
    act(goal=goal, version=tick.version, by=person(request), now=timezone.now())
    return _again(request, plan, tick, goal, in_plan=in_plan)


def _tick(request: HttpRequest) -> Tick:
    """Its version is in the address where one form serves all the ticks of a list."""
    form = TickForm({**request.GET.dict(), **request.POST.dict()})
    if not form.is_valid():
        raise DomainError("This tick could not be read. Load the page again and tick once more.")
    return read_tick(form)


def _again(
    request: HttpRequest, plan: Plan, tick: Tick, thing: Item | Goal, *, in_plan: bool
) -> HttpResponse:
    if not tick.is_own_week:
        return list_again(
            request, plan, tick.view, f"{type(thing).__name__.lower()}-{thing.pk}", in_plan=in_plan
        )
    if cast(HtmxRequest, request).htmx:
        return show_own_week(request)
    return redirect(f"{reverse('my_week')}#{type(thing).__name__.lower()}-{thing.pk}")
