"""Another team beside the organisation's, to which none of the roles belongs, and words that nobody else may read.

What an address is asked with is exchanged for what is theirs: a plan's item for an item of their plan, and so on.
"""

from datetime import date

from maturity.models import Cycle
from plans.models import CheckIn, Comment, Goal, Item, Note, Plan
from plans.queries.shifting import Move, planned_shift
from plans.services.changes import Edit, change_rows
from plans.services.feeds import renew_feed
from plans.services.item_states import change_item_state
from plans.services.item_talk import add_comment, add_link, add_tick
from plans.services.plans import start_plan
from teams.models import Team, User
from tests import build
from tests.addresses.organisation import Organisation
from tests.maturity.ballots import open_on
from tests.maturity.drafts import answer_to, evidence, start

# A word of each place, and who may read it. Of the strangers' own, and of the same places of the roles' team.
WHO_READS = {
    "Quittenbrot": {"leadership", "administrator"},  # their plan
    "Mispelmus": {"administrator"},  # their draft
    "Schlehenfeuer": set[str](),  # a note that is kept to the people of their plan
    "Birnendicksaft": {"lead", "leadership", "administrator", "manager"},
    "Kornelkirsche": {"member", "lead", "administrator"},
    "Sanddornlikör": {"lead", "manager"},
}
THEIR_PLAN, THEIR_DRAFT, THEIR_NOTE, OUR_PLAN, OUR_DRAFT, OUR_NOTE = WHO_READS


def strangers_beside(organisation: Organisation) -> dict[str, object]:
    """What each word in braces stands for with them; the organisation's own words are those of `Organisation.words`."""
    stranger = build.user("Stranger")
    risk = build.team("Risk", lead=stranger)
    ours = Plan.objects.get(slug=organisation.words["plan"])
    _say(ours, OUR_PLAN, OUR_NOTE)
    _say_in_drafts("ledger", OUR_DRAFT)
    return _draft_of(risk, stranger) | _plan_of(risk, stranger, ours)


def _draft_of(team: Team, lead: User) -> dict[str, object]:
    answer = answer_to(start(team, Cycle.objects.get(slug="2026-q4"), lead))
    link = evidence(answer, lead, title=THEIR_DRAFT)
    (vote,) = open_on(answer.assessment, "testing-1", by=lead)
    _say_in_drafts(team.slug, THEIR_DRAFT)
    return {"team": team.slug, "evidence": link.pk, "vote": vote.pk}


def _plan_of(team: Team, lead: User, ours: Plan) -> dict[str, object]:
    by_lead = {"by": lead, "now": build.NOW}
    plan = start_plan(
        template=ours.template, team=team, start=date(2026, 11, 16), lead=lead, by=None, now=build.NOW
    )
    change = change_rows(plan=plan, edits=[Edit(plan, {"country": "GB"})], verb="edited", **by_lead)
    item = Item.objects.filter(phase__plan=plan).earliest("pk")
    item_change = change_item_state(item=item, version=1, state=Item.State.DOING, **by_lead)
    comment = add_comment(item=item, text=THEIR_PLAN, seen=0, **by_lead)
    link = add_link(item=item, title=THEIR_PLAN, url="https://example.org/a", **by_lead)
    tick = add_tick(item=item, note=THEIR_PLAN, seen=0, **by_lead)
    _say(plan, THEIR_PLAN, THEIR_NOTE)
    return {
        "plan": plan.slug,
        "change": change and change.pk,
        "item": item.pk,
        "item_change": item_change.pk,
        "comment": comment.pk,
        "link": link.pk,
        "tick": tick.pk,
        "phase": item.phase_id,
        "goal": Goal.objects.filter(phase__plan=plan).earliest("pk").pk,
        "note": plan.notes.get(kept=True).pk,
        "role": plan.roles.earliest("pk").pk,
        "shift": planned_shift(plan, Move("start", day=date(2026, 11, 23))).mark,
        "feed": renew_feed(plan=plan, seen="", **by_lead).secret,
    }


def _say(plan: Plan, word: str, kept: str) -> None:
    """The word in every kind of row of the plan; a role, an owner's name on many pages, has it too."""
    Item.objects.filter(phase__plan=plan).update(title=word, body=word, why=word)
    Goal.objects.filter(phase__plan=plan).update(text=word)
    plan.phases.update(title=word)
    plan.notes.update(body=word)
    plan.roles.filter(position=plan.roles.count() - 1).update(name=word)
    Comment.objects.filter(item__phase__plan=plan).update(text=word)
    CheckIn.objects.get_or_create(
        plan=plan,
        week=2,
        defaults={"confidence": "on_track", "summary": word, "saved_at": build.NOW, "sent_at": build.NOW},
    )
    Note.objects.create(plan=plan, title=kept, body=kept, kept=True, level=2, position=99)


def _say_in_drafts(team: str, word: str) -> None:
    for assessment in Team.objects.get(slug=team).assessments.filter(cycle__slug="2026-q4"):
        assessment.answers.update(note=word)
