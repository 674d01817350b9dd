"""Who is in what, who did what, and what is sent to whom."""

from teams.models.event import Event
from teams.models.importing import ColumnChoice, ImportFile, ImportJob
from teams.models.invitation import Invitation
from teams.models.mail import Mail
from teams.models.organisation import Division, Membership, Team
from teams.models.user import User
from teams.models.workspace import Workspace

__all__ = [
    "ColumnChoice",
    "Division",
    "Event",
    "ImportFile",
    "ImportJob",
    "Invitation",
    "Mail",
    "Membership",
    "Team",
    "User",
    "Workspace",
]
