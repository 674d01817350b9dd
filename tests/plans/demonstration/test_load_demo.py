"""The demonstration organisation as a whole."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from maturity.models import Answer, Assessment, Cycle, Snapshot, Submission, SubmittedAnswer
from maturity.queries.snapshot_days import outdated_days
from maturity.queries.votes import tallies, votes_of
from plans.check_in_days import Standing
from plans.models import CheckIn, Goal, Item, Plan
from plans.queries.check_ins import check_ins_by_plan
from plans.queries.metrics import metrics_page
from plans.schedule import week_of
from teams.models import Division, Event, Team, User, Workspace
from teams.personas import PERSONAS
from tests import build

pytestmark = pytest.mark.django_db


@pytest.fixture
def demonstration() -> date:
    call_command("load_demo", stdout=StringIO())
    return timezone.localdate()


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
    plan = Plan.objects.get(kind=Plan.Kind.STARTED, finished_at=None)
    assert plan.start is not None
    assert week_of(plan.start, demonstration) == 3
    assert plan.lead.email == PERSONAS["lead"]
    due = Item.objects.filter(phase__plan=plan, due_on__lt=demonstration)
    done = due.filter(state=Item.State.DONE).count()
    assert 0.5 * due.count() < done < due.count(), "most is done, something is late"


def test_its_manager_agreed_to_what_the_plan_is_measured_by_and_one_of_it_was_edited_since(
    demonstration: date,
) -> None:
    page = metrics_page(Plan.objects.get(kind=Plan.Kind.STARTED, finished_at=None), today=demonstration)
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
    plan = Plan.objects.get(kind=Plan.Kind.STARTED, manager__email=PERSONAS["leadership"])
    first, second, third = check_ins_by_plan([plan], today=demonstration)[plan.pk][:3]
    assert first.standing == Standing.ACKNOWLEDGED
    assert second.standing == (Standing.MISSED if demonstration.weekday() else Standing.DUE)
    assert third.standing == Standing.DUE
    sent = CheckIn.objects.get()
    assert len(sent.facts["done"]) > 1
    assert sent.facts["late"] == []


def test_the_same_numbers_give_the_same_answers() -> None:
    call_command("load_demo", teams=3, quarters=2, seed=7, stdout=StringIO())
    rows = SubmittedAnswer.objects.order_by("submission__team__slug", "submission__day", "practice__key")
    first = list(rows.values_list("practice__key", "level", "note", "target"))
    assert len(first) >= 35 * 4


def test_the_log_says_who_handed_in(demonstration: date) -> None:
    assert Event.objects.filter(verb="submitted").count() == Submission.objects.count()


def test_a_workspace_with_people_is_left_alone() -> None:
    build.user()
    with pytest.raises(CommandError, match="goes into an empty one only") as refused:
        call_command("load_demo", stdout=StringIO())
    assert refused.value.returncode == 2
    assert not Team.objects.exists()


def test_numbers_out_of_range_are_refused() -> None:
    with pytest.raises(CommandError, match="not between 1 and 40"):
        call_command("load_demo", "--quarters", "0", stdout=StringIO())


def test_a_large_organisation_takes_the_snapshots_that_pages_read_first() -> None:
    call_command("load_demo", teams=60, quarters=2, stdout=StringIO())
    days = set(Snapshot.objects.values_list("day", flat=True))
    closed = Cycle.objects.exclude(state=Cycle.State.OPEN)
    assert days == {timezone.localdate(), *closed.values_list("closes", flat=True)}
