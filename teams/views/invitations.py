"""Inviting people, and the page that their link opens."""

from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from common.pages import render_page
from teams.forms.invitations import AcceptForm
from teams.forms.people import InviteForm, WaitingForm
from teams.models import User
from teams.policies import may_administer
from teams.queries.invitations import MOST_AT_ONCE, door_of, waiting_people
from teams.services.invitations import (
    NotAllInvited,
    accept_invitation,
    invite,
    invite_people,
    invite_waiting,
    withdraw_invitation,
)
from teams.signed_in import person
from teams.waking import wake_mail


@require_http_methods(["GET", "HEAD", "POST"])
def invite_new(request: HttpRequest) -> HttpResponse:
    """People by their addresses; none is invited while a line is wrong."""
    may_administer(person(request)).require()
    form = InviteForm(request.POST) if request.method == "POST" else InviteForm()
    if form.is_valid() and _invited(request, form):
        return redirect("people")
    status = 422 if form.is_bound else 200
    return render_page(request, "teams/invite.html", {"form": form}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def invite_all_waiting(request: HttpRequest) -> HttpResponse:
    """Those who were brought in without a way to sign in, at most `MOST_AT_ONCE` of them at a time."""
    may_administer(person(request)).require()
    now = timezone.now()
    waiting = waiting_people(now)
    form = WaitingForm(request.POST) if request.method == "POST" else WaitingForm()
    if form.is_valid():
        count = invite_waiting(people=form.cleaned_data["person"], by=person(request), now=now)
        wake_mail()
        messages.success(request, f"{count} {'person is' if count == 1 else 'people are'} invited.")
        return redirect("people")
    context = {"form": form, "people": waiting[:MOST_AT_ONCE], "count": waiting.count()}
    return render_page(request, "teams/invite_waiting.html", context, status=422 if form.is_bound else 200)


@require_POST
def send_invitation(request: HttpRequest, number: int) -> HttpResponse:
    """To one person, the first time or again."""
    may_administer(person(request)).require()
    who = get_object_or_404(User, pk=number)
    invite(person=who, by=person(request), now=timezone.now())
    wake_mail()
    messages.success(request, f"An invitation is on its way to {who.email}.")
    return redirect("person", number)


@require_POST
def take_back(request: HttpRequest, number: int) -> HttpResponse:
    may_administer(person(request)).require()
    who = get_object_or_404(User, pk=number)
    if withdraw_invitation(person=who, by=person(request), now=timezone.now()):
        messages.success(request, "The invitation was taken back: its link opens nothing any more.")
    else:
        messages.info(request, "There was no invitation to take back.")
    return redirect("person", number)


@login_not_required
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def accept(request: HttpRequest, token: str) -> HttpResponse:
    """What the link in an invitation opens; reading it uses nothing up."""
    door = door_of(token, now=timezone.now())
    if not door.is_open or door.invitation is None:
        return render_page(request, "teams/invitation_ended.html", {"door": door}, status=410)
    form = AcceptForm(door.invitation.person, request.POST if request.method == "POST" else None)
    if not form.is_valid():
        context = {"form": form, "invited": door.invitation.person}
        return render_page(request, "teams/invitation.html", context, status=422 if form.is_bound else 200)
    chosen = {"name": form.cleaned_data["name"], "password": form.cleaned_data["new_password1"]}
    user = accept_invitation(token=token, **chosen, by=None, now=timezone.now())
    login(request, user, backend="django.contrib.auth.backends.ModelBackend")
    return redirect("home")


def _invited(request: HttpRequest, form: InviteForm) -> bool:
    """False where nobody was, which the form then says, line by line."""
    try:
        people = invite_people(
            invitees=form.invitees, place=form.place, by=person(request), now=timezone.now()
        )
    except NotAllInvited as error:
        form.add_error("people", [str(fault) for fault in error.faults])
        return False
    wake_mail()
    count = len(people)
    who = people[0].name if count == 1 else f"{count} people"
    messages.success(request, f"{who} {'is' if count == 1 else 'are'} invited. The mail is on its way.")
    return True
