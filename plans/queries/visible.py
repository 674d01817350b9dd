"""Which plans a person may see. To everybody else there is no such page."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Exists, Model, OuterRef, Q, QuerySet
from django.http import Http404

from common.rows import Compiled, columns_of, row_of
from plans.models import Note, Plan, PlanRole
from teams.models import Membership, Team, User
from teams.policies import oversees


def visible_plans(user: User) -> QuerySet[Plan]:
    """Templates, and started plans: those they lead, manage or fill a role in, and those of teams they lead.

    From above one sees them all.
    """
    if oversees(user):
        return Plan.objects.all()
    return Plan.objects.filter(Q(kind=Plan.Kind.TEMPLATE) | _is_theirs(user))


def own_plans(user: User) -> QuerySet[Plan]:
    """Started plans that they lead, manage or fill a role in, and those of teams that they lead."""
    return Plan.objects.filter(_is_theirs(user), kind=Plan.Kind.STARTED)


def _is_theirs(user: User) -> Q:
    leads_its_team = Membership.objects.filter(team=OuterRef("team"), user=user, role=Membership.Role.LEAD)
    return Q(lead=user) | Q(manager=user) | Exists(_roles_of(user)) | Exists(leads_its_team)


def visible_plan(user: User, slug: str, *kinds: Plan.Kind) -> tuple[Plan, bool]:
    """The plan, one of `kinds` (any where none is named), and whether the person is in it. One statement.

    It has its team, lead and manager, and who finished it. `Http404` where there is none, and where they may not
    see it.
    """
    asked = _FROM_ABOVE if oversees(user) else _AMONG_THEIRS
    for *values, fills_role in asked.rows(user.pk, slug):
        plan = _joined(values)
        if not kinds or plan.kind in kinds:
            return plan, fills_role or plan.lead_id == user.pk
    raise Http404


def _joined(values: Sequence[Any]) -> Plan:
    """A plan of its own columns and those of the rows that it names."""
    found: dict[str, Any] = {}
    at = 0
    for name, model in _JOINED.items():
        count = len(model._meta.concrete_fields)
        found[name] = row_of(model, values[at : at + count])
        at += count
    plan: Plan = found.pop("")
    for name, row in found.items():
        setattr(plan, name, row)
    return plan


_JOINED: Mapping[str, type[Model]] = {
    "": Plan,
    "team": Team,
    "lead": User,
    "manager": User,
    "finished_by": User,
}
_COLUMNS = [column for name, model in _JOINED.items() for column in columns_of(model, name and f"{name}__")]


def _asked(role: User.Role) -> Compiled:
    def build(pk: int, slug: str) -> "QuerySet[Plan, tuple[Any, ...]]":
        user = User(pk=pk, role=role)
        return visible_plans(user).filter(slug=slug).values_list(*_COLUMNS, Exists(_roles_of(user)))

    return Compiled(build, numbers=frozenset({0}))


def visible_notes(plan: Plan, *, kept: bool) -> QuerySet[Note]:
    """The plan's notes; those that are kept to its people only where `kept` says so (`may_read_kept_notes`)."""
    notes = plan.notes.order_by("position", "pk")
    return notes if kept else notes.filter(kept=False)


def _roles_of(user: User) -> QuerySet[PlanRole]:
    return PlanRole.objects.filter(plan=OuterRef("pk"), person=user)


# Every page of a plan asks this first, and Django compiles it for longer than the rest of the question takes.
_FROM_ABOVE, _AMONG_THEIRS = _asked(User.Role.LEADERSHIP), _asked(User.Role.MEMBER)
