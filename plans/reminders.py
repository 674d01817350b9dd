"""A person's week, and when they are told of what is due: calendar days in, answers out. Pure.

Today is the person's own. The week is the calendar's, Monday to Sunday, whatever weeks their plans have.
"""

from datetime import date, timedelta
from enum import StrEnum

from plans.schedule import DAY, WEEK, last_working_day


class Section(StrEnum):
    """Where something stands on the page of a week, by its due day."""

    LATE = "Late"
    TODAY = "Today"
    THIS_WEEK = "This week"
    NEXT_WEEK = "Next week"


def week_of(today: date) -> tuple[date, date]:
    """Monday and Sunday of the calendar week."""
    monday = today - timedelta(days=today.weekday())
    return monday, monday + WEEK - DAY


def horizon(today: date) -> date:
    """The last day that a person's page and mail look ahead to: Sunday of next week."""
    return week_of(today)[1] + WEEK


def section_of(due_on: date | None, today: date) -> Section | None:
    """None beyond the horizon. What waits for the person without a day (`due_on` None) is for today."""
    if due_on is None or due_on == today:
        return Section.TODAY
    if due_on < today:
        return Section.LATE
    if due_on <= week_of(today)[1]:
        return Section.THIS_WEEK
    return Section.NEXT_WEEK if due_on <= horizon(today) else None


def reminder_day(due_on: date, holidays: frozenset[date]) -> date:
    """The last working day before the due day. Of what is due on a Monday, that is Friday, or Thursday if Friday is a
    holiday; of what is pinned to a Sunday, Friday too.
    """
    return last_working_day(due_on - DAY, holidays)


def is_in_digest(due_on: date | None, today: date, holidays: frozenset[date]) -> bool:
    """Does Monday's mail name it? What is late or due by Sunday, and what the day's reminder would name."""
    is_near = section_of(due_on, today) in {Section.LATE, Section.TODAY, Section.THIS_WEEK}
    return is_near or is_in_reminder(due_on, today, holidays)


def is_in_reminder(due_on: date | None, today: date, holidays: frozenset[date]) -> bool:
    """Does the mail of any other day name it? Once for each due day: on its reminder day."""
    return due_on is not None and reminder_day(due_on, holidays) == today
