"""What the demonstration organisation tells. It is loaded once: no test here changes it."""

from collections.abc import Iterator
from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from maturity.models import Answer, Assessment, Cycle, Snapshot, Submission
from maturity.queries.snapshot_days import outdated_days
from maturity.queries.votes import tallies, votes_of
from plans.check_in_days import Standing
from plans.models import CheckIn, Goal, Item, MetricReview, Plan
from plans.queries.check_ins import check_ins_by_plan
from plans.queries.metrics import metrics_page
from plans.queries.my_week import plan_duties
from plans.schedule import week_of
from teams.models import Division, Event, Team, User, Workspace
from teams.personas import PERSONAS

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def demonstration(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[date]:
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("load_demo", stdout=StringIO())
        yield timezone.localdate()
        transaction.set_rollback(True)


def running_of(persona: str) -> Plan:
    """The plan that they lead, which is not finished."""
    return Plan.objects.get(kind=Plan.Kind.STARTED, finished_at=None, lead__email=PERSONAS[persona])


def test_ten_teams_in_three_divisions_have_six_quarters(demonstration: date) -> None:
    assert Workspace.objects.get().is_demonstration
    assert (Division.objects.count(), Team.objects.count(), Cycle.objects.count()) == (3, 10, 6)
    assert set(PERSONAS.values()) <= set(User.objects.values_list("email", flat=True))
    current = Cycle.objects.get(state=Cycle.State.OPEN)
    assert current.opens <= demonstration <= current.closes
    assert 40 <= Submission.objects.count() <= 53


def test_one_team_never_handed_in_and_one_is_half_way(demonstration: date) -> None:
    assert not Submission.objects.filter(team__slug="identity").exists()
    current = Cycle.objects.get(state=Cycle.State.OPEN)
    checkout = Assessment.objects.get(cycle=current, team__slug="checkout")
    assert not checkout.submissions.exists()
    waiting = Answer.objects.filter(
        assessment=checkout, carried_from__isnull=False, confirmed_at__isnull=True
    )
    total = checkout.answers.count()
    assert 0.3 * total < waiting.count() < 0.7 * total


def test_checkout_disagrees_on_two_practices_and_votes_on_two_more(demonstration: date) -> None:
    checkout = Assessment.objects.get(cycle__state=Cycle.State.OPEN, team__slug="checkout")
    priya, mika = (User.objects.get(email=PERSONAS[who]) for who in ("lead", "member"))
    shown = tallies(checkout).values()
    assert len(shown) == 2
    assert all(tally.is_shown and tally.spread for tally in shown)
    for person in (priya, mika):
        turnouts = [votes.turnout for votes in votes_of(checkout, person).values() if votes.turnout]
        assert [(each.voted, each.people, each.has_voted) for each in turnouts] == [(2, 4, False)] * 2


def test_a_correction_starts_from_what_was_handed_in(demonstration: date) -> None:
    """The working copy of an open round says what its submission says, evidence included."""
    submission = Submission.objects.filter(assessment__cycle__state=Cycle.State.OPEN)[0]
    said = ("practice", "level", "not_applicable", "note", "target")
    frozen, copies = (
        submission.answers.order_by("practice"),
        submission.assessment.answers.order_by("practice"),
    )
    assert list(frozen.values_list(*said)) == list(copies.values_list(*said))
    links = [len(row.evidence) for row in frozen]
    assert sum(links) > 0
    assert links == [row.evidence.count() for row in copies]


def test_nothing_was_handed_in_after_now_or_outside_its_round(demonstration: date) -> None:
    for submission in Submission.objects.select_related("assessment__cycle"):
        cycle = submission.assessment.cycle
        assert cycle.opens <= submission.day <= min(cycle.closes, demonstration)
        assert submission.submitted_at <= timezone.now()


def test_every_day_has_its_snapshot(demonstration: date) -> None:
    assert outdated_days(demonstration, today=demonstration) == []
    today = Snapshot.objects.filter(day=demonstration)
    assert today.filter(dimension_key="").count() == 9
    assert today.filter(coverage__lt=10_000).exists(), "not everybody answers everything"


def test_a_plan_is_in_its_third_week_with_the_first_two_mostly_done(demonstration: date) -> None:
    plan = running_of("lead")
    assert plan.start is not None
    assert week_of(plan.start, demonstration) == 3
    due = Item.objects.filter(phase__plan=plan, due_on__lt=demonstration)
    done = due.filter(state=Item.State.DONE).count()
    assert 0.5 * due.count() < done < due.count(), "most is done, something is late"


def test_its_manager_agreed_to_what_the_plan_is_measured_by_and_one_of_it_was_edited_since(
    demonstration: date,
) -> None:
    page = metrics_page(running_of("lead"), today=demonstration)
    assert len(page.lines) == 4
    assert [line.is_agreed for line in page.lines] == [False, True, True, True]
    assert all(line.agreed and line.agreed.agreed_by for line in page.lines)
    assert {line.newest.written_at < timezone.now() for line in page.lines} == {True}


def test_an_earlier_plan_was_closed_and_is_a_record(demonstration: date) -> None:
    plan = Plan.objects.exclude(finished_at=None).get()
    assert plan.finished_at is not None
    assert plan.finished_at < timezone.now()
    assert plan.finished_by == plan.manager == User.objects.get(email=PERSONAS["lead"])
    items = Item.objects.filter(phase__plan=plan)
    assert not items.exclude(state__in=Item.FINAL).exists()
    assert sorted(items.exclude(state="done").values_list("state", flat=True)) == ["dropped", "handed_on"]
    outcomes = list(Goal.objects.filter(phase__plan=plan).values_list("outcome", flat=True))
    assert sorted(set(outcomes)) == ["met", "not_met", "partly"]


def test_the_first_check_in_was_answered_and_the_second_never_came(demonstration: date) -> None:
    plan = running_of("lead")
    first, second, third = check_ins_by_plan([plan], today=demonstration)[plan.pk][:3]
    assert first.standing == Standing.ACKNOWLEDGED
    assert second.standing == (Standing.MISSED if demonstration.weekday() else Standing.DUE)
    assert third.standing == Standing.DUE
    sent = CheckIn.objects.get(plan=plan)
    assert len(sent.facts["done"]) > 1
    assert sent.facts["late"] == []


def test_another_plan_has_its_reviews_of_day_30_and_a_check_in_that_waits_for_the_lead(
    demonstration: date,
) -> None:
    plan, priya = running_of("member"), User.objects.get(email=PERSONAS["lead"])
    assert plan.manager == priya
    reviews = MetricReview.objects.filter(metric__plan=plan)
    assert {review.day for review in reviews} == {30}
    assert {review.verdict for review in reviews} == set(MetricReview.Verdict)
    *answered, newest, current = check_ins_by_plan([plan], today=demonstration)[plan.pk][:6]
    assert {line.standing for line in answered} == {Standing.ACKNOWLEDGED}
    assert (newest.standing, current.standing) == (Standing.SENT, Standing.DUE)
    waiting = [duty.label for duty in plan_duties(priya, now=timezone.now(), until=demonstration)]
    assert "Acknowledge the check-in of week 5" in waiting


def test_the_log_says_who_handed_in(demonstration: date) -> None:
    assert Event.objects.filter(verb="submitted").count() == Submission.objects.count()
