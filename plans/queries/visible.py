"""Which plans a person may see. To everybody else there is no such page."""

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404

from plans.models import Note, Plan, PlanRole
from teams.models import Membership, User
from teams.policies import oversees


def visible_plans(user: User) -> QuerySet[Plan]:
    """Templates, and started plans: those they lead, manage or fill a role in, and those of teams they lead.

    From above one sees them all.
    """
    if oversees(user):
        return Plan.objects.all()
    leads_its_team = Membership.objects.filter(team=OuterRef("team"), user=user, role=Membership.Role.LEAD)
    return Plan.objects.filter(
        Q(kind=Plan.Kind.TEMPLATE)
        | Q(lead=user)
        | Q(manager=user)
        | Exists(_roles_of(user))
        | Exists(leads_its_team)
    )


def visible_plan(user: User, slug: str, *kinds: Plan.Kind) -> tuple[Plan, bool]:
    """The plan, one of `kinds` (any where none is named), and whether the person is in it.

    `Http404` where there is none, and where they may not see it.
    """
    rows = visible_plans(user).filter(slug=slug, kind__in=kinds or Plan.Kind.values)
    plan = (
        rows.select_related("team", "lead", "manager", "finished_by")
        .annotate(fills_role=Exists(_roles_of(user)))
        .first()
    )
    if plan is None:
        raise Http404
    return plan, plan.fills_role or plan.lead_id == user.pk


def visible_notes(plan: Plan, *, kept: bool) -> QuerySet[Note]:
    """The plan's notes; those that are kept to its people only where `kept` says so (`may_read_kept_notes`)."""
    notes = plan.notes.order_by("position", "pk")
    return notes if kept else notes.filter(kept=False)


def _roles_of(user: User) -> QuerySet[PlanRole]:
    return PlanRole.objects.filter(plan=OuterRef("pk"), person=user)
