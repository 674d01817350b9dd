"""Moving a cycle to another version of its model: what would become of the answers, and doing it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from common.pages import render_page
from maturity.forms.cycles import MoveForm
from maturity.models import Cycle, ModelVersion
from maturity.policies import may_move_cycle
from maturity.queries.cycles import find_cycle
from maturity.queries.moves import move_preview, versions_to_move_to
from maturity.services.moving import move_cycle
from teams.signed_in import person


@require_http_methods(["GET", "HEAD", "POST"])
def move(request: HttpRequest, slug: str) -> HttpResponse:
    may_move_cycle(person(request)).require()
    cycle = find_cycle(slug)
    if request.method == "POST":
        return _moved(request, cycle)
    versions = list(versions_to_move_to(cycle))
    version = _chosen(versions, request.GET.get("version", ""))
    context = {
        "cycle": cycle,
        "versions": versions,
        "version": version,
        "preview": move_preview(cycle, version) if version is not None else None,
    }
    return render_page(request, "maturity/cycle_move.html", context, partials=("preview",))


def _chosen(versions: list[ModelVersion], number: str) -> ModelVersion | None:
    """The one that the address names, else the newest."""
    named = [version for version in versions if str(version.number) == number]
    return next(iter([*named, *versions]), None)


def _moved(request: HttpRequest, cycle: Cycle) -> HttpResponse:
    form = MoveForm(request.POST, cycle=cycle)
    if not form.is_valid():
        messages.error(request, "Choose a version that is published, then look at what changes.")
        return redirect("cycle_move", cycle.slug)
    version, seen = form.cleaned_data["version"], form.cleaned_data["seen"]
    done = move_cycle(cycle=cycle, version=version, by=person(request), now=timezone.now(), seen=seen)
    messages.success(
        request, _said(f"{cycle.name} asks version {version.number} now.", len(done.asked_again))
    )
    return redirect("cycle", cycle.slug)


def _said(words: str, again: int) -> str:
    if not again:
        return words
    return f"{words} {again} practice{' is' if again == 1 else 's are'} asked again."
