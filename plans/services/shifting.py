"""Moving the dates of a running plan: its start, a phase or an item, as one change that undo takes back."""

from datetime import datetime
from typing import Any

from common.decisions import ChangedSince, DomainError
from common.services import service
from plans.document.headings import default_label
from plans.models import Change, Plan
from plans.policies import may_arrange
from plans.queries.shifting import ItemMove, Move, PhaseMove, Shift, planned_shift
from plans.services.changes import Edit, change_rows
from teams.models import User
from teams.services import activity

MOVED = "moved"


@service
def shift_plan(*, plan: Plan, move: Move, by: User | None, now: datetime, seen: str | None = None) -> Change:
    """Give every open, unpinned item that the move concerns the day of its offset; what is done or pinned stays.

    `seen` is the mark of the shift that the person looked at: ChangedSince where it is another by now, as it is when
    the same page is confirmed a second time. DomainError where it cannot move so, or where nothing would change.
    """
    plan = Plan.objects.select_for_update().get(pk=plan.pk)
    if by is not None:
        may_arrange(by, plan).require()
    shift = planned_shift(plan, move)
    if seen is not None and seen != shift.mark:
        raise ChangedSince("The plan changed after these dates were worked out. Nothing was moved.")
    before = plan.start
    change = change_rows(plan=plan, edits=_edits(shift), verb=MOVED, by=by, now=now)
    if change is None:
        raise DomainError("Nothing would move: every date stays as it is.")
    detail: dict[str, Any] = {"plan": plan.slug, "change": change.pk, "items": len(shift.moving)}
    if before != shift.start:
        detail |= {"from": str(before), "to": str(shift.start)}
    else:
        detail |= {move.what: [each.title for each in shift.phases or shift.items][:1], "weeks": move.weeks}
    activity.record(by=by, now=now, verb=MOVED, subject=plan, team=plan.team, detail=detail)
    return change


def _edits(shift: Shift) -> list[Edit]:
    plan = [Edit(shift.plan, {"start": shift.start})] if shift.plan.start != shift.start else []
    items = [_item(each) for each in shift.items if each.row.is_open and each.row.due_kind != "pinned"]
    return [*plan, *map(_phase, shift.phases), *items]


def _phase(move: PhaseMove) -> Edit:
    """Its label names its weeks in the document, so that it has to say the new ones."""
    label = default_label(move.first_week, move.last_week)
    return Edit(move.row, {"first_week": move.first_week, "last_week": move.last_week, "label": label})


def _item(move: ItemMove) -> Edit:
    kind, number = (move.due.kind, move.due.n) if move.due else ("", None)
    return Edit(move.row, {"due_kind": kind, "due_number": number, "due_on": move.after})
