"""The page of an item, and what is sent from it. What is typed is never lost: whatever cannot be leads back to it."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from common.days import organisation_day
from common.decisions import ChangedSince, DomainError, Refused
from common.pages import render_page
from plans.forms.item_acts import CommentForm, CountForm, ItemPageForm, LinkForm, StateForm
from plans.forms.items import ItemForm
from plans.models import Change, Item, Plan
from plans.policies import may_arrange, may_change_items, may_comment, may_undo
from plans.queries.item_page import item_page
from plans.queries.mentions import people_of
from plans.queries.practices import practice_titles
from plans.queries.visible import visible_plan
from plans.services.item_edits import edit_item
from teams.signed_in import person

PAGE = "plans/item.html"


@require_http_methods(["GET", "HEAD", "POST"])
def plan_item(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    item = visible_item(request, slug, pk)
    if request.method != "POST":
        return show_item(request, item)
    may_change_items(person(request), item.phase.plan).require()
    return answered(request, item, _item_form(item, request.POST), edit_item)


def visible_item(request: HttpRequest, slug: str, pk: int) -> Item:
    """An item of a started plan that the person may see; `Http404` where there is none."""
    plan, _ = visible_plan(person(request), slug, Plan.Kind.STARTED)
    item = get_object_or_404(Item.objects.select_related("phase", "done_by"), pk=pk, phase__plan=plan)
    item.phase.plan = plan
    return item


def answered(
    request: HttpRequest, item: Item, form: ItemPageForm, do: Callable[..., object], place: str = ""
) -> HttpResponse:
    """Has the service `do` do what the form asks for, and leads back to its `place` on the page.

    Where that cannot be: the page as it is by now, with what was typed and what is wrong beside it.
    """
    told = ""
    if form.is_valid():
        try:
            do(item=item, **form.asked, by=person(request), now=timezone.now())
        except Refused:
            raise
        except ChangedSince as error:
            item = visible_item(request, item.phase.plan.slug, item.pk)
            form, told = form.on(item), error.message
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            return back_to(item, place)
    form.point_out()
    return show_item(request, item, sent=form, told=told, status=409 if told else 422)


def back_to(item: Item, place: str = "") -> HttpResponse:
    address = reverse("plan_item", args=(item.phase.plan.slug, item.pk))
    return redirect(f"{address}#{place}" if place else address)


def show_item(
    request: HttpRequest, item: Item, *, sent: ItemPageForm | None = None, told: str = "", status: int = 200
) -> HttpResponse:
    """`sent` is the form that did not go through, `told` what somebody else did meanwhile."""
    page, user, plan = item_page(item, today=organisation_day()), person(request), item.phase.plan
    last = page.last_change
    change = Change.objects.select_related("plan__team").get(pk=last.change) if last else None
    context = {
        "plan": plan,
        "item": item,
        "page": page,
        "forms": _forms(item) | ({sent.name: sent} if sent else {}),
        "sent": sent,
        "told": told,
        "may_change": may_change_items(user, plan),
        "may_comment": may_comment(plan),
        "may_arrange": may_arrange(user, plan),
        "undoable": change if change and may_undo(user, change) else None,
        "people": people_of(plan),
    }
    return render_page(request, PAGE, context, status=status)


def _forms(item: Item) -> dict[str, ItemPageForm]:
    """Every form of the page, by its name, as nobody has typed into it yet."""
    state = StateForm(initial={"reason": item.reason, "blocked_by": item.blocked_by})
    return {form.name: form for form in (_item_form(item), state, CommentForm(), LinkForm(), CountForm())}


def _item_form(item: Item, data: Any = None) -> ItemForm:
    roles = item.phase.plan.roles.order_by("position")
    return ItemForm(data, item=item, roles=roles, practices=practice_titles())
