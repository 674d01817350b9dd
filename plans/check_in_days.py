"""When the check-in of a plan's week is due, from when it counts as missed, and so how it stands on a day.

A check-in is due on the last working day of its week. It is missed for two working days, and so shown to the manager,
from the second working day after that day: by then the day it was due on and the working day after it have both
passed without it. Due on a Friday, it is missed from Tuesday on.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from plans.schedule import DAY, end_of_week, first_working_day, week_span

GRACE = 2  # working days after the day on which it is due


class Standing(StrEnum):
    """How a week's check-in stands; what was sent is sent whenever that was."""

    TO_COME = "to come"
    DUE = "due"
    MISSED = "missed"
    SENT = "sent"
    ACKNOWLEDGED = "acknowledged"
    NEVER_SENT = "never sent"


@dataclass(frozen=True, slots=True)
class CheckInDays:
    """Plan week `week`: its first and last calendar day, when its check-in is due, and from when it is missed."""

    week: int
    starts: date
    ends: date
    due_on: date
    missed_from: date

    def standing(
        self,
        today: date,
        *,
        is_sent: bool = False,
        is_acknowledged: bool = False,
        takes_changes: bool = True,
        started_on: date | None = None,
    ) -> Standing:
        """A plan that takes no changes any more is owed nothing: what was not sent by then never was.

        Nor is a check-in owed that was due before the day on which somebody started the plan, `started_on`.
        """
        if is_sent:
            return Standing.ACKNOWLEDGED if is_acknowledged else Standing.SENT
        if not takes_changes or (started_on is not None and self.due_on < started_on):
            return Standing.NEVER_SENT
        if today < self.starts:
            return Standing.TO_COME
        return Standing.MISSED if today >= self.missed_from else Standing.DUE


def check_in_days(start: date, week: int, holidays: frozenset[date]) -> CheckInDays:
    """Of one week of a plan. `start` may be a day off, as in `plans.schedule`. ValueError for a week below 1."""
    starts, ends = week_span(first_working_day(start, holidays), week)
    due_on = end_of_week(start, week, holidays)
    missed_from = due_on
    for _ in range(GRACE):
        missed_from = first_working_day(missed_from + DAY, holidays)
    return CheckInDays(week, starts, ends, due_on, missed_from)
