"""Changing several items of a plan at once: their state, owner or week. One change, which one undo takes back."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from common.decisions import DomainError
from common.services import service
from plans.models import Change, Item, Plan, PlanRole
from plans.models.change import OWNERS
from plans.policies import may_change_items
from plans.services.changes import Edit, change_rows, values_of
from plans.services.item_edits import day_of
from plans.services.item_states import VERBS, seen, state_values
from teams.models import User
from teams.services import activity

type Chosen = Sequence[tuple[Item, int]]
"""Items of one plan, each with its phase, and the version of it that the person saw."""


@service
def change_states(
    *,
    plan: Plan,
    chosen: Chosen,
    state: Item.State,
    reason: str = "",
    blocked_by: str = "",
    by: User | None,
    now: datetime,
) -> Change | None:
    """What is in that state already, for that reason, stays as it is; None where all of them are."""
    values = state_values(state, reason, blocked_by, by, now)
    said = (values["reason"], values["blocked_by"])

    def edit(item: Item) -> Mapping[str, Any]:
        return {} if item.state == state and (item.reason, item.blocked_by) == said else values

    return _change(plan, chosen, edit, VERBS[state], by, now)


@service
def change_owner(
    *, plan: Plan, chosen: Chosen, role: PlanRole, by: User | None, now: datetime
) -> Change | None:
    """Make the role accountable for each of them; who worked on one beside its owner of before still does.

    What was everyone's alone has an owner then, and is everyone's no more.
    """
    if role.plan_id != plan.pk:
        raise DomainError("An owner is a role of this plan.")
    held = values_of((item, OWNERS) for item, _ in chosen)
    owners = {item.pk: roles for (item, _), roles in zip(chosen, held, strict=True)}

    def edit(item: Item) -> Mapping[str, Any]:
        others = [pk for pk in owners[item.pk][1:] if pk != role.pk]
        return {OWNERS: [role.pk, *others], "everyone": item.everyone and bool(owners[item.pk])}

    return _change(plan, chosen, edit, "given to another owner", by, now)


@service
def give_to_everyone(*, plan: Plan, chosen: Chosen, by: User | None, now: datetime) -> Change | None:
    """Make each of them everyone's in the plan, and nobody's in particular."""

    def edit(_: Item) -> Mapping[str, Any]:
        return {OWNERS: [], "everyone": True}

    return _change(plan, chosen, edit, "given to everyone", by, now)


@service
def change_week(*, plan: Plan, chosen: Chosen, week: int, by: User | None, now: datetime) -> Change | None:
    """Make each of them due at the end of the week, also what was pinned to a day: somebody chose it."""
    last = max(plan.phases.values_list("last_week", flat=True), default=1)
    if not 1 <= week <= last:
        raise DomainError(f"This plan has the weeks 1 to {last}.")

    def edit(item: Item) -> Mapping[str, Any]:
        due_on = day_of(item.phase, plan, "week_end", week, None)
        return {"due_kind": "week_end", "due_number": week, "pinned_on": None, "due_on": due_on}

    return _change(plan, chosen, edit, "moved", by, now)


def _change(
    plan: Plan,
    chosen: Chosen,
    edit: Callable[[Item], Mapping[str, Any]],
    verb: str,
    by: User | None,
    now: datetime,
) -> Change | None:
    if by is not None:
        may_change_items(by, plan).require()
    if any(item.phase.plan_id != plan.pk for item, _ in chosen):
        raise ValueError("items of another plan")
    edits = [Edit(seen(item, version), edit(item)) for item, version in chosen]
    change = change_rows(plan=plan, edits=edits, verb=verb, by=by, now=now)
    if change is not None:
        detail = {"plan": plan.slug, "change": change.pk, "items": len(edits)}
        activity.record(by=by, now=now, verb=verb, subject=plan, team=plan.team, detail=detail)
    return change
