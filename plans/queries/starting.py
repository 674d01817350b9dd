"""For whom and with whom a person may start a plan."""

from django.db.models import QuerySet

from teams.models import Membership, Team, User
from teams.policies import oversees

MOST_SUGGESTED = 500  # names offered while typing; others can be typed in full


def startable_teams(user: User) -> QuerySet[Team]:
    """Teams that are not archived; for members of the organisation those alone that they lead."""
    teams = Team.objects.filter(archived_on=None)
    if oversees(user):
        return teams
    return teams.filter(memberships__user=user, memberships__role=Membership.Role.LEAD)


def suggested_people() -> list[tuple[str, str]]:
    """E-mail address and name of people who may sign in."""
    people = User.objects.filter(is_active=True).order_by("name", "pk")
    return list(people.values_list("email", "name")[:MOST_SUGGESTED])
