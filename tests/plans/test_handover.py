"""The page for whoever takes a plan over."""

from datetime import date

from django.urls import reverse

from plans.models import CheckIn, Comment, Goal, Item, Note
from plans.queries.handover import MOST_RECENT, handover_page
from plans.services.item_states import change_item_state
from plans.services.item_talk import add_comment, remove_comment
from tests import build
from tests.plans import building
from tests.plans.conftest import TODAY
from tests.plans.pages import INSIDE, item_of, people, statements, text_of


def address(plan):
    return reverse("plan_handover", args=(plan.slug,))


def titles(lines):
    return [each.line.label for each in lines]


def test_every_open_item_stands_once_late_and_blocked_first(weeks):
    item = item_of(weeks, title="Last")
    change_item_state(
        item=item,
        version=1,
        state=Item.State.BLOCKED,
        reason="No access",
        blocked_by="Emil",
        by=None,
        now=build.NOW,
    )
    change_item_state(
        item=item_of(weeks, title="Soon"), version=1, state=Item.State.DONE, by=None, now=build.NOW
    )
    page = handover_page(weeks, today=TODAY)
    assert titles(page.stuck) == ["Early", "Last"]
    assert titles(page.open) == ["Today", "End", "Next"]
    assert (page.late, page.blocked, page.done, page.total) == (1, 1, 1, 6)
    assert (page.stuck[1].reason, page.stuck[1].blocked_by) == ("No access", "Emil")


def test_it_says_which_phase_is_now_and_how_its_goals_stand(weeks):
    Goal.objects.filter(phase__plan=weeks).update(done_at=build.NOW)
    page = handover_page(weeks, today=TODAY)
    assert page.now
    assert (page.now.row.title, page.now.goals_done, page.goals) == ("Look", 1, 1)
    after = handover_page(weeks, today=date(2026, 9, 22)).now
    assert after
    assert after.row.title == "Mend"
    weeks.phases.filter(title="Mend").update(first_week=4)
    assert handover_page(weeks, today=date(2026, 9, 22)).now is None


def test_what_was_decided_is_the_newest_that_still_stands(plan):
    item = item_of(plan)
    for n in range(MOST_RECENT + 2):
        add_comment(item=item, text=f"Said {n}", seen=n, by=plan.lead, now=build.NOW)
    remove_comment(comment=Comment.objects.latest("pk"), by=plan.lead, now=build.NOW)
    said = handover_page(plan, today=TODAY).said
    assert [each.text for each in said] == [f"Said {n}" for n in range(MOST_RECENT, 0, -1)]
    phase = plan.phases.order_by("position")[0]
    for n, outcome in enumerate(("Agreed", " ", "Postponed")):
        Item.objects.create(
            phase=phase,
            kind="meeting",
            title=f"M{n}",
            outcome_actual=outcome,
            due_on=date(2026, 9, 8 + n),
            position=100 + n,
        )
    assert [each.title for each in handover_page(plan, today=TODAY).met] == ["M2", "M0"]


def test_the_page_has_all_of_it_in_words(client, plan):
    everybody = people(plan)
    CheckIn.objects.create(
        plan=plan,
        week=1,
        confidence="at_risk",
        summary="Two *things*",
        help_wanted="A laptop",
        saved_at=build.NOW,
        sent_at=build.NOW,
    )
    CheckIn.objects.create(plan=plan, week=2, summary="A draft of nobody's business", saved_at=build.NOW)
    Note.objects.create(plan=plan, title="Why we do this", body="Because", position=99)
    add_comment(item=item_of(plan), text="Look here", seen=0, by=plan.lead, now=build.NOW)
    client.force_login(everybody["leadership"])
    page = text_of(client.get(address(plan)))
    for words in (
        "Day in role 10 of 14",
        "Whose plan it is Priya Raman",
        "Manager Manager",
        "Engineer A Emil Aalto",
        "Last check-in: week 1, at risk",
        "A laptop",
        "Priya Raman on",
        "Look here",
        "Why we do this",
    ):
        assert words in page, words
    assert "nobody's business" not in page


def test_who_sees_the_plan_reads_it(client, plan):
    for name, person in people(plan).items():
        client.force_login(person)
        assert client.get(address(plan)).status_code == (200 if name in INSIDE else 404), name


def test_a_plan_of_nothing_says_so(client, weeks):
    Item.objects.filter(phase__plan=weeks).delete()
    Goal.objects.filter(phase__plan=weeks).delete()
    client.force_login(weeks.lead)
    page = text_of(client.get(address(weeks)))
    for words in (
        "Nothing is late and nothing is blocked",
        "Nothing is open any more",
        "names no goals",
        "No meeting has a written outcome",
    ):
        assert words in page, words


def test_the_page_costs_the_same_for_one_item_and_for_fifty(client, db, today):
    lead, costs = build.user(), []
    for items in (1, 50):
        plan = building.started(
            building.long_document(items), lead=lead, team=build.team(), slug_of_template=f"t{items}"
        )
        client.force_login(lead)
        costs.append(statements(client, address(plan)))
    assert costs[0] == costs[1] <= 14
