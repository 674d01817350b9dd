"""What the link of an invitation opens, and who waits for an invitation."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from teams.invitation_links import letter_of
from teams.models import Invitation, User
from teams.models.user import HAS_SIGNED_IN

MOST_AT_ONCE = 200

ENDED = {
    "broken": "This link is not whole. Copy all of it from the mail.",
    "used": "This invitation was used already. Sign in with the password that was chosen, or ask for a new one.",
    "replaced": "You were sent a newer mail after this one. Use the link in the newest.",
    "withdrawn": "This invitation was taken back. Ask the administrator who invited you.",
    "expired": "This invitation is too old. Ask the administrator who invited you to send it again.",
}
"""Why a link opens nothing, and what to do."""


@dataclass(frozen=True, slots=True)
class Door:
    """`state` is "open" or a key of `ENDED`; no invitation where the link is broken."""

    state: str
    invitation: Invitation | None = None

    @property
    def is_open(self) -> bool:
        return self.state == "open"

    @property
    def words(self) -> str:
        return ENDED.get(self.state, "")


def door_of(token: str, *, now: datetime) -> Door:
    """One statement, none for a link that nobody signed."""
    letter = letter_of(token)
    found = Invitation.objects.select_related("person", "sent_by")
    invitation = found.filter(pk=letter.invitation).first() if letter else None
    if letter is None or invitation is None:
        return Door("broken")
    return Door(_state(invitation, letter.number, now), invitation)


def _state(invitation: Invitation, number: int, now: datetime) -> str:
    if invitation.accepted_at or invitation.person.has_signed_in:
        return "used"
    if invitation.withdrawn_at or not invitation.person.is_active:
        return "withdrawn"
    if number != invitation.number:
        return "replaced"
    return "open" if invitation.is_open(now) else "expired"


def can_be_invited(now: datetime) -> "Q":
    """Of a person: cannot sign in, and has no invitation that still opens."""
    has_open = Q(invitation__accepted_at=None, invitation__withdrawn_at=None, invitation__expires_at__gt=now)
    return Q(is_active=True) & ~HAS_SIGNED_IN & (Q(invitation=None) | ~has_open)


def waiting_people(now: datetime) -> QuerySet[User]:
    """Everybody who was brought in without a way to sign in, by name."""
    return User.objects.filter(can_be_invited(now)).order_by("name", "pk")
