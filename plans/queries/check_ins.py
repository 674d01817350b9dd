"""How the check-ins of plans stand, week by week: of one plan for its page, of many for whoever is owed one."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from django.db.models import Max, QuerySet

from common.days import organisation_day
from common.rows import Compiled
from plans.check_in_days import CheckInDays, Standing, check_in_days
from plans.dates import holidays_from
from plans.models import CheckIn, Phase, Plan

# The words of a draft are its lead's; a list needs none of them.
_COLUMNS = ("week", "confidence", "saved_at", "sent_at", "acknowledged_at")


@dataclass(frozen=True, slots=True)
class CheckInLine:
    """One week's check-in of a plan. `row` has no words with it; None where nothing was written yet."""

    plan: Plan
    days: CheckInDays
    standing: Standing
    row: CheckIn | None

    @property
    def week(self) -> int:
        return self.days.week

    @property
    def is_owed(self) -> bool:
        """By the plan's lead: the week has begun, and nothing was sent yet."""
        return self.standing in {Standing.DUE, Standing.MISSED}

    @property
    def is_to_acknowledge(self) -> bool:
        """By the plan's manager, where it has one."""
        return (
            self.standing == Standing.SENT
            and self.plan.manager_id is not None
            and self.plan.finished_at is None
        )


def check_ins_by_plan(plans: Iterable[Plan], *, today: date) -> Mapping[int, Sequence[CheckInLine]]:
    """A line for every week of each started plan, by the plan's id. Two statements, however many plans."""
    started = [plan for plan in plans if plan.start is not None]
    weeks = _weeks(started)
    rows: dict[int, dict[int, CheckIn]] = defaultdict(dict)
    for row in CheckIn.objects.filter(plan__in=started).only("plan", *_COLUMNS).order_by():
        rows[row.plan_id][row.week] = row
    return {
        plan.pk: [
            _line(plan, days_of_week(plan, week, weeks[plan.pk]), rows[plan.pk].get(week), today)
            for week in range(1, weeks[plan.pk] + 1)
        ]
        for plan in started
    }


def check_ins_owed(plans: Iterable[Plan], *, today: date) -> list[CheckInLine]:
    """What is still to be sent (`is_owed`: due or missed) or acknowledged (`is_to_acknowledge`), the oldest first.

    Of started plans that are not finished. Two statements, however many plans.
    """
    by_plan = check_ins_by_plan(plans, today=today)
    owed = [line for lines in by_plan.values() for line in lines if line.is_owed or line.is_to_acknowledge]
    return sorted(owed, key=lambda line: (line.days.due_on, line.plan.pk))


def check_in_of_week(plan: Plan, week: int, weeks: int, *, today: date) -> CheckInLine:
    """Of one of a started plan's `weeks` weeks. One statement."""
    rows = [CheckIn(plan=plan, **dict(zip(_COLUMNS, row, strict=True))) for row in _OF_PLAN.rows(plan.pk)]
    row = next((row for row in rows if row.week == week), None)
    return _line(plan, days_of_week(plan, week, weeks), row, today)


def days_of_week(plan: Plan, week: int, weeks: int) -> CheckInDays:
    """The days of one of a started plan's `weeks` weeks, by the calendar of its country."""
    if plan.start is None:
        raise ValueError("a template has no check-ins")
    return check_in_days(plan.start, week, _holidays(plan.country, plan.start, weeks))


@lru_cache(maxsize=256)
def _holidays(country: str, start: date, weeks: int) -> frozenset[date]:
    """Plans of one day and country share a calendar, which takes a while to work out."""
    return holidays_from(country, start, weeks)


def standing_of(plan: Plan, days: CheckInDays, row: CheckIn | None, today: date) -> Standing:
    return days.standing(
        today,
        is_sent=row is not None and row.sent_at is not None,
        is_acknowledged=row is not None and row.acknowledged_at is not None,
        takes_changes=plan.finished_at is None,
        started_on=organisation_day(plan.created_at),
    )


def _line(plan: Plan, days: CheckInDays, row: CheckIn | None, today: date) -> CheckInLine:
    return CheckInLine(plan, days, standing_of(plan, days, row, today), row)


def _weeks(plans: Sequence[Plan]) -> dict[int, int]:
    rows = Phase.objects.filter(plan__in=plans).order_by().values_list("plan")
    found = dict(rows.annotate(last=Max("last_week")))
    return {plan.pk: found.get(plan.pk, 1) for plan in plans}


def _of_plan(plan: int) -> "QuerySet[CheckIn, tuple[Any, ...]]":
    return CheckIn.objects.filter(plan=plan).order_by().values_list(*_COLUMNS)


_OF_PLAN = Compiled(_of_plan, numbers=frozenset({0}))
