"""A plan's closing review: what became of each goal and of what is still open, and what is handed over."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import F

from common.decisions import ChangedSince
from common.services import service
from plans.models import Change, Goal, Item, Plan
from plans.policies import may_finish
from plans.queries.changes import last_touch
from plans.services.changes import Edit, change_rows
from plans.services.item_states import VERBS, seen, state_values
from teams.models import User
from teams.services import activity

REVIEWED, CLOSED = "wrote the closing review", "closed"


@dataclass(frozen=True, slots=True)
class GoalReview:
    """Of the goal `goal` (its id), as the person saw it in `version`."""

    goal: int
    version: int
    outcome: str
    why: str


@dataclass(frozen=True, slots=True)
class ItemDecision:
    """Done, dropped or handed over; `reason` says why, or to whom."""

    item: int
    version: int
    state: Item.State
    reason: str


@dataclass(frozen=True, slots=True)
class Review:
    """What somebody wrote; goals and items that they did not speak of stay as they are."""

    version: int
    handed_over: str
    goals: Sequence[GoalReview] = field(default_factory=tuple)
    items: Sequence[ItemDecision] = field(default_factory=tuple)


@service
def save_review(*, plan: Plan, review: Review, by: User | None, now: datetime) -> bool:
    """Keep what the review says so far; what it decides about an item holds at once. False where nothing differs.

    ChangedSince names what somebody else wrote meanwhile, unless both wrote the same; then nothing is saved at all.
    """
    plan = locked(plan)
    if by is not None:
        may_finish(by, plan).require()
    words = _write_words(plan, review, by, now)
    goals = _write_goals(plan, review.goals)
    items = _write_items(plan, review.items, by, now)
    if not (words or goals or items):
        return False
    detail = {"plan": plan.slug, "goals": goals, "items": items}
    activity.record(by=by, now=now, verb=REVIEWED, subject=plan, team=plan.team, detail=detail)
    return True


def locked(plan: Plan) -> Plan:
    """The row, so that reviewing, finishing and arranging the plan happen one after the other."""
    rows = Plan.objects.select_for_update(of=("self",)).select_related("team", "finished_by")
    return rows.get(pk=plan.pk)


def _write_words(plan: Plan, review: Review, by: User | None, now: datetime) -> Change | None:
    if plan.handed_over == review.handed_over:
        return None
    if plan.version != review.version:
        news = last_touch(plan, [plan])
        raise ChangedSince(
            f"The plan changed since you opened the page{news and f': {news}'}. Nothing of yours is saved yet."
        )
    edits = [Edit(plan, {"handed_over": review.handed_over})]
    return change_rows(plan=plan, edits=edits, verb=REVIEWED, by=by, now=now)


def _write_goals(plan: Plan, reviews: Sequence[GoalReview]) -> int:
    """How many were written. Each on condition of its version."""
    rows = Goal.objects.filter(phase__plan=plan).in_bulk([each.goal for each in reviews])
    written, contested = 0, []
    for each in reviews:
        row = rows.get(each.goal)
        if row is None or (row.outcome, row.outcome_why) == (each.outcome, each.why):
            continue
        found = Goal.objects.filter(pk=row.pk, version=each.version)
        if found.update(outcome=each.outcome, outcome_why=each.why, version=F("version") + 1):
            written += 1
        else:
            contested.append(f"“{row}”")
    if contested:
        raise ChangedSince(
            f"Somebody wrote about {', '.join(contested)} since you opened the page. Nothing of yours is saved yet."
        )
    return written


def _write_items(plan: Plan, decisions: Sequence[ItemDecision], by: User | None, now: datetime) -> int:
    """As one change, and in the log as one event for each item."""
    rows = Item.objects.filter(phase__plan=plan).in_bulk([each.item for each in decisions])
    decided = [
        (rows[each.item], each) for each in decisions if each.item in rows and _differs(rows[each.item], each)
    ]
    edits = [Edit(seen(row, each.version), _values(each, by, now)) for row, each in decided]
    if edits:
        change_rows(plan=plan, edits=edits, verb=CLOSED, by=by, now=now)
    for row, each in decided:
        detail = {"plan": plan.slug, "reason": each.reason}
        activity.record(by=by, now=now, verb=VERBS[each.state], subject=row, team=plan.team, detail=detail)
    return len(decided)


def _differs(row: Item, decision: ItemDecision) -> bool:
    same_words = decision.state == Item.State.DONE or row.reason == decision.reason
    return row.state != decision.state or not same_words


def _values(decision: ItemDecision, by: User | None, now: datetime) -> dict[str, Any]:
    return state_values(decision.state, decision.reason, "", by, now)
