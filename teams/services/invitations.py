"""Inviting people, and what they do with it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F

from common.decisions import DomainError
from common.services import service
from teams.email_domains import is_in, refusal
from teams.invitation_lines import Fault, Invitee
from teams.invitation_links import LetterId
from teams.models import Invitation, Mail, Membership, Team, User
from teams.policies import may_administer, may_invite
from teams.queries.invitations import ENDED, door_of, waiting_people
from teams.services import activity
from teams.services.invitation_letter import TOPIC, letter_of_invitation
from teams.services.memberships import set_membership
from teams.services.outbox import queue_mail

LASTS = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Place:
    """Where invited people begin: their role in the organisation, and in a team."""

    role: str = User.Role.MEMBER
    team: Team | None = None
    team_role: str = Membership.Role.MEMBER


class NotAllInvited(DomainError):
    """Nobody was invited; `faults` says of each line what is wrong with it."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("Nobody was invited yet. Mend these lines first.")
        self.faults = faults


@service
def invite_people(*, invitees: Sequence[Invitee], place: Place, by: User, now: datetime) -> Sequence[User]:
    """All of them or, with `NotAllInvited`, none. Who was brought in without a password keeps name and role."""
    may_administer(by).require()
    known = _by_email([invitee.email for invitee in invitees])
    faults = [fault for invitee in invitees if (fault := _fault(invitee, known.get(invitee.email), by))]
    if faults:
        raise NotAllInvited(faults)
    people = [known.get(invitee.email) or _add(invitee, place, by, now) for invitee in invitees]
    for person in people:
        if place.team:
            set_membership(person=person, team=place.team, role=place.team_role, by=by, now=now)
        invite(person=person, by=by, now=now)
    return people


@service
def invite(*, person: User, by: User, now: datetime) -> Invitation:
    """A first letter, or the next one, which ends the links of those before."""
    person = User.objects.select_for_update().get(pk=person.pk)
    may_invite(by, person).require()
    invitation, is_new = Invitation.objects.select_for_update().get_or_create(
        person=person, defaults={"sent_at": now, "sent_by": by, "expires_at": now + LASTS}
    )
    if not is_new:
        Invitation.objects.filter(pk=invitation.pk).update(
            number=F("number") + 1,
            sent_at=now,
            sent_by=by,
            expires_at=now + LASTS,
            withdrawn_at=None,
            accepted_at=None,
        )
        invitation.refresh_from_db()
    invitation.person = person
    letter = LetterId(invitation.pk, invitation.number)
    verb = "invited" if is_new else "invited again"
    activity.record(by=by, now=now, verb=verb, subject=person, detail={"letter": invitation.number})
    queue_mail(
        to=person,
        topic=f"{TOPIC} {invitation.number}",  # each its own: a person who lost one gets another the same day
        key=str(letter),
        letter=letter_of_invitation(invitation, by=by),
        switch=Mail.Switch.NONE,
        by=by,
        now=now,
    )
    return invitation


@service
def invite_waiting(*, people: Iterable[User], by: User, now: datetime) -> int:
    """Those of the people who still wait for an invitation; how many that were."""
    may_administer(by).require()
    wanted = list(waiting_people(now).filter(pk__in=[person.pk for person in people]))
    for person in wanted:
        invite(person=person, by=by, now=now)
    return len(wanted)


@service
def withdraw_invitation(*, person: User, by: User, now: datetime) -> bool:
    """Its link opens nothing any more. False where there is none to take back."""
    may_administer(by).require()
    is_open = Invitation.objects.filter(person=person, accepted_at=None, withdrawn_at=None)
    if not is_open.update(withdrawn_at=now):
        return False
    activity.record(by=by, now=now, verb="took back the invitation of", subject=person)
    return True


@service
def accept_invitation(*, token: str, name: str, password: str, by: User | None, now: datetime) -> User:
    """The person, with the name and the password that they chose. DomainError where the link opens nothing (any more).

    Of two at once the second finds it used.
    """
    door = door_of(token, now=now)
    if not door.is_open or door.invitation is None:
        raise DomainError(ENDED[door.state])
    person = User.objects.select_for_update().get(pk=door.invitation.person_id)
    taken = Invitation.objects.filter(pk=door.invitation.pk, number=door.invitation.number)
    if not taken.filter(accepted_at=None, withdrawn_at=None).update(accepted_at=now):
        raise DomainError(ENDED["used"])
    person.name = name
    person.set_password(password)
    person.save(update_fields=["name", "password"])
    activity.record(by=by or person, now=now, verb="accepted the invitation of", subject=person)
    return person


def _by_email(emails: Iterable[str]) -> dict[str, User]:
    return {person.email: person for person in User.objects.filter(email__in=list(emails))}


def _fault(invitee: Invitee, person: User | None, by: User) -> Fault | None:
    if not is_in(invitee.email, settings.EMAIL_DOMAINS):
        return Fault(invitee.line, refusal(invitee.email, settings.EMAIL_DOMAINS))
    if person and not (decision := may_invite(by, person)):
        return Fault(invitee.line, decision.reason)
    return None


def _add(invitee: Invitee, place: Place, by: User, now: datetime) -> User:
    try:
        with transaction.atomic():
            person = User.objects.create_user(
                invitee.email, name=invitee.name, role=place.role, joined_at=now
            )
    except IntegrityError as error:
        words = f"{invitee.email} was added by somebody else just now. Send the form again."
        raise NotAllInvited([Fault(invitee.line, words)]) from error
    activity.record(by=by, now=now, verb="added", subject=person, detail={"role": person.role})
    return person
