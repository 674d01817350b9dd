"""Who may do what with plans. Who may see one is a matter of rows: `plans.queries.visible`."""

from common.decisions import ALLOWED, Decision, refuse
from plans.models import Plan, PlanRole
from teams.models import Team, User
from teams.policies import oversees, role_in

IN_THE_PLAN = "Only the plan's lead, the people in its roles and administrators may mark things as done."
START = "Only administrators, leadership and the team's leads may start a plan for it."


def is_in(user: User, plan: Plan) -> bool:
    """True for the plan's lead and for everybody who fills one of its roles."""
    return plan.lead_id == user.pk or PlanRole.objects.filter(plan=plan, person=user).exists()


def may_tick(user: User, plan: Plan, *, in_plan: bool | None = None) -> Decision:
    """May they mark items and goals as done? `in_plan` spares the look-up where the caller knows it (`is_in`)."""
    if plan.kind != Plan.Kind.STARTED:
        return refuse("This is a template: start a plan from it, then its items can be marked as done.")
    if user.role == User.Role.ADMINISTRATOR:
        return ALLOWED
    return ALLOWED if (is_in(user, plan) if in_plan is None else in_plan) else refuse(IN_THE_PLAN)


def may_start(user: User, team: Team) -> Decision:
    """May they start a plan for this team?"""
    if oversees(user) or role_in(user, team) == "lead":
        return ALLOWED
    return refuse(START)


def may_import(user: User) -> Decision:
    """Templates are everybody's: administrators and leadership keep them."""
    return ALLOWED if oversees(user) else refuse("Only administrators and leadership may import templates.")
