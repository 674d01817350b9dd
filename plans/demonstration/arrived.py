"""A plan that is over: an engineer of Checkout arrived, and the plan was closed with a review."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from plans.demonstration.checkout import afternoon, monday
from plans.models import Goal, Item, Plan
from plans.queries.closing import goals_of, open_items
from plans.services.closing import GoalReview, ItemDecision, Review
from plans.services.finishing import finish_plan
from plans.services.items import mark_item_done
from plans.services.plans import start_plan
from teams.models import Team, User
from teams.personas import PERSONAS

PLAN = "new-engineer-30-60-90"
WEEKS_AGO = 15
HANDED_ON, DROPPED = "Path for newcomers", "Rehearse going back"  # how the items begin
# Of how a goal begins to what was said of it; every other one was met.
SAID = {
    "An ordinary incident": (
        Goal.Outcome.NOT_MET,
        "On call was in company throughout, and no incident of these weeks was ordinary.",
    ),
    "The next newcomer": (
        Goal.Outcome.PARTLY,
        "The README is mended. The path is written down, but nobody has walked it yet.",
    ),
}
HANDED_OVER = """The notes for newcomers live in the README now; whoever arrives next mends them first.

- **Alert notes**: half of the alerts have one. The list of the others is pinned in the team's channel.
- **Test data**: the script works, nobody but its author has run it yet."""


def tell_who_arrived(team: Team, now: datetime) -> Plan:
    """The whole plan, from its start to its record; its manager is the team's lead."""
    lead = User.objects.get(email=PERSONAS["lead"])
    template = Plan.objects.get(kind=Plan.Kind.TEMPLATE, slug=PLAN)
    *_, engineer = User.objects.filter(memberships__team=team, memberships__role="member").order_by("pk")
    plan = start_plan(
        template=template,
        lead=engineer,
        manager=lead,
        team=team,
        start=monday(now) - timedelta(weeks=WEEKS_AGO),
        roles={"Lead": lead},
        title=f"First 90 days of {engineer.name}",
        by=None,
        now=now,
    )
    ended = afternoon(max(item.due_on for item in open_items(plan) if item.due_on))
    for item in open_items(plan):
        if not item.title.startswith((HANDED_ON, DROPPED)):
            mark_item_done(item=item, version=item.version, by=engineer, now=afternoon(item.due_on))
    finish_plan(plan=plan, review=_review(plan), by=lead, now=ended)
    return plan


def _review(plan: Plan) -> Review:
    said = {
        HANDED_ON: (Item.State.HANDED_ON, "Priya Raman, before the next newcomer comes"),
        DROPPED: (Item.State.DROPPED, "The deployment is being rebuilt; it is rehearsed after that"),
    }
    items = [
        ItemDecision(item.pk, item.version, *said[name])
        for item in open_items(plan)
        for name in said
        if item.title.startswith(name)
    ]
    return Review(plan.version, HANDED_OVER, _goals(goals_of(plan)), items)


def _goals(goals: Sequence[Goal]) -> list[GoalReview]:
    said = [
        (
            goal,
            next(
                (words for begins, words in SAID.items() if goal.text.startswith(begins)),
                (Goal.Outcome.MET, ""),
            ),
        )
        for goal in goals
    ]
    return [GoalReview(goal.pk, goal.version, *words) for goal, words in said]
