"""Taking back a change of a plan, whoever made it and whatever it was."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from common.decisions import ChangedSince, DomainError
from common.services import service
from plans.models import Change, ChangedValue, Plan
from plans.models.change import EXISTS
from plans.policies import may_undo
from plans.queries.changes import place_of, said_of, touched_since
from plans.queries.starting import is_taken
from plans.services.changes import Edit, Row, as_json, change_rows, from_json, values_of
from plans.services.item_places import take_out
from teams.models import User
from teams.services import activity

UNDID = "undid"


@service
def undo_change(*, change: Change, by: User | None, now: datetime) -> Change:
    """Give every value back that the change took, and keep that as a change, which can be undone in turn.

    That an item was added is taken back by removing it, while nothing else happened to it; that is for good.

    Asking again gives the same answer. ChangedSince where something touched one of the values since, with who and
    what: nothing of it is overwritten. DomainError where it was undone and made again.
    """
    plan = Plan.objects.select_for_update().get(pk=change.plan_id)
    if by is not None:
        may_undo(by, change).require()
    undone = Change.objects.filter(undoes=change).first()
    if undone is not None:
        return _require_standing(undone)
    made = _taken_back(plan, change, by, now)
    detail = {"plan": plan.slug, "undone": change.verb, "change": change.pk}
    activity.record(by=by, now=now, verb=UNDID, subject=plan, team=plan.team, detail=detail)
    return made


def _taken_back(plan: Plan, change: Change, by: User | None, now: datetime) -> Change:
    values = list(change.values.select_related("item", "phase", "role", "goal"))
    added = next((value.item for value in values if value.column == EXISTS), None)
    if added is not None:
        take_out(item=added, plan=plan, by=by, now=now)
        return Change.objects.create(plan=plan, verb=UNDID, at=now, by=by, undoes=change)
    rows = _rows_of(plan, values)
    _require_untouched(change, values, rows)
    edits = _given_back(values, rows)
    _require_free(plan, edits)
    made = change_rows(plan=plan, edits=edits, verb=UNDID, by=by, now=now, undoes=change)
    if made is None:
        raise DomainError("There is nothing to take back.")
    return made


def _require_standing(undone: Change) -> Change:
    if _stands(undone):
        return undone
    raise DomainError("This was undone and then made again. Undo the newest of these changes instead.")


def _stands(change: Change) -> bool:
    back = Change.objects.filter(undoes=change).first()
    return back is None or not _stands(back)


def _rows_of(plan: Plan, values: Sequence[ChangedValue]) -> list[Row]:
    """The row of each value, one object for each row."""
    rows: dict[tuple[int | None, ...], Row] = {}
    return [
        rows.setdefault(place_of(value)[:-1], value.item or value.phase or value.role or value.goal or plan)
        for value in values
    ]


def _require_untouched(change: Change, values: Sequence[ChangedValue], rows: Sequence[Row]) -> None:
    later = touched_since(change, map(place_of, values))
    if later is not None:
        raise ChangedSince(f"This can no longer be undone: {said_of(later)}. Undo that first.")
    held = values_of((row, value.column) for row, value in zip(rows, values, strict=True))
    for row, value, now_held in zip(rows, values, held, strict=True):
        if as_json(now_held) != value.after:
            raise ChangedSince(f"This can no longer be undone: “{row}” has changed since.")


def _require_free(plan: Plan, edits: Sequence[Edit]) -> None:
    """Of a template, a team, a lead and a start there is one plan; another may have taken the place meanwhile."""
    own = next((edit.values for edit in edits if edit.row == plan), {})
    lead, start = own.get("lead_id", plan.lead_id), own.get("start", plan.start)
    if own and is_taken(plan, lead=lead, start=start):
        raise DomainError("This can no longer be undone: another plan was started in its place meanwhile.")


def _given_back(values: Sequence[ChangedValue], rows: Sequence[Row]) -> list[Edit]:
    given: dict[Row, dict[str, Any]] = {}
    for row, value in zip(rows, values, strict=True):
        given.setdefault(row, {})[value.column] = from_json(row, value.column, value.before)
    return [Edit(row, columns) for row, columns in given.items()]
