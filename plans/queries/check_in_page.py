"""The check-ins of a plan as a list of its weeks, and the check-in of one week."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Max

from plans.check_in_days import CheckInDays, Standing
from plans.clock import Clock
from plans.models import CheckIn, Plan
from plans.queries.check_in_facts import Facts, facts_from, suggested_next, week_facts, week_items
from plans.queries.check_ins import CheckInLine, check_ins_by_plan, days_of_week, standing_of
from teams.models import User


@dataclass(frozen=True, slots=True)
class CheckInsPage:
    plan: Plan
    clock: Clock
    lines: Sequence[CheckInLine]


@dataclass(frozen=True, slots=True)
class CheckInPage:
    """One week's check-in. `row` is None where nothing was written yet, and a draft is so for all but its lead.

    `facts` are those that were sent, or else as they stand; None before the week has begun. `suggestion` is what
    comes next, for a draft that does not exist yet.
    """

    plan: Plan
    clock: Clock
    days: CheckInDays
    standing: Standing
    row: CheckIn | None
    has_draft: bool
    facts: Facts | None
    suggestion: str

    @property
    def is_sent(self) -> bool:
        return self.standing in {Standing.SENT, Standing.ACKNOWLEDGED}

    @property
    def version(self) -> int:
        """Of the draft; 0 where there is none to be seen."""
        return self.row.version if self.row else 0

    @property
    def has_begun(self) -> bool:
        return self.days.starts <= self.clock.today

    @property
    def previous(self) -> int | None:
        return self.days.week - 1 or None

    @property
    def following(self) -> int | None:
        return self.days.week + 1 if self.days.week < self.clock.weeks else None


def check_ins_page(plan: Plan, *, today: date) -> CheckInsPage:
    """Two statements, however many weeks; the newest week first."""
    lines = check_ins_by_plan([plan], today=today)[plan.pk]
    return CheckInsPage(plan, Clock(plan.start or today, len(lines), today), lines)


def check_in_page(plan: Plan, week: int, *, reader: User, today: date) -> CheckInPage | None:
    """None where the plan has no such week. Two statements for what was sent, four for a draft."""
    weeks = weeks_of_plan(plan)
    if not 1 <= week <= weeks:
        return None
    days = days_of_week(plan, week, weeks)
    row = check_in_of(plan, week)
    facts, suggestion = _facts(plan, days, row, today)
    may_read = row is not None and (row.sent_at is not None or plan.lead_id == reader.pk)
    return CheckInPage(
        plan=plan,
        clock=Clock(plan.start or today, weeks, today),
        days=days,
        standing=standing_of(plan, days, row, today),
        row=row if may_read else None,
        has_draft=row is not None and row.sent_at is None,
        facts=facts,
        suggestion=suggestion,
    )


def weeks_of_plan(plan: Plan) -> int:
    return plan.phases.aggregate(weeks=Max("last_week"))["weeks"] or 1


def check_in_of(plan: Plan, week: int) -> CheckIn | None:
    rows = CheckIn.objects.filter(plan=plan, week=week)
    return rows.select_related("saved_by", "acknowledged_by").first()


def _facts(plan: Plan, days: CheckInDays, row: CheckIn | None, today: date) -> tuple[Facts | None, str]:
    if row is not None and row.sent_at is not None:
        return facts_from(row.facts), ""
    if today < days.starts:
        return None, ""
    items = week_items(plan)
    return week_facts(plan, items, days, today=today), suggested_next(items, days)
