"""Finishing a plan, which makes a record of it, and reopening one."""

from datetime import datetime

from django.db.models import F

from common.decisions import DomainError
from common.services import service
from plans.closing import goals_met, lacks
from plans.models import Item, Plan
from plans.policies import may_finish, may_reopen
from plans.queries.closing import REOPENED, goals_of, open_items
from plans.services.closing import Review, locked, save_review
from teams.models import User
from teams.services import activity

FINISHED = "finished"


@service
def finish_plan(*, plan: Plan, review: Review | None = None, by: User | None, now: datetime) -> bool:
    """From here on the plan takes no changes. `review` is saved before, with it or not at all.

    False where it was finished already: who and when stay. DomainError says what the review lacks.
    """
    plan = locked(plan)
    if plan.finished_at is not None:
        return False
    if by is not None:
        may_finish(by, plan).require()
    if review is not None:
        save_review(plan=plan, review=review, by=by, now=now)
    goals = goals_of(plan)
    if any(lacks(goal.outcome, goal.outcome_why) for goal in goals):
        raise DomainError("Say of each goal whether it was met, and why where it was not met in full.")
    _require_nothing_open(open_items(plan))
    Plan.objects.filter(pk=plan.pk).update(finished_at=now, finished_by=by, version=F("version") + 1)
    detail = {"plan": plan.slug, "goals": goals_met(goal.outcome for goal in goals).words}
    activity.record(by=by, now=now, verb=FINISHED, subject=plan, team=plan.team, detail=detail)
    return True


@service
def reopen_plan(*, plan: Plan, reason: str, by: User | None, now: datetime) -> bool:
    """The plan takes changes again; what its closing review said stays, as a draft. False where it is open already."""
    plan = locked(plan)
    if by is not None:
        may_reopen(by).require()
    if plan.finished_at is None:
        return False
    if not reason.strip():
        raise DomainError("Say why the plan is reopened: whoever finished it should not have to ask.")
    finished = {"finished_at": plan.finished_at.isoformat(), "finished_by": str(plan.finished_by or "")}
    Plan.objects.filter(pk=plan.pk).update(finished_at=None, finished_by=None, version=F("version") + 1)
    detail = {"plan": plan.slug, "reason": reason.strip(), **finished}
    activity.record(by=by, now=now, verb=REOPENED, subject=plan, team=plan.team, detail=detail)
    return True


def _require_nothing_open(items: list[Item]) -> None:
    if items:
        n = len(items)
        raise DomainError(
            f"{n} item{'s are' if n > 1 else ' is'} still open. Mark each as done, drop it or hand it over."
        )
