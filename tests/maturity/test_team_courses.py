"""What the steps of a change are made of: from submissions and snapshots to figures that are the matrix's."""

from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maturity.answer_moves import Known, Moved
from maturity.matrix_address import MatrixAddress
from maturity.models import Snapshot
from maturity.queries.matrix import chosen_moments, matrix
from maturity.queries.team_courses import team_courses
from maturity.running_score import NOT_APPLICABLE
from maturity.scoring import group_figure
from maturity.services.snapshots import take_snapshot
from maturity.waterfall import Kind, waterfall
from teams.models import Team
from tests import build
from tests.maturity.organisations import answers, many, organisations, rolled_back, set_up
from tests.maturity.snapshot_rows import FIRST
from tests.maturity.standings import TODAY, snap, submit

pytestmark = pytest.mark.django_db


def at(day: date | None, as_of: date | None = None):
    """A moment, of which the courses read these two alone."""
    return SimpleNamespace(day=day, as_of=as_of or day)


def between(world, **more):
    return team_courses(at(world.q3.closes), at(TODAY), **more)


def median(day: date, dimension: str) -> int | None:
    rows = Snapshot.objects.filter(day=day, dimension_key=dimension)
    return group_figure(rows.values_list("score", flat=True)).median


@many
@given(st.data())
def test_the_steps_add_up_to_the_change_between_any_two_snapshots(data):
    with rolled_back():
        set_up(data.draw(organisations()), lambda: data.draw(answers()))
        then, now = sorted(data.draw(st.tuples(*[st.integers(0, 9)] * 2)))
        days = FIRST + timedelta(days=then), FIRST + timedelta(days=now)
        for day in set(days):
            take_snapshot(day=day, by=None, now=build.NOW)
        for dimension in ("", "testing", "security"):
            courses = team_courses(*map(at, days), dimension=dimension)
            found = waterfall(courses, dimension)
            assert (found.then, found.now) == tuple(median(day, dimension) for day in days)
            assert sum(step.share for step in found.steps) == (found.change or 0)
            for course in courses:
                one = waterfall([course], dimension)
                ends = [
                    Snapshot.objects.filter(day=day, dimension_key=dimension, team=course.team).first()
                    for day in days
                ]
                assert [one.then, one.now] == [row and row.score for row in ends]
                assert sum(step.share for step in one.steps) == (one.change or 0)


@pytest.mark.parametrize("division", ["", "payments", "risk"])
def test_both_ends_are_the_group_figures_of_the_matrix(world, division):
    submit(world.q4, world.fraud, date(2026, 11, 12), {"testing-1": 3}, not_applicable=["testing-2"])
    snap(TODAY)
    address = MatrixAddress(division=division)
    now, then = chosen_moments(address, TODAY)
    shown = {
        moment.slug: matrix(MatrixAddress(division=division, cycle=moment.slug), TODAY)
        for moment in (then, now)
    }
    for place, dimension in enumerate(("testing", "security", "")):
        found = waterfall(team_courses(then, now, dimension=dimension, division=division), dimension)
        assert [found.then, found.now] == [shown[m.slug].figures[place].median for m in (then, now)]


def test_answers_are_read_of_those_alone_who_said_something_else(world):
    checkout, ledger = sorted(between(world), key=lambda course: course.team != world.checkout.pk)
    assert checkout == Known(world.checkout.pk, 20000, 20000)
    assert isinstance(ledger, Moved)
    assert ledger.then.said == {"testing-1": 1, "testing-2": 1, "security-1": 2}
    assert ledger.now.said == {"testing-1": 2, "testing-2": 1, "security-1": 2}
    assert ledger.then.edition is ledger.now.edition
    assert ledger.then.edition.places == {"testing-1": (0, 2), "testing-2": (0, 1), "security-1": (1, 1)}
    assert (ledger.then.edition.model, ledger.then.edition.levels) == (world.version.model_id, 5)


def test_what_does_not_apply_and_what_is_unanswered_differ(world):
    submit(world.q4, world.checkout, date(2026, 11, 12), {"testing-1": 2}, not_applicable=["security-1"])
    snap(TODAY)
    (course,) = between(world, teams=[world.checkout.pk])
    assert course.now.said == {"testing-1": 2, "testing-2": None, "security-1": NOT_APPLICABLE}


def test_who_reported_since_joins_and_who_has_no_data_any_more_leaves(world):
    submit(world.q4, world.fraud, date(2026, 11, 12), {"testing-1": 3})
    submit(world.q4, world.checkout, date(2026, 11, 12), {"testing-1": 2})
    snap(TODAY)
    found = between(world, dimension="security")
    assert Known(world.checkout.pk, 40000, None) in found
    assert Known(world.fraud.pk, None, None) in found
    assert Known(world.fraud.pk, None, 30000) in between(world, dimension="testing")


def test_a_team_that_is_archived_by_the_moment_has_left_though_its_day_still_had_figures(world):
    tomorrow = TODAY + timedelta(days=1)
    Team.objects.filter(pk=world.checkout.pk).update(archived_on=tomorrow)
    assert Known(world.checkout.pk, 20000, 20000) in between(world)
    found = team_courses(at(world.q3.closes), at(TODAY, as_of=tomorrow))
    assert Known(world.checkout.pk, 20000, None) in found
    assert [step.kind for step in waterfall(found).steps] == [Kind.RAISED, Kind.LEFT]


def test_a_division_is_that_of_today(world):
    Team.objects.filter(pk=world.checkout.pk).update(division=world.fraud.division)
    assert [course.team for course in between(world, division="risk")] == [world.checkout.pk]
    assert [course.team for course in between(world, division="payments")] == [world.ledger.pk]


def test_a_moment_without_a_day_has_no_figures(world):
    assert team_courses(at(None), at(TODAY), teams=[world.ledger.pk]) == [Known(world.ledger.pk, None, 18334)]


@pytest.mark.parametrize("more", [0, 49])
def test_the_same_few_statements_for_one_team_and_for_fifty(world, more, django_assert_num_queries):
    for number in range(more):
        team = build.team()
        submit(world.q3, team, date(2026, 8, 10), {"testing-1": 1})
        submit(world.q4, team, date(2026, 11, 1), {"testing-1": number % 5})
    snap(world.q3.closes, TODAY)
    with django_assert_num_queries(5):
        assert len(between(world)) == 2 + more
