"""A person who goes, and one who comes back."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from common.decisions import ChangedSince, DomainError, Refused
from common.pages import render_page
from teams.forms.people import ForgetForm
from teams.models import User
from teams.policies import may_administer, may_deactivate, may_forget
from teams.queries.forgetting import forgetting
from teams.queries.held import held_by
from teams.services.forgetting import forget_person
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


@require_http_methods(["GET", "HEAD", "POST"])
def forget(request: HttpRequest, number: int) -> HttpResponse:
    """Says first where the name stands."""
    may_administer(person(request)).require()
    who = get_object_or_404(User, pk=number)
    if who.forgotten_at:
        return redirect("person", number)
    may_forget(person(request), who).require()
    known = forgetting(who)
    form = ForgetForm(request.POST if request.method == "POST" else None, known=known)
    if form.is_valid() and _forgotten(request, who, form):
        return redirect("person", number)
    status = 422 if form.is_bound else 200
    return render_page(request, "teams/forget.html", {"known": known, "form": form}, status=status)


def _forgotten(request: HttpRequest, who: User, form: ForgetForm) -> bool:
    """False where the new words will not do, which the form then says."""
    try:
        count = forget_person(person=who, **form.cleaned_data, by=person(request), now=timezone.now())
    except (Refused, ChangedSince):
        raise
    except DomainError as error:
        form.add_error("words", error.message)
        return False
    messages.success(request, f"Name and address are replaced, in {count} place{'' if count == 1 else 's'}.")
    return True
