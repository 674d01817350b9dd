"""Who may do what with teams."""

from common.decisions import ALLOWED, Decision, refuse
from teams.models import Membership, Team, User


def role_in(user: User, team: Team) -> str | None:
    """The person's role in the team ("lead", "member"), or None for somebody outside it."""
    return (
        Membership.objects.filter(user=user, team=team).order_by("pk").values_list("role", flat=True).first()
    )


def oversees(user: User) -> bool:
    """Leadership and administrators see across all teams."""
    return user.role in {User.Role.LEADERSHIP, User.Role.ADMINISTRATOR}


def may_administer(user: User) -> Decision:
    if user.role == User.Role.ADMINISTRATOR:
        return ALLOWED
    return refuse("Only an administrator of this workspace may do this.")


def may_read_log(user: User) -> Decision:
    """It tells also of drafts, and of what was put right since: it is for finding out, not for reading along."""
    if user.role == User.Role.ADMINISTRATOR:
        return ALLOWED
    return refuse("Only an administrator of this workspace may read its activity log.")
