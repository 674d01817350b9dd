"""What pages say to a person for whom a vote is open."""

from datetime import datetime

from common.days import organisation_day
from maturity.queries.assessments import Place
from maturity.queries.votes import Notice, vote_notice
from teams.models import Team, User


def notice_on(team: Team, user: User, role: str | None, now: datetime | None = None) -> Notice | None:
    """None for whoever has no ballot in the team, and where no vote is open."""
    if role is None or team.archived_on is not None:
        return None
    return vote_notice(team, user, organisation_day(now))


def notice_in(place: Place, user: User, now: datetime) -> Notice | None:
    return notice_on(place.team, user, place.role, now)
