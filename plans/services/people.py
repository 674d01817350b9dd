"""Handing a running plan's roles over: its lead, its manager, and who fills which role."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from common.decisions import ChangedSince, DomainError
from common.services import service
from plans.models import Change, Plan, PlanRole
from plans.policies import may_arrange
from plans.queries.plan_people import HANDED
from plans.queries.starting import LEAD, Filled, is_taken
from plans.services.changes import Edit, Row, change_rows
from teams.models import User
from teams.services import activity


@service
def hand_over(
    *,
    plan: Plan,
    lead: User,
    manager: User | None,
    roles: Mapping[str, Filled | None],
    version: int,
    by: User | None,
    now: datetime,
) -> Change | None:
    """Who leads the plan (and so fills "Me"), who manages it, who fills each of `roles`; others stay as they are.

    Items belong to roles, so that they go along. None where nothing differs. `version` is the plan's that the person
    saw: ChangedSince where dates or people were arranged since. DomainError where somebody does not fit.
    """
    plan = Plan.objects.select_for_update(of=("self",)).select_related("team").get(pk=plan.pk)
    if by is not None:
        may_arrange(by, plan).require()
    rows = list(plan.roles.select_related("person"))
    edits = _edits(plan, rows, lead, manager, roles)
    if not edits:
        return None
    if version != plan.version:
        raise ChangedSince(
            "Dates or people of this plan were changed since you opened the page. Load it again to see how."
        )
    _require_fit(plan, lead, manager)
    change = change_rows(plan=plan, edits=edits, verb=HANDED, by=by, now=now)
    detail = {"plan": plan.slug, "lead": lead.name, "manager": manager.name if manager else ""}
    activity.record(by=by, now=now, verb=HANDED, subject=plan, team=plan.team, detail=detail)
    return change


def _edits(
    plan: Plan,
    rows: list[PlanRole],
    lead: User,
    manager: User | None,
    roles: Mapping[str, Filled | None],
) -> list[Edit]:
    wanted = {**roles, LEAD: lead}
    own: dict[str, Any] = {"lead_id": lead.pk, "manager_id": manager and manager.pk}
    pairs: list[tuple[Row, dict[str, Any]]] = [(plan, own)]
    pairs += [(row, _filled(wanted[row.name])) for row in rows if row.name in wanted]
    return [
        Edit(row, values)
        for row, values in pairs
        if any(getattr(row, column) != value for column, value in values.items())
    ]


def _filled(who: Filled | None) -> dict[str, Any]:
    if isinstance(who, str):
        return {"person_id": None, "person_name": who}
    return {"person_id": who and who.pk, "person_name": ""}


def _require_fit(plan: Plan, lead: User, manager: User | None) -> None:
    if manager == lead:
        raise DomainError(f"{lead.name} leads the plan and cannot be its manager as well.")
    if lead.pk != plan.lead_id and not lead.is_active:
        raise DomainError(f"{lead.name} may not sign in any more. Choose another lead.")
    if lead.pk != plan.lead_id and is_taken(plan, lead=lead.pk, start=plan.start):
        raise DomainError(f"{lead.name} has a plan from this template for the same team and day already.")
