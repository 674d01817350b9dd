"""Buttons of a draft: start, discard, weigh, move, retire, bring back. htmx gets the outline, others the page."""

from typing import cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from common.decisions import DomainError
from common.pages import HtmxRequest, render_page
from maturity.models import MaturityModel, ModelVersion
from maturity.policies import may_load_model, sees_model_drafts
from maturity.queries.model_versions import find_version
from maturity.services.model_drafts import (
    Entry,
    Kind,
    Weighed,
    move_entry,
    restore_entry,
    retire_entry,
    weigh_entries,
)
from maturity.services.model_versions import discard_draft, start_draft
from maturity.views.model_versions import show, visible_version
from teams.signed_in import person


@require_POST
def start(request: HttpRequest, key: str) -> HttpResponse:
    """The model's draft, made from its newest version where there is none."""
    if not sees_model_drafts(person(request)):
        raise Http404("There is no such page.")
    model = get_object_or_404(MaturityModel, key=key)
    draft = start_draft(model=model, by=person(request), now=timezone.now())
    return redirect("model_version", key, draft.number)


@require_http_methods(["GET", "HEAD", "POST"])
def discard(request: HttpRequest, key: str, number: int) -> HttpResponse:
    """Ask first, then take the draft away."""
    version = draft_to_edit(request, key, number)
    if request.method != "POST":
        return render_page(request, "maturity/model_discard.html", {"version": version})
    discard_draft(draft=version, by=person(request), now=timezone.now())
    messages.success(request, f"The draft of version {number} is discarded.")
    return redirect("models")


@require_POST
def weigh(request: HttpRequest, key: str, number: int) -> HttpResponse:
    version = draft_to_edit(request, key, number)
    weigh_entries(draft=version, weighed=_weighed(request.POST), by=person(request), now=timezone.now())
    return _answer(request, version)


@require_POST
def move(request: HttpRequest, key: str, number: int, entry: str, kind: Kind) -> HttpResponse:
    version = draft_to_edit(request, key, number)
    place = _whole(request.POST.get("place", ""), "Choose a place.", highest=100)
    move_entry(draft=version, kind=kind, key=entry, place=place, by=person(request), now=timezone.now())
    return _answer(request, version, f"{kind}-{entry}")


@require_POST
def retire(request: HttpRequest, key: str, number: int, entry: str, kind: Kind) -> HttpResponse:
    version = draft_to_edit(request, key, number)
    opened = Entry(kind, entry, request.POST.get("opened", ""))
    retire_entry(draft=version, entry=opened, by=person(request), now=timezone.now())
    return _answer(request, version, "removed")


@require_POST
def restore(request: HttpRequest, key: str, number: int, entry: str, kind: Kind) -> HttpResponse:
    version = draft_to_edit(request, key, number)
    restore_entry(draft=version, kind=kind, key=entry, by=person(request), now=timezone.now())
    return _answer(request, version, f"{kind}-{entry}")


def draft_to_edit(request: HttpRequest, key: str, number: int) -> ModelVersion:
    """Http404 where the person sees no drafts, Refused where they may not edit, DomainError where it is no draft."""
    version = visible_version(request, key, number)
    if not sees_model_drafts(person(request)):
        raise Http404("There is no such page.")
    may_load_model(person(request)).require()
    if not version.is_draft:
        state = version.get_state_display().lower()
        raise DomainError(f"Version {number} is {state} and frozen. Start a draft to change the model.")
    return version


def _answer(request: HttpRequest, version: ModelVersion, place: str = "") -> HttpResponse:
    """What stands there now: the outline for htmx, the page by a redirect for others."""
    key, number = version.model.key, version.number
    if cast(HtmxRequest, request).htmx:
        return show(request, find_version(key, number))
    return redirect(reverse("model_version", args=(key, number)) + (f"#{place}" if place else ""))


def _weighed(posted: QueryDict) -> list[Weighed]:
    """The weights of a post: "practice KEY" with what it was beside it, as "was practice KEY"."""
    found = []
    kinds: tuple[Kind, ...] = ("dimension", "practice")
    for kind in kinds:
        for name in posted:
            if name.startswith(f"{kind} "):
                message = "A weight is a whole number from 1 to 100."
                was, weight = (_whole(posted.get(n, ""), message) for n in (f"was {name}", name))
                found.append(Weighed(kind, name.removeprefix(f"{kind} "), was, weight))
    return found


def _whole(text: str, message: str, highest: int = 100) -> int:
    lowest = 1 if "weight" in message else 0
    if not (text.isascii() and text.isdigit() and len(text) <= 3 and lowest <= int(text) <= highest):
        raise DomainError(message)
    return int(text)
