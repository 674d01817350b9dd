"""Posts from the page of an item: its state, its count, links, comments, and taking a change back."""

from collections.abc import Callable
from typing import Final

from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_POST

from common.decisions import ChangedSince, DomainError, Refused
from plans.forms.item_acts import CommentForm, CountForm, LinkForm, StateForm
from plans.models import Change, Comment, CountTick, ItemLink
from plans.policies import may_change_items, may_comment
from plans.queries.changes import ADDED
from plans.services.item_states import change_item_state
from plans.services.item_talk import add_comment, add_link, add_tick, remove_comment, remove_link, remove_tick
from plans.services.undo import undo_change
from plans.views.items import answered, back_to, show_item, visible_item
from teams.signed_in import person

type Removal = tuple[type[Model], Callable[..., object], str]
REMOVALS: Final[dict[str, Removal]] = {
    "comment": (Comment, remove_comment, "comments"),
    "link": (ItemLink, remove_link, "links"),
    "tick": (CountTick, remove_tick, "count"),
}
"""What can be taken off an item, by its service's word for it: the rows, the service, its place on the page."""


@require_POST
def change_state(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    item = visible_item(request, slug, pk)
    may_change_items(person(request), item.phase.plan).require()
    return answered(request, item, StateForm(request.POST), change_item_state)


@require_POST
def comment(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    item = visible_item(request, slug, pk)
    may_comment(item.phase.plan).require()
    return answered(request, item, CommentForm(request.POST), add_comment, "comments")


@require_POST
def link(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    item = visible_item(request, slug, pk)
    may_change_items(person(request), item.phase.plan).require()
    return answered(request, item, LinkForm(request.POST), add_link, "links")


@require_POST
def count(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    item = visible_item(request, slug, pk)
    may_change_items(person(request), item.phase.plan).require()
    return answered(request, item, CountForm(request.POST), add_tick, "count")


@require_POST
def remove(request: HttpRequest, slug: str, pk: int, row: int, what: str) -> HttpResponse:
    """`what` is a word of `REMOVALS`, which the address knows."""
    item, (model, service, place) = visible_item(request, slug, pk), REMOVALS[what]
    rows = model._default_manager.select_related("item__phase__plan")
    found = get_object_or_404(rows, pk=row, item=item)
    service(**{what: found}, by=person(request), now=timezone.now())
    return back_to(item, place)


@require_POST
def undo(request: HttpRequest, slug: str, pk: int, change: int) -> HttpResponse:
    """Of a change that touched this item, with all else that it touched; the item stays."""
    item = visible_item(request, slug, pk)
    rows = Change.objects.filter(plan=item.phase.plan_id, values__item=item).exclude(verb=ADDED).distinct()
    found = get_object_or_404(rows, pk=change)
    try:
        undo_change(change=found, by=person(request), now=timezone.now())
    except Refused:
        raise
    except DomainError as error:
        status = 409 if isinstance(error, ChangedSince) else 422
        return show_item(request, visible_item(request, slug, pk), told=error.message, status=status)
    return back_to(item)
