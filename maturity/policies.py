"""Who may see and do what with assessments.

`role` is the person's role in the team ("lead", "member"), or None for somebody outside it. `correcting` says that a
correction of the assessment is open.
"""

from datetime import date
from typing import Protocol

from common.decisions import ALLOWED, Decision, refuse
from maturity.models import Cycle
from teams.models import Membership, Team, User
from teams.policies import may_administer, oversees


class Round(Protocol):
    """What the calendar reads of a cycle, whether it is a row or a moment."""

    @property
    def name(self) -> str: ...

    @property
    def state(self) -> str: ...

    @property
    def closes(self) -> date: ...


def is_outsider(user: User, role: str | None) -> bool:
    """Has no business with the team's drafts and is not told that there are any: the page is not found."""
    return role is None and not oversees(user)


def may_see_draft(user: User, role: str | None, *, correcting: bool = False) -> Decision:
    """May they see a draft? It is its team's, and administrators can help; leadership sees it while a correction is
    open."""
    if role is not None or may_administer(user) or (correcting and oversees(user)):
        return ALLOWED
    return refuse("A draft is for its team alone. You will see the answers once they are submitted.")


def may_answer(
    user: User | None, role: str | None, *, team: Team, cycle: Round, today: date, correcting: bool = False
) -> Decision:
    """May they start, answer and submit an assessment? No user means Waymark itself, held to the calendar only.

    An open correction lets leadership and administrators in, whatever the calendar says, and nobody else.
    """
    if correcting and (user is None or oversees(user)):
        return _is_active(team)
    if user is not None and not (role == Membership.Role.LEAD or may_administer(user)):
        if role == Membership.Role.MEMBER:
            return refuse(f"Only a lead of {team.name} changes this assessment. You can read it.")
        return may_see_draft(user, role, correcting=correcting)
    if correcting and is_over(cycle, today):
        return refuse(f"A correction of {cycle.name} is open. Leadership or an administrator makes it.")
    return _is_active(team) and takes_answers(cycle, today)


def takes_answers(cycle: Round, today: date) -> Decision:
    if cycle.state == Cycle.State.PLANNED:
        return refuse(f"{cycle.name} is not open yet.")
    if is_over(cycle, today):
        return refuse(
            f"{cycle.name} is closed: its answers can be read and no longer be changed."
            " Leadership or an administrator can open a correction."
        )
    return ALLOWED


def is_over(cycle: Round, today: date) -> bool:
    """Closed by somebody, or past its last day."""
    return cycle.state == Cycle.State.CLOSED or (cycle.state == Cycle.State.OPEN and today > cycle.closes)


def may_open_correction(
    user: User | None, *, team: Team, cycle: Cycle, today: date, submitted_since: str = ""
) -> Decision:
    """May they open a correction? `submitted_since` names the later cycle in which the team has submitted.

    A correction is the team's newest submission, so it would put such a team back to where it stood before.
    """
    if cycle.state == Cycle.State.PLANNED:
        return refuse(f"{cycle.name} is not open yet.")
    if not is_over(cycle, today):
        return refuse(f"{cycle.name} still takes answers: a lead of {team.name} changes and submits them.")
    if user is not None and not oversees(user):
        return refuse(f"{cycle.name} is closed. Leadership or an administrator can open a correction.")
    if submitted_since:
        return refuse(
            f"{team.name} has submitted {submitted_since} since, and stands where that says."
            f" Correct {submitted_since} instead."
        )
    return _is_active(team)


def may_withdraw_correction(user: User | None) -> Decision:
    """May they withdraw a correction? Whoever may open one."""
    if user is None or oversees(user):
        return ALLOWED
    return refuse("Only leadership or an administrator withdraws a correction.")


def _is_active(team: Team) -> Decision:
    if team.archived_on is None:
        return ALLOWED
    return refuse(f"{team.name} is archived, so its assessments are no longer changed.")


def may_vote(user: User, role: str | None, *, team: Team, cycle: Cycle, today: date) -> Decision:
    """May they give a level in a vote? The team's people, its leads included, while the cycle takes answers."""
    if role is None:
        return may_see_draft(user, role) and refuse(f"Only the people of {team.name} vote.")
    if team.archived_on is not None:
        return refuse(f"{team.name} is archived, so nobody votes in it any longer.")
    return takes_answers(cycle, today)


def sees_progress(user: User, role: str | None) -> bool:
    """Who is told whether a draft is started and how far it is; that a team has not submitted is for everybody."""
    return role is not None or oversees(user)


def may_open_cycle(user: User | None) -> Decision:
    """May they plan, open, change and close cycles? No user means Waymark itself, which goes by their days."""
    return ALLOWED if user is None else may_administer(user)


def may_move_cycle(user: User | None) -> Decision:
    """May they move a running cycle to another version? Never Waymark by itself: what a team is asked changes when
    somebody decides it."""
    return (
        refuse("An administrator of this workspace decides this.") if user is None else may_administer(user)
    )


def may_remind(user: User | None) -> Decision:
    """May they remind leads of what they have to hand in? No user means Waymark itself, which goes by the days."""
    return ALLOWED if user is None else may_administer(user)


def may_load_model(user: User | None) -> Decision:
    """May they load, edit, publish and retire versions of a model?"""
    return ALLOWED if user is None else may_administer(user)


def sees_model_drafts(user: User) -> bool:
    """What a model may become is for those who decide it; what is published, everybody reads."""
    return oversees(user)


def may_import_answers(user: User) -> Decision:
    """May they bring answers in from a spreadsheet? What each row does is asked as of any answer."""
    leads = Membership.objects.filter(user=user, role=Membership.Role.LEAD)
    if oversees(user) or leads.exists():
        return ALLOWED
    return refuse("Only leads of teams, leadership and administrators bring answers in.")
