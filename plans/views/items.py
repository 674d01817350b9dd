"""The page of an item, and its form. What is typed is never lost: the second of two writers gets it back."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from common.days import organisation_day
from common.decisions import ChangedSince, DomainError, Refused
from common.pages import render_page
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
        return _show(request, item, item_form(item))
    may_change_items(person(request), item.phase.plan).require()
    form = item_form(item, request.POST)
    if not form.is_valid():
        return _show(request, item, form, status=422)
    try:
        edit_item(
            item=item,
            version=form.cleaned_data["version"],
            edit=form.edit,
            by=person(request),
            now=timezone.now(),
        )
    except Refused:
        raise
    except DomainError as error:
        return _contested(request, slug, pk, error)
    return redirect("plan_item", slug, pk)


def visible_item(request: HttpRequest, slug: str, pk: int) -> Item:
    """An item of a started plan that the person may see; `Http404` where there is none."""
    plan, _ = visible_plan(person(request), slug, Plan.Kind.STARTED)
    item = get_object_or_404(Item.objects.select_related("phase", "done_by"), pk=pk, phase__plan=plan)
    item.phase.plan = plan
    return item


def item_form(item: Item, data: Any = None) -> ItemForm:
    roles = item.phase.plan.roles.order_by("position")
    return ItemForm(data, item=item, roles=roles, practices=practice_titles())


def _contested(request: HttpRequest, slug: str, pk: int, error: DomainError) -> HttpResponse:
    """The form as it was typed, beside what the item says by now. Saving it again is meant."""
    item = visible_item(request, slug, pk)
    typed = request.POST.copy()
    typed["version"] = str(item.version)
    form = item_form(item, typed)
    is_contest = isinstance(error, ChangedSince)
    if not is_contest:
        form.add_error(None, error.message)
    told = error.message if is_contest else ""
    return _show(request, item, form, status=409 if is_contest else 422, told=told)


def _show(
    request: HttpRequest, item: Item, form: ItemForm, *, status: int = 200, told: str = ""
) -> HttpResponse:
    page, user, plan = item_page(item, today=organisation_day()), person(request), item.phase.plan
    last = page.last_change
    change = Change.objects.select_related("plan__team").get(pk=last.change) if last else None
    context = {
        "plan": plan,
        "item": item,
        "page": page,
        "form": form,
        "told": told,
        "may_change": may_change_items(user, plan),
        "may_comment": may_comment(plan),
        "may_arrange": may_arrange(user, plan),
        "undoable": change if change and may_undo(user, change) else None,
        "people": people_of(plan),
    }
    return render_page(request, PAGE, context, status=status)
