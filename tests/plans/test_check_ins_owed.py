"""Which check-ins of many plans are still to be sent or acknowledged."""

from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from plans.check_in_days import Standing
from plans.models import CheckIn, Plan
from plans.queries.check_ins import check_ins_by_plan, check_ins_owed
from tests import build
from tests.plans import building
from tests.plans.conftest import TODAY

pytestmark = pytest.mark.django_db


def sent(plan, week, **more):
    return CheckIn.objects.create(
        plan=plan, week=week, confidence="on_track", saved_at=build.NOW, sent_at=build.NOW, **more
    )


def standings(plan, today=TODAY):
    return [line.standing for line in check_ins_by_plan([plan], today=today)[plan.pk]]


def owed(plan, today):
    return [(line.week, line.standing) for line in check_ins_owed([plan], today=today)]


def test_every_week_of_a_plan_stands_somewhere(weeks):
    assert standings(weeks) == [Standing.MISSED, Standing.DUE, Standing.TO_COME, Standing.TO_COME]
    sent(weeks, 1)
    CheckIn.objects.create(plan=weeks, week=2, saved_at=build.NOW)
    assert standings(weeks) == [Standing.SENT, Standing.DUE, Standing.TO_COME, Standing.TO_COME]


def test_the_second_working_day_after_is_the_first_on_which_it_is_missed(weeks):
    assert owed(weeks, date(2026, 9, 14)) == [(1, Standing.DUE), (2, Standing.DUE)]
    assert owed(weeks, date(2026, 9, 15)) == [(1, Standing.MISSED), (2, Standing.DUE)]


def test_a_plan_that_somebody_starts_later_owes_what_is_due_from_then_on(weeks):
    Plan.objects.filter(pk=weeks.pk).update(created_at=datetime(2026, 9, 14, 9, tzinfo=UTC))
    weeks.refresh_from_db()
    assert standings(weeks)[:2] == [Standing.NEVER_SENT, Standing.DUE]
    assert owed(weeks, date(2026, 9, 22)) == [(2, Standing.MISSED), (3, Standing.DUE)]
    sent(weeks, 1)
    assert standings(weeks)[0] == Standing.SENT


def test_holidays_of_the_plans_country_move_it():
    plan = building.started(start=date(2026, 3, 30), country="DE")
    assert owed(plan, date(2026, 4, 7))[0] == (1, Standing.DUE)
    assert owed(plan, date(2026, 4, 8))[0] == (1, Standing.MISSED)


def test_what_was_sent_is_the_managers_to_acknowledge_once(weeks):
    row = sent(weeks, 1)
    assert owed(weeks, TODAY) == [(2, Standing.DUE)], "nobody manages the plan"
    weeks.manager = build.user("Dana Okafor")
    weeks.save()
    (first, second) = check_ins_owed([weeks], today=TODAY)
    assert (first.week, first.is_to_acknowledge, first.is_owed) == (1, True, False)
    assert (second.week, second.is_to_acknowledge, second.is_owed) == (2, False, True)
    CheckIn.objects.filter(pk=row.pk).update(acknowledged_at=build.NOW, acknowledged_by=weeks.manager)
    assert owed(weeks, TODAY) == [(2, Standing.DUE)]


def test_a_plan_that_has_not_begun_or_is_finished_owes_nothing(weeks):
    assert owed(weeks, date(2026, 9, 6)) == []
    weeks.manager = build.user("Dana Okafor")
    sent(weeks, 1)
    weeks.finished_at, weeks.finished_by = build.NOW, weeks.lead
    weeks.save()
    assert owed(weeks, TODAY) == []
    assert standings(weeks)[1:] == [Standing.NEVER_SENT] * 3


def test_templates_have_none_and_the_oldest_comes_first(weeks):
    later = building.start_another(weeks, date(2026, 9, 14))
    found = check_ins_owed(Plan.objects.order_by("-start"), today=TODAY)
    assert [(line.plan, line.week) for line in found] == [(weeks, 1), (weeks, 2), (later, 1)]


@pytest.mark.parametrize("number", [1, 50])
def test_two_statements_however_many_plans(weeks, number):
    for _ in range(number - 1):
        weeks.lead = build.user()
        building.start_another(weeks, weeks.start)
    for plan in Plan.objects.filter(kind=Plan.Kind.STARTED):
        sent(plan, 1)
    plans = list(Plan.objects.filter(kind=Plan.Kind.STARTED))
    assert len(plans) == number
    with CaptureQueriesContext(connection) as captured:
        found = check_ins_owed(plans, today=TODAY)
        assert {line.row for line in found} == {None}
    assert (len(found), len(captured)) == (number, 2)
