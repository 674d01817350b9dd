"""The pages of a closing review, of the record, and of what stands in the list of plans."""

import re

import pytest
from django.urls import reverse

from plans.models import Goal, Item, MetricEdition, MetricReview, Plan, SuccessMetric
from plans.queries import closing as closing_queries
from plans.services.finishing import finish_plan
from teams.models import Event
from tests import build
from tests.plans import building
from tests.plans.pages import INSIDE, people, statements, text_of
from tests.plans.test_closing import goals_of, review, save


def address(plan, name="plan_finish"):
    return reverse(name, args=(plan.slug,))


def fields(answer):
    """What a browser would post from the page as it is."""
    html = answer.content.decode().partition("<main")[2]
    hidden = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', html)
    chosen = re.findall(r'<input type="radio" name="([^"]+)" value="([^"]*)"[^>]* checked', html)
    typed = re.findall(r'<textarea name="([^"]+)"[^>]*>\s*(.*?)</textarea>', html, re.DOTALL)
    return {name: value for name, value in (*hidden, *chosen, *typed) if name != "csrfmiddlewaretoken"}


def filled(client, plan, *, outcome="met", why="", decision="dropped", reason="No time"):
    said = fields(client.get(address(plan)))
    for name in list(said):
        if name.startswith("goal-") and name.endswith("-version"):
            prefix = name.removesuffix("version")
            said |= {f"{prefix}outcome": outcome, f"{prefix}why": why}
        if name.startswith("item-"):
            prefix = name.removesuffix("version")
            said |= {f"{prefix}decision": decision, f"{prefix}reason": reason}
    return said


def finished(client, plan, **said):
    client.force_login(plan.lead)
    answer = client.post(address(plan), filled(client, plan, **said) | {"finish": "yes"}, follow=True)
    plan.refresh_from_db()
    return answer


def test_who_answers_for_the_plan_writes_its_review(client, plan):
    for name, person in people(plan).items():
        client.force_login(person)
        status = client.get(address(plan)).status_code
        writes = name in {"lead", "manager", "team lead", "administrator"}
        assert status == (200 if writes else 403 if name in INSIDE else 404), name


def test_a_draft_comes_back_as_it_was_saved(client, plan):
    client.force_login(plan.lead)
    goal = goals_of(plan)[0]
    prefix = f"goal-{goal.pk}-"
    said = fields(client.get(address(plan)))
    said |= {f"{prefix}outcome": "partly", f"{prefix}why": "Half of it", "handed_over": "The *runbook*"}
    answer = client.post(address(plan), said, follow=True)
    assert "Draft saved" in text_of(answer)
    again = fields(answer)
    assert again[f"{prefix}outcome"] == "partly"
    assert "Half of it" in again[f"{prefix}why"]
    assert again["handed_over"].strip() == "The *runbook*"
    assert "Nothing changed" in text_of(client.post(address(plan), again, follow=True))


def test_a_goal_that_was_ticked_off_is_suggested_as_met(client, plan):
    goal = goals_of(plan)[0]
    Goal.objects.filter(pk=goal.pk).update(done_at=build.NOW)
    client.force_login(plan.lead)
    assert fields(client.get(address(plan)))[f"goal-{goal.pk}-outcome"] == "met"
    goal.refresh_from_db()
    assert goal.outcome == ""


def test_what_is_missing_is_said_beside_it_and_what_was_typed_stays(client, plan):
    client.force_login(plan.lead)
    whole = filled(client, plan, outcome="not_met") | {"finish": "yes", "handed_over": "All of it"}
    answer = client.post(address(plan), whole)
    assert answer.status_code == 422
    assert "Say why it was not met in full." in text_of(answer)
    assert "All of it" in text_of(answer)
    for changes, words in (
        ({"decision": ""}, "mark it as done, hand it over or drop it"),
        ({"decision": "handed_on", "reason": ""}, "Say who takes it over."),
        ({"reason": ""}, "Say why it is dropped."),
        ({"decision": "burned"}, "Select a valid choice"),
        ({"outcome": ""}, "Say whether it was met."),
    ):
        answer = client.post(address(plan), filled(client, plan, **changes) | {"finish": "yes"})
        assert answer.status_code == 422, changes
        assert words in text_of(answer)
    assert client.post(address(plan), {"version": "none"}).status_code == 422
    assert client.post(address(plan), {}).status_code == 422
    assert not Event.objects.filter(verb="finished").exists()
    assert not Item.objects.filter(phase__plan=plan, state="dropped").exists()


def test_a_goal_that_came_meanwhile_is_asked_for(client, plan):
    client.force_login(plan.lead)
    said = filled(client, plan) | {"finish": "yes"}
    first = goals_of(plan)[0]
    Goal.objects.create(phase=first.phase, text="Rather new", position=99)
    answer = client.post(address(plan), said)
    assert answer.status_code == 422
    assert "Say of each goal whether it was met" in text_of(answer)
    assert "Rather new" in text_of(answer)


def test_the_second_writer_gets_their_words_back_beside_what_is_there(client, plan):
    client.force_login(plan.lead)
    goal = goals_of(plan)[0]
    said = filled(client, plan, outcome="not_met", why="Mine") | {"handed_over": "My words"}
    save(plan, review(plan, outcome="partly", why="Theirs", items=[], handed_over="Their words"), by=None)
    answer = client.post(address(plan), said)
    assert answer.status_code == 409
    page = text_of(answer)
    for words in ("changed since you opened the page", "Mine", "Partly met: Theirs", "My words"):
        assert words in page, words
    again = fields(answer) | {name: value for name, value in said.items() if not name.endswith("version")}
    assert client.post(address(plan), again).status_code == 302
    goal.refresh_from_db()
    assert (goal.outcome, goal.outcome_why) == ("not_met", "Mine")


def test_a_finished_plan_leads_to_its_record(client, plan):
    answer = finished(
        client, plan, outcome="partly", why="One of two", decision="handed_on", reason="Emil Aalto"
    )
    assert answer.redirect_chain[-1][0] == address(plan, "plan_record")
    page = text_of(answer)
    for words in (
        "Mon 7 Sep to Thu 19 Nov",
        "Finished on Thu 19 Nov by Priya Raman",
        "partly met",
        "One of two",
        "→ Emil Aalto",
        "This plan is finished",
    ):
        assert words in page, words
    assert client.get(address(plan)).status_code == 302
    count = Event.objects.count()
    assert client.post(address(plan), {"finish": "yes"}).status_code == 302
    assert Event.objects.count() == count


@pytest.fixture(autouse=True)
def that_day(today):
    today(build.NOW.date())


def test_the_record_shows_metrics_and_words(client, plan):
    metric = SuccessMetric.objects.create(plan=plan, position=0)
    said = {"baseline": "4 h", "target": "1 h", "measured_by": "Traces", "written_at": build.NOW}
    MetricEdition.objects.create(metric=metric, number=1, title="Old words", **said)
    said |= {"agreed_at": build.NOW, "agreed_by": plan.lead}
    edition = MetricEdition.objects.create(metric=metric, number=2, title="Lead time", **said)
    for day, reading in ((30, "3 h"), (60, "2 h")):
        MetricReview.objects.create(
            edition=edition, metric=metric, day=day, reading=reading, verdict="on_the_way", at=build.NOW
        )
    page = text_of(finished(client, plan))
    for words in ("Lead time", "on the way", "from 4 h to 1 h", "Day 60: 2 h"):
        assert words in page, words
    assert "Old words" not in page
    assert "Worded anew" not in page


def test_a_review_stands_beside_the_wording_that_it_was_held_against(client, plan):
    metric = SuccessMetric.objects.create(plan=plan, position=0)
    said = {"baseline": "4 h", "measured_by": "Traces", "written_at": build.NOW}
    agreed = {"agreed_at": build.NOW, "agreed_by": plan.lead}
    edition = MetricEdition.objects.create(
        metric=metric, number=1, title="Lead time", target="1 h", **said, **agreed
    )
    MetricReview.objects.create(
        edition=edition, metric=metric, day=30, reading="3 h", verdict="on_the_way", at=build.NOW
    )
    MetricEdition.objects.create(metric=metric, number=2, title="Lead time", target="3 h", **said)
    page = text_of(finished(client, plan))
    assert "from 4 h to 1 h Day 30: 3 h" in page
    assert "Worded anew since: Lead time, from 4 h to 3 h." in page


def test_reopening_asks_why_and_is_read_later(client, plan):
    everybody = people(plan)
    finished(client, plan)
    assert "Reopen this plan" not in text_of(client.get(address(plan, "plan_record")))
    client.force_login(everybody["leadership"])
    assert "Reopen this plan" in text_of(client.get(address(plan, "plan_record")))
    answer = client.post(address(plan, "plan_reopen"), {"reason": ""})
    assert answer.status_code == 422
    assert "This field is required" in text_of(answer)
    post = {"reason": "Two goals were mixed up"}
    assert client.post(address(plan, "plan_reopen"), post).status_code == 302
    assert client.post(address(plan, "plan_reopen"), post).status_code == 302
    assert Event.objects.filter(verb="reopened the plan").count() == 1
    client.force_login(plan.lead)
    page = client.get(address(plan))
    assert "Head reopened this plan on Thu 19 Nov: Two goals were mixed up" in text_of(page)
    assert client.get(address(plan, "plan_record")).status_code == 302


def test_the_list_says_how_it_went(client, plan):
    finished(client, plan)
    page = text_of(client.get(reverse("plans")))
    total = len(goals_of(plan))
    assert "Ended Plan How it went" in page
    assert f"{total} of {total} goals met" in page
    Plan.objects.filter(pk=plan.pk).update(finished_at=None, finished_by=None, start="2026-01-05")
    assert "no closing review yet" in text_of(client.get(reverse("plans")))


def test_more_than_a_page_of_open_items_is_closed_in_steps(client, plan, monkeypatch):
    monkeypatch.setattr(closing_queries, "MOST_AT_ONCE", 3)
    client.force_login(plan.lead)
    page = text_of(client.get(address(plan)))
    assert "The first 3 stand here. Save, and the next ones follow." in page
    answer = client.post(address(plan), filled(client, plan) | {"finish": "yes"})
    assert answer.status_code == 422
    for _ in range(20):
        client.post(address(plan), filled(client, plan))
    assert client.post(address(plan), filled(client, plan) | {"finish": "yes"}).status_code == 302


def test_review_and_record_cost_the_same_for_one_item_and_for_fifty(client, db):
    lead, costs, records = build.user(), [], []
    for items in (1, 50):
        plan = building.started(
            building.long_document(items), lead=lead, team=build.team(), slug_of_template=f"t{items}"
        )
        client.force_login(lead)
        costs.append(statements(client, address(plan)))
        save(plan, review(plan))
        finish_plan(plan=plan, by=lead, now=build.NOW)
        records.append(statements(client, address(plan, "plan_record")))
    assert costs[0] == costs[1] <= 12
    assert records[0] == records[1] <= 13
