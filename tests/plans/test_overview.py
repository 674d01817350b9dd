"""Running plans side by side, aligned by their days in role."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from common.decisions import DomainError
from plans.models import CheckIn, Goal, Item, Phase, Plan
from plans.queries import overview as overview_queries
from plans.queries.overview import Wanted, overview_page
from plans.queries.strip import weeks_by_phase
from plans.services.finishing import finish_plan
from tests import build
from tests.plans import building
from tests.plans.conftest import TODAY
from tests.plans.pages import people, statements, text_of

PAGE = "/plans/overview/"


def page_of(user=None, *, today=TODAY, **wanted):
    return overview_page(user or build.user(role="leadership"), Wanted(**wanted), today=today)


def names(page):
    return [column.plan.title for column in page.plans]


@pytest.fixture
def another(weeks):
    """The same plan of another team, started two weeks later."""
    later = building.start_another(weeks, building.START + timedelta(weeks=2))
    team = build.team("Fraud", division="Risk")
    Plan.objects.filter(pk=later.pk).update(team=team, title="Later")
    return Plan.objects.get(pk=later.pk)


def test_plans_line_up_by_their_weeks_and_not_by_dates(weeks, another):
    Item.objects.filter(phase__plan=weeks, title__in=("Today", "Soon")).update(
        state="done", done_at=build.NOW
    )
    later, earlier = page_of().plans
    assert (later.plan, earlier.plan) == (another, weeks)
    assert [len(column.cells) for column in (later, earlier)] == [13, 13]
    assert [(cell.total, cell.done, cell.late) for cell in earlier.cells[:5]] == [
        (1, 0, 1), (3, 2, 0), (1, 0, 0), (1, 0, 0), (None, 0, 0)
    ]  # fmt: skip
    assert [cell.total for cell in later.cells[:5]] == [1, 3, 1, 1, None]
    assert [cell.week for cell in earlier.cells if cell.is_now] == [2]
    assert [cell.week for cell in later.cells if cell.is_now] == []
    same_day = page_of(today=TODAY + timedelta(weeks=2)).plans[0]
    assert same_day.clock.day == earlier.clock.day
    assert [cell.week for cell in same_day.cells if cell.is_now] == [2]


def test_the_phase_of_today_has_its_goals(weeks):
    Goal.objects.filter(phase__plan=weeks).update(done_at=build.NOW)
    Goal.objects.create(phase=weeks.phases.get(title="Look"), text="More", position=9)
    (column,) = page_of().plans
    assert column.now
    assert (column.now.title, column.now.goals_done, column.now.goals) == ("Look", 1, 2)
    assert [(phase.first_week, phase.last_week, phase.is_later) for phase in column.phases] == [
        (1, 2, False), (3, 4, True)
    ]  # fmt: skip


@given(st.lists(st.tuples(st.integers(1, 20), st.integers(1, 20))), st.integers(1, 20))
def test_every_week_stands_once_under_a_phase_that_holds_it(spans, weeks):
    phases = [Phase(pk=n, first_week=min(span), last_week=max(span)) for n, span in enumerate(spans)]
    parts = list(weeks_by_phase(phases, weeks))
    assert [week for _, numbers in parts for week in numbers] == list(range(1, weeks + 1))
    for phase, numbers in parts:
        for week in numbers:
            holds = [each for each in phases if each.first_week <= week <= each.last_week]
            assert phase == (holds[0] if holds else None)


def test_what_needs_a_word_is_named(weeks):
    Item.objects.filter(phase__plan=weeks, title="Last").update(
        state="blocked", reason="No access", blocked_by="Emil"
    )
    look = weeks.phases.get(title="Look")
    for n, (outcome, state) in enumerate((("", "open"), ("Agreed", "open"), ("", "dropped"))):
        Item.objects.create(
            phase=look,
            kind="meeting",
            title=f"M{n}",
            outcome_actual=outcome,
            state=state,
            due_on=date(2026, 9, 8),
            position=50 + n,
        )
    (column,) = page_of().plans
    assert [(each.title, each.days_late) for each in column.late.shown] == [("Early", 8)]
    assert [each.title for each in column.unwritten.shown] == ["M0"]
    assert [(each.title, each.reason, each.blocked_by) for each in column.blocked.shown] == [
        ("Last", "No access", "Emil")
    ]
    assert column.needs_a_word


def test_check_ins_that_were_missed_or_not_answered_are_named(weeks):
    Plan.objects.filter(pk=weeks.pk).update(manager=build.user("Manager"))
    (column,) = page_of().plans
    assert (column.missed, column.unacknowledged) == ([1], [])
    CheckIn.objects.create(plan=weeks, week=1, confidence="on_track", saved_at=build.NOW, sent_at=build.NOW)
    (column,) = page_of().plans
    assert (column.missed, column.unacknowledged) == ([], [1])


def test_a_long_list_is_cut_and_says_so(weeks, monkeypatch):
    Item.objects.filter(phase__plan=weeks).update(due_on=date(2026, 9, 8))
    (column,) = page_of().plans
    assert (len(column.late.shown), column.late.more) == (5, 1)


def test_finished_and_ended_plans_are_elsewhere(weeks, another):
    Item.objects.filter(phase__plan=another).update(state="dropped", reason="No")
    Goal.objects.filter(phase__plan=another).update(outcome="met")
    finish_plan(plan=another, by=None, now=build.NOW)
    page = page_of()
    assert (page.count, page.overdue) == (1, 0)
    after = page_of(today=weeks.start + timedelta(weeks=5))
    assert (after.count, after.overdue, list(after.plans)) == (0, 1, [])


def test_filters_and_orders_come_from_the_address(weeks, another):
    assert names(page_of(order="team")) == ["Plan", "Later"]
    assert names(page_of(division="risk")) == ["Later"]
    assert names(page_of(team=weeks.team.slug)) == ["Plan"]
    assert names(page_of(q="later FRAUD priya")) == ["Later"]
    assert names(page_of(q="later ledger")) == []
    assert names(page_of(team="nobody")) == []
    assert [team.name for team in page_of(q="nothing").teams] == ["Checkout", "Fraud"]


def test_there_is_a_page_more_where_there_are_many(weeks, another, monkeypatch, client):
    monkeypatch.setattr(overview_queries, "PLANS_PER_PAGE", 1)
    assert (names(page_of(page=2)), page_of(page=2).pages) == (["Plan"], 2)
    assert page_of(page=99).page == 2
    client.force_login(build.user(role="leadership"))
    html = client.get(PAGE, {"q": "priya", "page": "2"}).content.decode()
    assert 'href="?q=priya&amp;page=1"' in html


def test_who_may_compare_sees_their_teams(client, weeks, another):
    seen = {"team lead": 1, "leadership": 2, "administrator": 2}
    weeks.roles.filter(name="Engineer A").update(person=build.user("Emil Aalto"))
    for name, person in people(weeks).items():
        client.force_login(person)
        answer = client.get(PAGE)
        assert answer.status_code == (200 if name in seen else 403), name
        if name in seen:
            assert f"{seen[name]} running plan" in text_of(answer)
        else:
            assert "Only leadership, administrators and people who lead a team" in text_of(answer)
        assert ("Side by side" in text_of(client.get(reverse("plans")))) == (name in seen)


def test_the_page_names_them_in_words_and_links(client, weeks):
    client.force_login(build.user(role="leadership"))
    page = client.get(PAGE)
    for words in (
        "nothing here ranks them",
        "day 10 of 28",
        "1 · Look 0 of 1 goals",
        "8 days late",
        "Check-ins missed week 1",
    ):
        assert words in text_of(page), words
    assert (
        reverse("plan_item", args=(weeks.slug, Item.objects.get(phase__plan=weeks, title="Early").pk))
        in page.content.decode()
    )


@pytest.mark.parametrize(
    "query", ["page=x", "page=-1", "page=0", "order=late", "team=%00", "q=%00", "page=99999999999"]
)
def test_what_an_address_says_badly_counts_as_not_said(client, weeks, query):
    client.force_login(build.user(role="leadership"))
    assert "1 running plan," in text_of(client.get(f"{PAGE}?{query}"))


def test_nothing_to_compare_says_what_belongs_there(client, db):
    client.force_login(build.user(role="leadership"))
    assert "No plan is running" in text_of(client.get(PAGE))
    assert "No running plan matches" in text_of(client.get(PAGE, {"q": "x"}))


def test_no_plan_goes_by_the_word_of_the_page(db):
    with pytest.raises(DomainError, match="page of Waymark itself"):
        building.template(slug="overview")
    with pytest.raises(DomainError, match="page of Waymark itself"):
        building.started(slug="overview")


def test_the_page_costs_the_same_for_one_plan_and_for_fifty(client, db, today):
    client.force_login(build.user(role="leadership"))
    plan = building.started(building.long_document(3))
    costs = [statements(client, PAGE)]
    for n in range(1, 50):
        building.start_another(plan, building.START + timedelta(weeks=n))
    costs.append(statements(client, PAGE))
    assert costs[0] == costs[1] <= 14
    assert "50 running plans" in text_of(client.get(PAGE))
