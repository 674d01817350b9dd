"""The list of people, and what a person's page says."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Self

from django.core.paginator import Paginator
from django.db.models import Prefetch, Q, QuerySet
from django.shortcuts import get_object_or_404

from common.page_address import PageAddress
from teams.models import Event, Invitation, Membership, Team, User
from teams.models.user import HAS_SIGNED_IN
from teams.queries.held import Held, held_by
from teams.queries.invitations import can_be_invited, waiting_people
from teams.queries.own_security import SecondFactor, second_factor

PER_PAGE = 50
EVENTS_SHOWN = 10
STATES = {
    "active": "Active",
    "invited": "Invited",
    "waiting": "Not invited",
    "off": "Deactivated",
}


@dataclass(frozen=True, slots=True)
class PeopleAddress(PageAddress):
    """What the address of the list says. `team` is a slug; what makes no sense is as if it were not there."""

    words: str = ""
    role: str = ""
    team: str = ""
    state: str = ""
    page: str = ""

    @property
    def is_filtered(self) -> bool:
        return any((self.words, self.role, self.team, self.state))

    def on_page(self, number: int) -> Self:
        return replace(self, page=str(number) if number > 1 else "")


@dataclass(frozen=True, slots=True)
class PersonLine:
    """`state` is a key of `STATES`."""

    person: User
    state: str
    memberships: Sequence[Membership]

    @property
    def state_words(self) -> str:
        return STATES[self.state]


@dataclass(frozen=True, slots=True)
class PeopleList:
    """A page of the people; `count` and `pages` (number and address) are of all that was asked for, `waiting` of all
    people whom an invitation would let in."""

    address: PeopleAddress
    lines: Sequence[PersonLine]
    count: int
    page: int
    pages: Sequence[tuple[int, str]]
    waiting: int
    teams: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class PersonPage:
    """`held` is what the person still leads or has to do; `teams` are those that they could join."""

    line: PersonLine
    invitation: Invitation | None
    factor: SecondFactor | None
    held: Sequence[Held]
    teams: Sequence[Team]
    events: Sequence[Event]


def people_list(address: PeopleAddress, now: datetime) -> PeopleList:
    """Five statements, however many people."""
    paginator = Paginator(_asked_for(address, now), PER_PAGE)
    page = paginator.get_page(address.page)
    return PeopleList(
        address=address,
        lines=[_line(person, now) for person in page],
        count=paginator.count,
        page=page.number,
        pages=[(number, address.on_page(number).query) for number in paginator.page_range],
        waiting=waiting_people(now).count(),
        teams=list(Team.objects.order_by("name").values_list("slug", "name")),
    )


def person_line(number: int, now: datetime) -> PersonLine:
    """404 where nobody has this number. Two statements."""
    return _line(get_object_or_404(_with_teams(User.objects.all()), pk=number), now)


def person_page(number: int, now: datetime) -> PersonPage:
    """404 where nobody has this number. A fixed number of statements."""
    line = person_line(number, now)
    person = line.person
    own = [membership.team_id for membership in line.memberships]
    about = Q(subject_type="teams.user", subject_id=person.pk)
    return PersonPage(
        line=line,
        invitation=getattr(person, "invitation", None),
        factor=second_factor(person),
        held=held_by(person),
        teams=list(Team.objects.filter(archived_on=None).exclude(pk__in=own).order_by("name")),
        events=list(Event.objects.filter(about).select_related("team").order_by("-id")[:EVENTS_SHOWN]),
    )


def _asked_for(address: PeopleAddress, now: datetime) -> QuerySet[User]:
    rows = _with_teams(User.objects.order_by("name", "pk"))
    if address.words:
        rows = rows.filter(Q(name__icontains=address.words) | Q(email__icontains=address.words))
    if address.role in User.Role.values:
        rows = rows.filter(role=address.role)
    if address.team:
        rows = rows.filter(memberships__team__slug=address.team)
    if address.state in STATES:
        rows = rows.filter(_is_in(address.state, now))
    return rows


def _with_teams(rows: QuerySet[User]) -> QuerySet[User]:
    memberships = Membership.objects.select_related("team").order_by("role", "team__name")
    return rows.select_related("invitation").prefetch_related(
        Prefetch("memberships", memberships, to_attr="in_teams")
    )


def _is_in(state: str, now: datetime) -> Q:
    if state == "off":
        return Q(is_active=False)
    if state == "active":
        return Q(is_active=True) & HAS_SIGNED_IN
    waits = can_be_invited(now)
    return waits if state == "waiting" else Q(is_active=True) & ~HAS_SIGNED_IN & ~waits


def _line(person: User, now: datetime) -> PersonLine:
    return PersonLine(person, _state(person, now), person.in_teams)  # type: ignore[attr-defined]  # prefetched above


def _state(person: User, now: datetime) -> str:
    if not person.is_active:
        return "off"
    if person.has_signed_in:
        return "active"
    invitation: Invitation | None = getattr(person, "invitation", None)
    return "invited" if invitation and invitation.is_open(now) else "waiting"
