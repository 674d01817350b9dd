"""The database computes what the pure rules say, over invented organisations."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maturity.models import Assessment, ClosedFigures, Cycle, Snapshot
from maturity.queries.closed_figures import cycles_to_freeze
from maturity.queries.snapshot_days import outdated_days
from maturity.queries.standing import standing_on
from maturity.services.closed_figures import freeze_figures
from maturity.services.snapshots import take_outdated, take_snapshot
from tests import build
from tests.maturity.organisations import answers, hand_in, many, organisations, rolled_back, set_up
from tests.maturity.snapshot_rows import (
    FIRST,
    expected,
    outdated_by_comparing,
    stored,
)

pytestmark = pytest.mark.django_db

NOW = build.NOW


@many
@given(st.data())
def test_database_computes_what_the_pure_rules_say(data):
    with rolled_back():
        set_up(data.draw(organisations()), lambda: data.draw(answers()))
        for day in (FIRST, FIRST + timedelta(days=3), FIRST + timedelta(days=9)):
            assert standing_on(day) == expected(day)
            take_snapshot(day=day, by=None, now=NOW)
            assert stored(day) == expected(day)


@many
@given(st.data())
def test_outdated_days_are_those_whose_rows_name_another_submission(data):
    """Whether the days are new, all old, or the 400th lies among them; and whatever is frozen."""
    with rolled_back():
        set_up(data.draw(organisations()), lambda: {"level": 2})
        for offset in data.draw(st.lists(st.integers(0, 40), max_size=4)):
            take_snapshot(day=FIRST + timedelta(days=offset), by=None, now=NOW + timedelta(days=31))
        close_cycles(data)
        muddle(data)
        until = FIRST + timedelta(days=data.draw(st.integers(0, 40)))
        now = NOW + timedelta(days=data.draw(st.sampled_from((31, 382, 390, 405, 2000))))
        assert outdated_days(until, today=now.date()) == outdated_by_comparing(until, now.date())
        list(take_outdated(until=until, by=None, now=now))
        assert outdated_days(until, today=now.date()) == []


def close_cycles(data) -> None:
    """By hand, on some day or other; what they showed is frozen, or is not yet."""
    for cycle in Cycle.objects.all():
        closed = FIRST + timedelta(days=data.draw(st.integers(0, 12)))
        cycle.state, cycle.closed_at = (
            "closed",
            datetime(closed.year, closed.month, closed.day, 12, tzinfo=UTC),
        )
        cycle.save()
    later = NOW + timedelta(days=31)
    for cycle, day in cycles_to_freeze(later.date()):
        if data.draw(st.booleans()):
            freeze_figures(cycle=cycle, day=day, by=None, now=later)


def muddle(data) -> None:
    """Late submissions and archivings after some days were taken, and rows that were lost."""
    for assessment in Assessment.objects.all():
        if data.draw(st.booleans()):
            late = datetime(2026, 11, 1, tzinfo=UTC) + timedelta(hours=data.draw(st.integers(0, 200)))
            hand_in(assessment.cycle, assessment.team, late, lambda: {"level": 3})
        if data.draw(st.booleans()):
            assessment.team.archived_on = FIRST + timedelta(days=data.draw(st.integers(0, 9)))
            assessment.team.save()
    frozen = ClosedFigures.objects.values("day")
    for row in Snapshot.objects.filter(dimension_key="").exclude(day__in=frozen):
        if data.draw(st.sampled_from((False, False, True))):
            row.delete()
