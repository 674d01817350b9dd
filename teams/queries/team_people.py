"""Who is in a team, and who could join it."""

from collections.abc import Sequence
from dataclasses import dataclass

from teams.models import Membership, Team, User


@dataclass(frozen=True, slots=True)
class TeamPeople:
    """`others` are active people who are not in it."""

    memberships: Sequence[Membership]
    others: Sequence[User]


def people_of_team(team: Team) -> TeamPeople:
    """Two statements."""
    own = Membership.objects.filter(team=team)
    others = User.objects.filter(is_active=True).exclude(pk__in=own.values("user")).order_by("name", "pk")
    return TeamPeople(list(own.select_related("user").order_by("role", "user__name")), list(others))
