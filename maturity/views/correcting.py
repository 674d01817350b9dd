"""What pages say of correcting an assessment after its cycle."""

from dataclasses import dataclass
from datetime import datetime

from common.days import organisation_day
from common.decisions import Decision
from maturity.models import Assessment
from maturity.policies import is_outsider, is_over, may_open_correction, may_withdraw_correction
from maturity.queries.assessments import Place
from maturity.queries.submissions import submitted_since
from teams.models import User
from teams.policies import oversees


@dataclass(frozen=True, slots=True)
class Correcting:
    """`assessment` is the one being corrected, None while no correction is open. `typed` and `problem` are of a form
    that was refused."""

    assessment: Assessment | None
    may_open: Decision
    may_withdraw: Decision
    typed: str = ""
    problem: str = ""


def correcting(
    user: User, place: Place, now: datetime, typed: str = "", problem: str = ""
) -> Correcting | None:
    """None where there is nothing to say: to outsiders, and while the cycle runs."""
    over = is_over(place.cycle, organisation_day(now))
    if is_outsider(user, place.role) or not (over or place.is_being_corrected):
        return None
    return Correcting(
        assessment=place.assessment if place.is_being_corrected else None,
        may_open=may_open(user, place, now),
        may_withdraw=may_withdraw_correction(user),
        typed=typed,
        problem=problem,
    )


def may_open(user: User, place: Place, now: datetime) -> Decision:
    since = submitted_since(place.team, place.cycle) if oversees(user) else ""
    today = organisation_day(now)
    return may_open_correction(user, team=place.team, cycle=place.cycle, today=today, submitted_since=since)
