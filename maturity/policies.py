"""Who may see and do what with assessments.

`role` is the person's role in the team ("lead", "member"), or None for somebody outside it.
"""

from datetime import date

from common.decisions import ALLOWED, Decision, refuse
from maturity.models import Cycle
from teams.models import Membership, Team, User
from teams.policies import may_administer, oversees


def is_outsider(user: User, role: str | None) -> bool:
    """Has no business with the team's drafts and is not told that there are any: the page is not found."""
    return role is None and not oversees(user)


def may_see_draft(user: User, role: str | None) -> Decision:
    """Drafts are their team's, and administrators can help; leadership sees what was submitted."""
    if role is not None or may_administer(user):
        return ALLOWED
    return refuse("A draft is for its team alone. You will see the answers once they are submitted.")


def may_answer(user: User | None, role: str | None, *, team: Team, cycle: Cycle, today: date) -> Decision:
    """Start, answer and submit. No user means Waymark itself, which is held to the calendar only."""
    if user is not None and not (role == Membership.Role.LEAD or may_administer(user)):
        if role == Membership.Role.MEMBER:
            return refuse(f"Only a lead of {team.name} changes this assessment. You can read it.")
        return may_see_draft(user, role)
    if team.archived_on is not None:
        return refuse(f"{team.name} is archived, so its assessments are no longer changed.")
    return takes_answers(cycle, today)


def takes_answers(cycle: Cycle, today: date) -> Decision:
    if cycle.state == Cycle.State.PLANNED:
        return refuse(f"{cycle.name} is not open yet.")
    if cycle.state == Cycle.State.CLOSED or today > cycle.closes:
        return refuse(f"{cycle.name} is closed: its answers can be read and no longer be changed.")
    return ALLOWED


def may_open_cycle(user: User | None) -> Decision:
    return ALLOWED if user is None else may_administer(user)


def may_load_model(user: User | None) -> Decision:
    return ALLOWED if user is None else may_administer(user)
