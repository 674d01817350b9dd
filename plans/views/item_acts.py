"""Posts from the page of an item: its state, its count, links, comments, and taking a change back."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from common.decisions import DomainError
from plans.forms.items import CommentForm, CountForm, LinkForm, StateForm, state_of
from plans.models import Change, Comment, CountTick, Item, ItemLink
from plans.services.item_states import change_item_state
from plans.services.item_talk import add_comment, add_link, add_tick, remove_comment, remove_link, remove_tick
from plans.services.undo import undo_change
from plans.views.items import visible_item
from teams.signed_in import person


@require_POST
def change_state(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    item = visible_item(request, slug, pk)
    asked = state_of(_valid(StateForm(request.POST)))
    change_item_state(
        item=item,
        version=asked.version,
        state=asked.state,
        reason=asked.reason,
        blocked_by=asked.blocked_by,
        by=person(request),
        now=timezone.now(),
    )
    return _back(item)


@require_POST
def undo(request: HttpRequest, slug: str, pk: int, change: int) -> HttpResponse:
    """Of a change that touched this item, with all else that it touched."""
    item = visible_item(request, slug, pk)
    rows = Change.objects.filter(plan=item.phase.plan_id, values__item=item).distinct()
    found = get_object_or_404(rows, pk=change)
    undo_change(change=found, by=person(request), now=timezone.now())
    return _back(item)


@require_POST
def comment(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    item, data = visible_item(request, slug, pk), _valid(CommentForm(request.POST)).cleaned_data
    add_comment(item=item, text=data["text"], seen=data["seen"], by=person(request), now=timezone.now())
    return _back(item, "comments")


@require_POST
def comment_remove(request: HttpRequest, slug: str, pk: int, comment: int) -> HttpResponse:
    item = visible_item(request, slug, pk)
    found = get_object_or_404(Comment.objects.select_related("item__phase__plan"), pk=comment, item=item)
    remove_comment(comment=found, by=person(request), now=timezone.now())
    return _back(item, "comments")


@require_POST
def link(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    item, data = visible_item(request, slug, pk), _valid(LinkForm(request.POST)).cleaned_data
    add_link(item=item, title=data["title"], url=data["url"], by=person(request), now=timezone.now())
    return _back(item, "links")


@require_POST
def link_remove(request: HttpRequest, slug: str, pk: int, link: int) -> HttpResponse:
    item = visible_item(request, slug, pk)
    found = get_object_or_404(ItemLink.objects.select_related("item__phase__plan"), pk=link, item=item)
    remove_link(link=found, by=person(request), now=timezone.now())
    return _back(item, "links")


@require_POST
def count(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    item, data = visible_item(request, slug, pk), _valid(CountForm(request.POST)).cleaned_data
    add_tick(item=item, note=data["note"], seen=data["seen"], by=person(request), now=timezone.now())
    return _back(item, "count")


@require_POST
def count_remove(request: HttpRequest, slug: str, pk: int, tick: int) -> HttpResponse:
    item = visible_item(request, slug, pk)
    found = get_object_or_404(CountTick.objects.select_related("item__phase__plan"), pk=tick, item=item)
    remove_tick(tick=found, by=person(request), now=timezone.now())
    return _back(item, "count")


def _valid[Asked: forms.Form](form: Asked) -> Asked:
    if form.is_valid():
        return form
    raise DomainError(
        " ".join(f"{name.capitalize()}: {' '.join(map(str, said))}" for name, said in form.errors.items())
    )


def _back(item: Item, place: str = "") -> HttpResponse:
    address = reverse("plan_item", args=(item.phase.plan.slug, item.pk))
    return redirect(f"{address}#{place}" if place else address)
