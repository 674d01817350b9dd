"""Moving an item from one state to another: started, blocked, done, dropped, opened again."""

from datetime import datetime
from typing import Any

from common.decisions import ChangedSince, DomainError
from common.services import service
from plans.models import Change, Item
from plans.policies import may_change_items
from plans.services.changes import Edit, change_rows
from teams.models import User
from teams.services import activity

VERBS = {
    Item.State.OPEN: "reopened",
    Item.State.DOING: "started",
    Item.State.BLOCKED: "marked as blocked",
    Item.State.DONE: "marked as done",
    Item.State.DROPPED: "dropped",
    Item.State.HANDED_ON: "handed over",
}
NEED_REASON = Item.NEED_REASON
SAY_WHY = "Say why: whoever reads the plan should not have to ask."


@service
def change_item_state(
    *,
    item: Item,
    version: int,
    state: Item.State,
    reason: str = "",
    blocked_by: str = "",
    by: User | None,
    now: datetime,
) -> Change | None:
    """`version` is the one that the person saw. None where the item is in that state already, for that reason.

    What is blocked, dropped or handed over needs a reason, the last one to whom; only what is blocked waits for
    somebody (`blocked_by`).
    """
    plan = item.phase.plan
    if by is not None:
        may_change_items(by, plan).require()
    if item.state == state and (item.reason, item.blocked_by) == (reason, blocked_by):
        return None
    values = state_values(state, reason, blocked_by, by, now)
    change = change_rows(
        plan=plan, edits=[Edit(seen(item, version), values)], verb=VERBS[state], by=by, now=now
    )
    detail = {"plan": plan.slug, "reason": reason, "blocked_by": blocked_by}
    activity.record(by=by, now=now, verb=VERBS[state], subject=item, team=plan.team, detail=detail)
    return change


def state_values(
    state: Item.State, reason: str, blocked_by: str, by: User | None, at: datetime
) -> dict[str, Any]:
    """Every column that a state decides; what the earlier state left in them goes."""
    if state in NEED_REASON and not reason:
        raise DomainError(SAY_WHY)
    is_done = state == Item.State.DONE
    return {
        "state": state.value,
        "reason": reason if state in NEED_REASON else "",
        "blocked_by": blocked_by if state == Item.State.BLOCKED else "",
        "done_at": at if is_done else None,
        "done_by_id": by.pk if is_done and by else None,
    }


def seen(item: Item, version: int) -> Item:
    """The item as the person saw it. ChangedSince, with who was there first, where it is no longer that."""
    if item.version != version:
        raise ChangedSince(_told(item))
    return item


def _told(item: Item) -> str:
    value = item.changed_values.select_related("change__by").order_by("-change_id").first()
    by = value.change.by if value else None
    news = f": {by.name} {value.change.verb} it" if value and by else ""
    return f"“{item}” changed since you opened the page{news}. Load the page again to see it as it is."
