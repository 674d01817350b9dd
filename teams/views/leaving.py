"""A person who goes, and one who comes back."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from common.pages import render_page
from teams.models import User
from teams.policies import may_administer, may_deactivate
from teams.queries.held import held_by
from teams.services.people import deactivate_person, reactivate_person
from teams.signed_in import person


@require_http_methods(["GET", "HEAD", "POST"])
def deactivate(request: HttpRequest, number: int) -> HttpResponse:
    """Says first what the person still leads or has to do."""
    may_administer(person(request)).require()
    who = get_object_or_404(User, pk=number)
    may_deactivate(person(request), who).require()
    if request.method == "POST":
        if deactivate_person(person=who, by=person(request), now=timezone.now()):
            messages.success(request, f"{who.name} is deactivated and signed out.")
        return redirect("person", number)
    return render_page(request, "teams/deactivate.html", {"shown": who, "held": held_by(who)})


@require_POST
def reactivate(request: HttpRequest, number: int) -> HttpResponse:
    may_administer(person(request)).require()
    who = get_object_or_404(User, pk=number)
    if reactivate_person(person=who, by=person(request), now=timezone.now()):
        messages.success(request, f"{who.name} may sign in again.")
    return redirect("person", number)
