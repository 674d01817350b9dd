"""Administering people: the list, one person, and who is in a team."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from common.decisions import ChangedSince, DomainError, Refused
from common.pages import render_page
from teams.forms.people import MembershipForm, PersonForm
from teams.models import Membership, Team, User
from teams.policies import may_administer, may_invite
from teams.queries.people import STATES, PeopleAddress, people_list, person_page
from teams.queries.team_people import people_of_team
from teams.services.memberships import end_membership, set_membership
from teams.services.people import change_person
from teams.signed_in import person


@require_safe
def list_people(request: HttpRequest) -> HttpResponse:
    may_administer(person(request)).require()
    page = people_list(PeopleAddress.read(request.GET.dict()), timezone.now())
    context = {"page": page, "roles": User.Role.choices, "states": STATES.items()}
    return render_page(request, "teams/people.html", context, partials=("people",))


@require_http_methods(["GET", "HEAD", "POST"])
def show_person(request: HttpRequest, number: int) -> HttpResponse:
    """The page of one person, and the form with their name, address and role."""
    may_administer(person(request)).require()
    found = get_object_or_404(User, pk=number)
    form = PersonForm(request.POST if request.method == "POST" else None, person=found)
    if form.is_valid() and _changed(request, found, form):
        return redirect("person", number)
    return _show(request, number, form, status=422 if form.is_bound else 200)


@require_POST
def change_membership(request: HttpRequest, number: int) -> HttpResponse:
    """From the person's page: in which team, and as what."""
    _set_membership(request, person_number=number, slug=request.POST.get("team", ""))
    return redirect("person", number)


@require_http_methods(["GET", "HEAD", "POST"])
def team_people(request: HttpRequest, slug: str) -> HttpResponse:
    """Who is in a team, and as what."""
    may_administer(person(request)).require()
    team = get_object_or_404(Team.objects.select_related("division"), slug=slug)
    if request.method == "POST":
        _set_membership(request, person_number=request.POST.get("person", ""), slug=slug)
        return redirect("team_people", slug)
    context = {"team": team, "people": people_of_team(team), "roles": Membership.Role.choices}
    return render_page(request, "teams/team_people.html", context)


def _set_membership(request: HttpRequest, *, person_number: object, slug: str) -> None:
    may_administer(person(request)).require()
    typed = {"person": person_number, "team": slug, "role": request.POST.get("role", "")}
    form = MembershipForm(typed)
    if not form.is_valid():
        raise DomainError("Choose a person, a team and a role from the lists.")
    who, team, role = (form.cleaned_data[name] for name in ("person", "team", "role"))
    asks = {"person": who, "team": team, "by": person(request), "now": timezone.now()}
    if role and set_membership(role=role, **asks):
        messages.success(request, f"{who.name} is a {role} in {team.name}.")
    elif not role and end_membership(**asks):
        messages.success(request, f"{who.name} is not in {team.name} any more.")
    else:
        messages.info(request, "Nothing changed: it was so already.")


def _changed(request: HttpRequest, found: User, form: PersonForm) -> bool:
    """False where a rule says no, which the form then says."""
    try:
        changed = change_person(person=found, **form.cleaned_data, by=person(request), now=timezone.now())
    except (Refused, ChangedSince):
        raise
    except DomainError as error:
        form.add_error(None, error.message)
        return False
    messages.success(request, "Saved." if changed else "Nothing changed.")
    return True


def _show(request: HttpRequest, number: int, form: PersonForm, *, status: int) -> HttpResponse:
    page = person_page(number, timezone.now())
    context: dict[str, Any] = {
        "page": page,
        "shown": page.line.person,
        "form": form,
        "may_invite": may_invite(person(request), page.line.person),
        "roles": Membership.Role.choices,
    }
    return render_page(request, "teams/person.html", context, status=status)
