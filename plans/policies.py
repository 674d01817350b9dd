"""Who may do what with plans. Who may see one is a matter of rows: `plans.queries.visible`."""

from common.days import organisation_day
from common.decisions import ALLOWED, Decision, refuse
from plans.models import Change, Plan, PlanRole
from plans.queries.visible import own_plans
from teams.models import Membership, Team, User
from teams.policies import oversees, role_in

IN_THE_PLAN = "Only the plan's lead, the people in its roles and administrators may mark things as done."
FINISHED = "This plan is finished: it stays as it is, as a record."
FINISH = (
    "Only the plan's lead, its manager, leads of its team and administrators may write its closing review and "
    "finish it."
)
COMPARE = "Only leadership, administrators and people who lead a team may see its plans side by side."
IMPORT_ITEMS = (
    "Only administrators and people who may change the items of a running plan may bring items in. "
    "Start a plan first."
)
REOPEN = "Only leadership and administrators may reopen a finished plan."
ARRANGE = (
    "Only the plan's lead, its manager, leads of its team and administrators may move its dates or say who fills "
    "its roles."
)
UNDO = "Only who made this change, the plan's lead, its manager, leads of its team and administrators may undo it."
CHANGE = (
    "Only the plan's lead, its manager, the people in its roles, leads of its team and administrators may change "
    "its items."
)
NOTES = (
    "Only the plan's lead, its manager, the people in its roles, leads of its team and administrators may write its "
    "notes."
)
KEPT = "This is kept to the plan's people: its lead, its manager and whoever fills a role in it."
METRICS = (
    "Only the plan's lead, its manager, leads of its team and administrators may write its success metrics and review "
    "them."
)
AGREE = "Only the plan's manager agrees to its success metrics."
NO_MANAGER = "This plan has no manager yet, and nobody else agrees to its success metrics. Name one on the page People."
START = "Only administrators, leadership and the team's leads may start a plan for it."


def is_in(user: User, plan: Plan) -> bool:
    """True for the plan's lead and for everybody who fills one of its roles."""
    return plan.lead_id == user.pk or PlanRole.objects.filter(plan=plan, person=user).exists()


def takes_changes(plan: Plan) -> Decision:
    """Every policy about a change in a plan asks this first: what is finished is a record."""
    if plan.finished_at is None:
        return ALLOWED
    day = organisation_day(plan.finished_at)
    who = f" by {plan.finished_by.name}" if plan.finished_by else ""
    return refuse(f"{FINISHED} Finished on {day:%a} {day.day} {day:%b}{who}.")


def may_tick(user: User, plan: Plan, *, in_plan: bool | None = None) -> Decision:
    """May they mark items and goals as done? `in_plan` spares the look-up where the caller knows it (`is_in`)."""
    if plan.kind != Plan.Kind.STARTED:
        return refuse("This is a template: start a plan from it, then its items can be marked as done.")
    if not (decision := takes_changes(plan)):
        return decision
    if user.role == User.Role.ADMINISTRATOR:
        return ALLOWED
    return ALLOWED if (is_in(user, plan) if in_plan is None else in_plan) else refuse(IN_THE_PLAN)


def may_arrange(user: User, plan: Plan) -> Decision:
    """May they move a plan's dates and change its people? Who answers for the plan, and who may start another one."""
    if plan.kind != Plan.Kind.STARTED or plan.team is None:
        return refuse("This is a template: start a plan from it, then its dates and people can be arranged.")
    if not (decision := takes_changes(plan)):
        return decision
    if user.role == User.Role.ADMINISTRATOR or user.pk in {plan.lead_id, plan.manager_id}:
        return ALLOWED
    return ALLOWED if role_in(user, plan.team) == "lead" else refuse(ARRANGE)


def may_finish(user: User, plan: Plan) -> Decision:
    """May they write its closing review and finish it? Who answers for the plan: whoever may arrange it."""
    decision = may_arrange(user, plan)
    return refuse(FINISH) if decision.reason == ARRANGE else decision


def may_compare(user: User) -> Decision:
    """May they see running plans side by side? All of them from above; who leads teams, those of their teams."""
    leads = Membership.objects.filter(user=user, role=Membership.Role.LEAD)
    return ALLOWED if oversees(user) or leads.exists() else refuse(COMPARE)


def may_reopen(user: User) -> Decision:
    """May they make a finished plan take changes again? Whoever reads the records of all teams."""
    return ALLOWED if oversees(user) else refuse(REOPEN)


def may_change_items(user: User, plan: Plan, *, in_plan: bool | None = None) -> Decision:
    """May they change items, link pages to them and count? Who is in the plan, and who arranges it."""
    decision = may_tick(user, plan, in_plan=in_plan)
    if decision or plan.kind != Plan.Kind.STARTED or not takes_changes(plan):
        return decision
    return ALLOWED if may_arrange(user, plan) else refuse(CHANGE)


def may_import_items(user: User) -> Decision:
    """May they bring items of plans in from a spreadsheet? Who may change those of one; each plan is asked again."""
    may = user.role == User.Role.ADMINISTRATOR or own_plans(user).filter(finished_at=None).exists()
    return ALLOWED if may else refuse(IMPORT_ITEMS)


def may_write_notes(user: User, plan: Plan, *, in_plan: bool | None = None) -> Decision:
    """May they add, edit and remove notes? Whoever may change its items."""
    decision = may_change_items(user, plan, in_plan=in_plan)
    if decision or plan.kind != Plan.Kind.STARTED or not takes_changes(plan):
        return decision
    return refuse(NOTES)


def may_read_kept_notes(user: User, plan: Plan, *, in_plan: bool | None = None) -> Decision:
    """May they read notes that are kept to the plan's people, and keep one so? Nobody from outside, however high."""
    if plan.manager_id == user.pk or (is_in(user, plan) if in_plan is None else in_plan):
        return ALLOWED
    return refuse(KEPT)


def may_write_metrics(user: User, plan: Plan) -> Decision:
    """May they write, remove and review success metrics? Who answers for the plan."""
    decision = may_arrange(user, plan)
    if decision or plan.kind != Plan.Kind.STARTED or not takes_changes(plan):
        return decision
    return refuse(METRICS)


def may_agree(user: User, plan: Plan) -> Decision:
    """May they agree to its success metrics? Its manager, and nobody in the manager's place."""
    if not (decision := takes_changes(plan)):
        return decision
    if plan.manager_id is None:
        return refuse(NO_MANAGER)
    return ALLOWED if plan.manager_id == user.pk else refuse(AGREE)


def may_comment(plan: Plan) -> Decision:
    """May they comment on its items? Everybody who sees a started plan, while it is no record yet."""
    if plan.kind != Plan.Kind.STARTED:
        return refuse("This is a template: start a plan from it to talk about its items.")
    return takes_changes(plan)


def may_undo(user: User, change: Change) -> Decision:
    """May they take this change back? Whoever made it and is still in the plan, and who may arrange the plan."""
    plan = change.plan
    if not (decision := takes_changes(plan)):
        return decision
    if change.by_id == user.pk and (plan.manager_id == user.pk or is_in(user, plan)):
        return ALLOWED
    return ALLOWED if may_arrange(user, plan) else refuse(UNDO)


def may_start(user: User, team: Team) -> Decision:
    """May they start a plan for this team?"""
    if oversees(user) or role_in(user, team) == "lead":
        return ALLOWED
    return refuse(START)


def may_import(user: User) -> Decision:
    """May they import templates? They are everybody's: administrators and leadership keep them."""
    return ALLOWED if oversees(user) else refuse("Only administrators and leadership may import templates.")


def may_write_check_ins(user: User, plan: Plan) -> Decision:
    """May they write and send its check-ins? They are its lead's own word."""
    if plan.kind != Plan.Kind.STARTED:
        return refuse("This is a template: check-ins are written in a plan that was started from it.")
    if not (decision := takes_changes(plan)):
        return decision
    return ALLOWED if plan.lead_id == user.pk else refuse("Only the plan's lead writes its check-ins.")


def may_acknowledge(user: User, plan: Plan) -> Decision:
    """May they acknowledge its check-ins? That says "I have read this and answer for it": the manager's word."""
    if not (decision := takes_changes(plan)):
        return decision
    if plan.manager_id is None:
        return refuse("Nobody manages this plan yet, so that nobody can acknowledge its check-ins.")
    return (
        ALLOWED if plan.manager_id == user.pk else refuse("Only the plan's manager acknowledges check-ins.")
    )
