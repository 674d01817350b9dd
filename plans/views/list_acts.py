"""Posts from the lists of a plan: an item's state and place, a new item, several at once, and taking the last back.

What a form cannot take leads back to it with what was typed; htmx gets the list, anybody else the page again.
"""

from typing import Any, cast

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_POST

from common.decisions import DomainError
from plans.forms.lists import (
    EVERYONE,
    LOST,
    AddForm,
    ChosenForm,
    LineForm,
    LineStateForm,
    MoveLineForm,
    ViewForm,
)
from plans.models import Change, Item, Plan
from plans.policies import may_change_items
from plans.queries.visible import visible_plan
from plans.services.chosen_items import (
    Chosen,
    change_owner,
    change_states,
    change_week,
    give_to_everyone,
)
from plans.services.item_places import add_item, move_item, remove_item
from plans.services.item_states import change_item_state
from plans.services.undo import undo_change
from plans.views.lists import Working, list_again, show_list
from teams.signed_in import person


@require_POST
def line_state(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    plan, in_plan = visible_plan(person(request), slug, Plan.Kind.STARTED)
    item, form = _item(plan, pk), LineStateForm(request.POST)
    if not form.is_valid():
        may_change_items(person(request), plan, in_plan=in_plan).require()
        return _typed_again(request, plan, form, in_plan=in_plan, opened=pk, state=form)
    change_item_state(item=item, by=person(request), now=timezone.now(), **form.asked)
    return list_again(request, plan, form.cleaned_data["view"], f"item-{pk}", in_plan=in_plan)


@require_POST
def line_move(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    plan, in_plan = visible_plan(person(request), slug, Plan.Kind.STARTED)
    data = _read(MoveLineForm(request.POST))
    item, onto = _item(plan, pk), _item(plan, data["onto"])
    move_item(item=item, version=data["version"], onto=onto, by=person(request), now=timezone.now())
    return list_again(request, plan, data["view"], f"item-{pk}", in_plan=in_plan)


@require_POST
def line_remove(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    plan, in_plan = visible_plan(person(request), slug, Plan.Kind.STARTED)
    item, data = _item(plan, pk), _read(LineForm(request.POST))
    remove_item(item=item, version=data["version"], by=person(request), now=timezone.now())
    return list_again(request, plan, data["view"], "workspace", in_plan=in_plan)


@require_POST
def line_add(request: HttpRequest, slug: str) -> HttpResponse:
    plan, in_plan = visible_plan(person(request), slug, Plan.Kind.STARTED)
    form = AddForm(request.POST, plan=plan)
    if not form.is_valid():
        may_change_items(person(request), plan, in_plan=in_plan).require()
        return _typed_again(request, plan, form, in_plan=in_plan, adding=form)
    said = form.cleaned_data
    said["phase"].plan = plan
    words = {"phase": said["phase"], "title": said["title"], "kind": said["kind"], **form.given}
    item = add_item(due=form.due, by=person(request), now=timezone.now(), **words)
    return list_again(request, plan, said["view"], f"item-{item.pk}", in_plan=in_plan)


@require_POST
def lines_change(request: HttpRequest, slug: str) -> HttpResponse:
    """One thing for all that are chosen."""
    plan, in_plan = visible_plan(person(request), slug, Plan.Kind.STARTED)
    form = ChosenForm(request.POST, plan=plan)
    if not form.is_valid():
        may_change_items(person(request), plan, in_plan=in_plan).require()
        return _typed_again(request, plan, form, in_plan=in_plan, chosen=frozenset(form.versions), bulk=form)
    _change(request, plan, form)
    return list_again(request, plan, form.cleaned_data["view"], "workspace", in_plan=in_plan)


@require_POST
def list_undo(request: HttpRequest, slug: str, change: int) -> HttpResponse:
    plan, in_plan = visible_plan(person(request), slug, Plan.Kind.STARTED)
    found = get_object_or_404(Change.objects.select_related("plan__team"), pk=change, plan=plan)
    data = _read(ViewForm(request.POST))
    undo_change(change=found, by=person(request), now=timezone.now())
    return list_again(request, plan, data["view"], "workspace", in_plan=in_plan)


def _change(request: HttpRequest, plan: Plan, form: ChosenForm) -> None:
    data, chosen = form.cleaned_data, _chosen(plan, form)
    who: dict[str, Any] = {"plan": plan, "chosen": chosen, "by": person(request), "now": timezone.now()}
    if data["act"] == "owner" and data["owner"] == EVERYONE:
        give_to_everyone(**who)
    elif data["act"] == "owner":
        change_owner(role=data["owner"], **who)
    elif data["act"] == "week":
        change_week(week=data["week"], **who)
    else:
        state = Item.State(data["state"])
        change_states(state=state, reason=data["reason"], blocked_by=data["blocked_by"], **who)


def _chosen(plan: Plan, form: ChosenForm) -> Chosen:
    rows = Item.objects.filter(phase__plan=plan, pk__in=form.versions).select_related("phase").order_by("pk")
    found = [(item, form.versions[item.pk]) for item in rows]
    if len(found) != len(form.versions):
        raise DomainError("Some of the chosen items are no longer in this plan. Load the page again.")
    return found


def _item(plan: Plan, pk: int) -> Item:
    item = get_object_or_404(Item.objects.select_related("phase"), pk=pk, phase__plan=plan)
    item.phase.plan = plan
    return item


def _read(form: forms.Form) -> dict[str, Any]:
    if not form.is_valid():
        raise DomainError(LOST)
    return form.cleaned_data


def _typed_again(
    request: HttpRequest, plan: Plan, form: forms.Form, *, in_plan: bool, **at: Any
) -> HttpResponse:
    """The form is beside its list; of one that does not say which list, no page can be made."""
    if "view" in form.errors or "version" in form.errors or "phase" in form.errors:
        raise DomainError(LOST)
    view = cast(str, form.cleaned_data["view"])
    return show_list(request, plan, view, in_plan=in_plan, at=Working(**at), status=422)
