"""What a closing review asks, saving it as a draft, finishing a plan, and reopening it."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.decisions import ChangedSince, DomainError, Refused
from plans.closing import goals_met, lacks
from plans.document import SourceFile, read_plan, write_plan
from plans.models import Change, Goal, Item, Plan
from plans.queries.closing import open_items
from plans.queries.documents import document_of
from plans.services.closing import GoalReview, ItemDecision, Review, save_review
from plans.services.finishing import finish_plan, reopen_plan
from plans.services.item_states import change_item_state
from teams.models import Event
from tests import build
from tests.plans.pages import people

BEFORE = ("started", "imported")


def goals_of(plan):
    return list(Goal.objects.filter(phase__plan=plan).order_by("phase__position", "position"))


def review(plan, *, outcome="met", why="", handed_over="To Emil.", state=Item.State.DROPPED, **changes):
    """A whole review of the plan as it is: one outcome for every goal, one decision for every open item."""
    fresh = Plan.objects.get(pk=plan.pk)
    goals = [GoalReview(goal.pk, goal.version, outcome, why) for goal in goals_of(plan)]
    items = [ItemDecision(item.pk, item.version, state, "No time") for item in open_items(plan)]
    whole = {"version": fresh.version, "handed_over": handed_over, "goals": goals, "items": items}
    return Review(**whole | changes)


def save(plan, said, *, by=None):
    return save_review(plan=plan, review=said, by=by, now=build.NOW)


def finish(plan, said=None, *, by=None, now=build.NOW):
    return finish_plan(plan=plan, review=said, by=by, now=now)


def events(plan):
    return [event.verb for event in Event.objects.order_by("pk") if event.verb not in BEFORE]


OUTCOMES = st.sampled_from(["", "met", "partly", "not_met"])


@given(OUTCOMES, st.text(max_size=5))
def test_a_goal_lacks_nothing_when_it_is_met_or_says_why(outcome, why):
    assert (lacks(outcome, why) == "") == (outcome == "met" or (outcome != "" and why.strip() != ""))


@given(st.lists(OUTCOMES))
def test_goals_are_counted_by_what_was_said(outcomes):
    count = goals_met(outcomes)
    assert (count.total, count.met) == (len(outcomes), outcomes.count("met"))
    assert count.met + count.unsaid <= count.total


@pytest.mark.parametrize(
    ("outcomes", "words"),
    [
        ([], "no goals"),
        ([""], "goals not reviewed"),
        (["met"], "1 of 1 goal met"),
        (["met", "partly", ""], "1 of 3 goals met"),
    ],
)
def test_goals_met_in_words(outcomes, words):
    assert goals_met(outcomes).words == words


def test_a_draft_is_kept_item_by_item_and_goal_by_goal_and_logged_once(plan):
    first, *others = goals_of(plan)
    said = review(plan, goals=[GoalReview(first.pk, 1, "partly", "Half of it")])
    assert save(plan, said, by=plan.lead)
    first.refresh_from_db()
    assert (first.outcome, first.outcome_why, first.version) == ("partly", "Half of it", 2)
    assert {goal.outcome for goal in others} == {""}
    assert not open_items(plan)
    assert Plan.objects.get(pk=plan.pk).handed_over == "To Emil."
    dropped = events(plan).count("dropped")
    assert dropped == len(said.items)
    assert events(plan).count("wrote the closing review") == 1
    assert {change.verb for change in Change.objects.all()} == {"closed", "wrote the closing review"}


def test_saving_the_same_again_is_saving_once(plan):
    said = review(plan, state=Item.State.HANDED_ON)
    assert save(plan, said)
    count = Event.objects.count(), Change.objects.count()
    assert not save(plan, said)
    assert (Event.objects.count(), Change.objects.count()) == count


def test_the_second_of_two_writers_is_told_and_nothing_of_theirs_is_kept(plan):
    goal = goals_of(plan)[0]
    save(
        plan, review(plan, goals=[GoalReview(goal.pk, 1, "met", "")], items=[], handed_over=""), by=plan.lead
    )
    with pytest.raises(ChangedSince, match="Somebody wrote about “"):
        save(plan, review(plan, goals=[GoalReview(goal.pk, 1, "not_met", "Late")], items=[]))
    goal.refresh_from_db()
    assert (goal.outcome, Plan.objects.get(pk=plan.pk).handed_over) == ("met", "")
    save(plan, review(plan, goals=[], items=[], handed_over="One"), by=plan.lead)
    with pytest.raises(ChangedSince, match="The plan changed since you opened the page: Priya Raman"):
        save(plan, review(plan, goals=[], items=[], handed_over="Two", version=plan.version))
    item = open_items(plan)[0]
    change_item_state(item=item, version=1, state=Item.State.DOING, by=plan.lead, now=build.NOW)
    with pytest.raises(ChangedSince, match="Priya Raman started it"):
        save(plan, review(plan, goals=[], items=[ItemDecision(item.pk, 1, Item.State.DONE, "")]))
    assert {event.actor for event in Event.objects.exclude(verb__in=BEFORE)} == {plan.lead}


def test_what_another_plan_holds_is_out_of_reach(plan):
    other = type(plan).objects.create(
        kind="started", slug="other", team=plan.team, lead=plan.lead, start=plan.start, created_at=build.NOW
    )
    goal, item = goals_of(plan)[0], open_items(plan)[0]
    said = Review(1, "", [GoalReview(goal.pk, 1, "met", "")], [ItemDecision(item.pk, 1, Item.State.DONE, "")])
    assert not save(other, said)
    goal.refresh_from_db()
    item.refresh_from_db()
    assert (goal.outcome, item.state) == ("", "open")


def test_handing_over_needs_somebody(plan):
    with pytest.raises(DomainError, match="Say why"):
        save(plan, review(plan, items=[ItemDecision(open_items(plan)[0].pk, 1, Item.State.HANDED_ON, "")]))


def test_a_plan_is_finished_once_with_who_and_when(plan):
    assert finish(plan, review(plan), by=plan.lead)
    plan.refresh_from_db()
    assert (plan.finished_at, plan.finished_by) == (build.NOW, plan.lead)
    event = Event.objects.get(verb="finished")
    assert event.detail["goals"] == f"{len(goals_of(plan))} of {len(goals_of(plan))} goals met"
    count = Event.objects.count()
    assert not finish(plan, review(plan), by=build.user(), now=build.NOW + timedelta(days=1))
    plan.refresh_from_db()
    assert (plan.finished_at, plan.finished_by, Event.objects.count()) == (build.NOW, plan.lead, count)


def test_what_is_not_whole_is_not_finished_and_nothing_is_kept(plan):
    with pytest.raises(DomainError, match="of each goal"):
        finish(plan, review(plan, outcome="not_met"))
    with pytest.raises(DomainError, match="still open"):
        finish(plan, review(plan, items=[]))
    assert {goal.outcome for goal in goals_of(plan)} == {""}
    assert Plan.objects.get(pk=plan.pk).finished_at is None
    assert events(plan) == []


def test_who_answers_for_a_plan_finishes_it_and_whoever_oversees_reopens_it(plan):
    finishes = {"lead", "manager", "team lead", "administrator"}
    reopens = {"leadership", "administrator"}
    everybody = people(plan)
    for name, person in everybody.items():
        if name in finishes:
            assert finish(plan, review(plan), by=person), name
            Plan.objects.filter(pk=plan.pk).update(finished_at=None, finished_by=None)
        else:
            with pytest.raises(Refused):
                finish(plan, review(plan), by=person)
            with pytest.raises(Refused):
                save(plan, review(plan), by=person)
    for name, person in everybody.items():
        finish(plan)
        if name in reopens:
            assert reopen_plan(plan=plan, reason="Two goals were mixed up", by=person, now=build.NOW), name
        else:
            with pytest.raises(Refused, match="reopen"):
                reopen_plan(plan=plan, reason="I want to", by=person, now=build.NOW)


def test_reopening_asks_why_is_logged_and_happens_once(plan):
    finish(plan, review(plan), by=plan.lead)
    with pytest.raises(DomainError, match="Say why"):
        reopen_plan(plan=plan, reason=" ", by=None, now=build.NOW)
    head = build.user("Head", role="leadership")
    assert reopen_plan(plan=plan, reason="Forgot one", by=head, now=build.NOW)
    event = Event.objects.get(verb="reopened the plan")
    assert event.detail["reason"] == "Forgot one"
    assert event.detail["finished_by"] == plan.lead.name
    assert not reopen_plan(plan=plan, reason="Forgot one", by=head, now=build.NOW)
    assert Event.objects.filter(verb="reopened the plan").count() == 1
    assert {goal.outcome for goal in goals_of(plan)} == {"met"}


def test_a_finished_plan_refuses_reviews(plan):
    finish(plan, review(plan), by=plan.lead)
    with pytest.raises(Refused, match=r"This plan is finished: .* Finished on Thu 19 Nov by Priya Raman"):
        save(plan, review(plan, handed_over="More"), by=plan.lead)


@pytest.mark.parametrize("state", [Item.State.DONE, Item.State.DROPPED, Item.State.HANDED_ON])
def test_the_markdown_of_a_finished_plan_reads_as_the_plan(plan, state):
    finish(plan, review(plan, state=state), by=plan.lead)
    document = document_of(plan)
    read = read_plan([SourceFile("plan.md", write_plan(document))])
    assert (read.title, read.phases, read.notes) == (document.title, document.phases, document.notes)
