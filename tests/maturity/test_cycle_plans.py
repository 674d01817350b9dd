"""Planning the next cycle, changing its days and version, and taking it away."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.decisions import ChangedSince, DomainError, Refused
from maturity.cycle_terms import Terms, problems
from maturity.models import Cycle
from maturity.queries.cycle_planning import next_quarter
from maturity.services.cycle_plans import (
    InvalidTerms,
    change_cycle,
    plan_next_cycle,
    remove_planned_cycle,
    terms_of,
)
from teams.models import Event
from tests import build
from tests.maturity import moves
from tests.maturity.drafts import start
from tests.maturity.moves import edition

database = pytest.mark.django_db


def planned(quarter="2027-q1", **changes):
    return plan_next_cycle(**{"quarter": quarter, "by": None, "now": build.NOW} | changes)


@database
def test_the_next_cycle_follows_the_last_with_its_quarters_days():
    build.cycle(build.version())
    cycle = planned()
    assert (cycle.slug, cycle.name, cycle.state) == ("2027-q1", "2027 Q1", "planned")
    assert (cycle.opens, cycle.due, cycle.closes) == (date(2027, 1, 1), date(2027, 2, 28), date(2027, 3, 31))


@database
def test_it_asks_the_newest_published_version_of_the_same_model():
    model = moves.model()
    build.cycle(edition({"a": "x"}, model=model))
    newest = edition({"a": "y"}, model=model)
    edition({"a": "z"}, model=model, published=False)
    edition({"b": "x"}, model=moves.model())
    assert planned().version == newest


@database
def test_planning_twice_is_planning_once():
    build.cycle(build.version())
    assert planned() == planned()
    assert Event.objects.filter(verb="planned").count() == 1


@database
def test_only_the_quarter_that_follows_is_planned():
    build.cycle(build.version())
    with pytest.raises(DomainError, match="The next cycle to plan is 2027 Q1"):
        planned("2027-q2")
    with pytest.raises(DomainError, match="write it like 2026-q4"):
        planned("soon")


@database
@pytest.mark.parametrize(
    ("known", "following"),
    [
        ((), "2026-q4"),
        (("2026-q4",), "2027-q1"),
        (("2025-q1", "2024-q4"), "2026-q4"),
        (("2027-q3",), "2027-q4"),
    ],
)
def test_the_quarter_that_follows_is_never_over(known, following):
    version = build.version()
    for quarter in known:
        build.cycle(version, quarter=quarter)
    assert next_quarter(date(2026, 11, 19)).slug == following


@database
def test_the_first_cycle_late_in_its_quarter_is_due_at_its_end():
    build.version()
    cycle = planned("2026-q4", now=datetime(2026, 12, 10, 12, tzinfo=UTC))
    assert (cycle.due, cycle.closes) == (date(2026, 12, 31), date(2026, 12, 31))


@database
def test_without_a_published_version_nothing_is_planned():
    with pytest.raises(DomainError, match="No model version is published"):
        planned("2026-q4")


def changed(cycle, seen=None, **fields):
    terms = replace(seen or terms_of(cycle), **fields)
    return change_cycle(cycle=cycle, seen=seen or terms_of(cycle), terms=terms, by=None, now=build.NOW)


@database
def test_a_planned_cycle_changes_days_and_version_and_the_log_says_what():
    model = moves.model()
    cycle = build.cycle(edition({"a": "x"}, model=model), quarter="2027-q1", state=Cycle.State.PLANNED)
    first, other = cycle.version, edition({"a": "y"}, model=model)
    changed(cycle, opens=date(2027, 1, 11), version=other.pk)
    cycle.refresh_from_db()
    assert (cycle.opens, cycle.version, cycle.name) == (date(2027, 1, 11), other, "2027 Q1")
    assert Event.objects.get().detail == {
        "opens": ["2027-01-01", "2027-01-11"],
        "version": [str(first.pk), str(other.pk)],
    }


@database
def test_changing_to_what_it_is_writes_nothing_and_the_same_change_twice_is_one():
    cycle = build.cycle(build.version())
    changed(cycle)
    assert not Event.objects.exists()
    seen = terms_of(cycle)
    for _ in range(2):
        changed(Cycle.objects.get(), seen, due=date(2026, 12, 1))
    assert Event.objects.count() == 1


@database
def test_the_second_of_two_editors_is_told():
    cycle = build.cycle(build.version())
    seen = terms_of(cycle)
    changed(Cycle.objects.get(), closes=date(2026, 12, 20))
    with pytest.raises(ChangedSince, match="Nothing was overwritten"):
        changed(Cycle.objects.get(), seen, due=date(2026, 12, 1))
    assert Cycle.objects.get().due == date(2026, 11, 28)


@database
def test_an_open_cycle_keeps_its_first_day_and_its_version():
    cycle = build.cycle(build.version())
    with pytest.raises(InvalidTerms) as refused:
        changed(cycle, opens=date(2026, 10, 2), version=build.version().pk)
    assert set(refused.value.problems) == {"opens", "version"}


@database
def test_a_draft_is_not_planned_for():
    cycle = build.cycle(build.version(), quarter="2027-q1", state=Cycle.State.PLANNED)
    with pytest.raises(InvalidTerms, match="Choose a version that is published"):
        changed(cycle, version=build.version(published=False).pk)


@database
def test_a_closed_cycle_keeps_its_days():
    with pytest.raises(DomainError, match="its days no longer change"):
        changed(build.cycle(build.version(), state=Cycle.State.CLOSED), due=date(2026, 12, 1))


@database
def test_a_planned_cycle_is_removed_and_twice_is_once():
    cycle = build.cycle(build.version(), state=Cycle.State.PLANNED)
    for _ in range(2):
        remove_planned_cycle(cycle=cycle, by=None, now=build.NOW)
    assert not Cycle.objects.filter(slug="2026-q4").exists()
    assert Event.objects.get().verb == "removed"


@database
def test_a_cycle_that_has_begun_stays():
    cycle = build.cycle(build.version())
    start(build.team(), cycle, None)
    with pytest.raises(DomainError, match="has begun, so it stays"):
        remove_planned_cycle(cycle=cycle, by=None, now=build.NOW)


@database
@pytest.mark.parametrize("role", ["member", "leadership"])
def test_only_administrators_plan_change_and_remove(role):
    cycle, user = build.cycle(build.version(), state=Cycle.State.PLANNED), build.user(role=role)
    terms = terms_of(cycle)
    for act in (
        lambda: planned(by=user),
        lambda: change_cycle(cycle=cycle, seen=terms, terms=terms, by=user, now=build.NOW),
        lambda: remove_planned_cycle(cycle=cycle, by=user, now=build.NOW),
    ):
        with pytest.raises(Refused):
            act()


days = st.dates(date(2026, 1, 1), date(2026, 1, 9))
terms = st.builds(Terms, opens=days, due=days, closes=days, version=st.just(1))


@given(before=terms, after=terms, today=days)
def test_a_planned_cycle_has_any_days_in_order_that_are_not_over(before, after, today):
    fits = after.opens <= after.due <= after.closes >= today
    assert (problems(before, after, today, is_open=False) == {}) == fits


@given(before=terms, after=terms, today=days)
def test_an_open_cycle_keeps_the_day_on_which_it_opened_too(before, after, today):
    fits = after.opens <= after.due <= after.closes >= today and after.opens == before.opens
    assert (problems(before, after, today, is_open=True) == {}) == fits
