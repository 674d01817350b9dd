"""The mail that invites somebody."""

from teams.invitation_links import STANDS_FOR_LINK
from teams.letters import Letter, write_letter
from teams.models import Invitation, User, Workspace

TOPIC = "invitation"


def letter_of_invitation(invitation: Invitation, *, by: User | None) -> Letter:
    """The words for the invited person; the link is put in when the mail leaves."""
    workspace = Workspace.objects.first()
    place = workspace.name if workspace else "Waymark"
    context = {
        "by": by,
        "place": place,
        "invitation": invitation,
        "link": STANDS_FOR_LINK,
    }
    who = f"{by.name} invites you" if by else "You are invited"
    return write_letter("invitation", to=invitation.person, subject=f"{who} to {place}", context=context)
