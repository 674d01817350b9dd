"""Who is in what, and who did what."""

from teams.models.event import Event
from teams.models.organisation import Division, Membership, Team
from teams.models.user import User
from teams.models.workspace import Workspace

__all__ = ["Division", "Event", "Membership", "Team", "User", "Workspace"]
