"""Who is in which team, and as what."""

from datetime import datetime

from common.days import organisation_day
from common.services import service
from teams.models import Membership, Team, User
from teams.policies import may_administer, may_join
from teams.services import activity


@service
def set_membership(*, person: User, team: Team, role: str, by: User, now: datetime) -> bool:
    """The person leads the team or is a member of it. False, and nothing written, where that is so already."""
    may_administer(by).require()
    person = User.objects.select_for_update().get(pk=person.pk)
    before = Membership.objects.filter(team=team, user=person).values_list("role", flat=True).first()
    if before == role:
        return False
    may_join(person, team).require()
    # Of two at once the second finds the row of the first.
    row, _ = Membership.objects.select_for_update().update_or_create(
        team=team,
        user=person,
        defaults={"role": role},
        create_defaults={"role": role, "since": organisation_day(now)},
    )
    verb = "made a lead in the team" if role == Membership.Role.LEAD else "made a member in the team"
    detail = {"was": before or "not in it", "membership": row.pk}
    activity.record(by=by, now=now, verb=verb, subject=person, team=team, detail=detail)
    return True


@service
def end_membership(*, person: User, team: Team, by: User, now: datetime) -> bool:
    """The person is not in the team any more; what they did for it stays theirs. False where they were not in it."""
    may_administer(by).require()
    ended, _ = Membership.objects.filter(team=team, user=person).delete()
    if ended:
        activity.record(by=by, now=now, verb="took out of the team", subject=person, team=team)
    return bool(ended)
