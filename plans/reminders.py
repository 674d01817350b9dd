"""A person's week, and when they are told of what is due: calendar days in, answers out. Pure.

Today is the person's own. The week is the calendar's, Monday to Sunday, whatever weeks their plans have.
"""

from datetime import date, timedelta
from enum import StrEnum

from plans.schedule import DAY, WEEK, WORKING_DAYS, last_working_day


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


class MailKind(StrEnum):
    """Of the one mail that a person gets about their plans on a day."""

    DIGEST = "digest"
    REMINDER = "reminder"


def kind_of_mail(day: date, *, digest: bool, reminder: bool) -> MailKind | None:
    """The digest on Mondays; on other working days, and on Mondays without it, the reminder. None on a weekend.

    `digest` and `reminder`: which of them the person has switched on. The digest names what the reminder would.
    """
    if digest and day.weekday() == 0:
        return MailKind.DIGEST
    return MailKind.REMINDER if reminder and day.weekday() < WORKING_DAYS else None


def names(kind: MailKind, due_on: date | None, today: date, holidays: frozenset[date]) -> bool:
    """Does the mail of today name what is due then?

    A reminder names each thing once for each due day: on its reminder day. The digest names that too, and what is late
    or due by Sunday, or waits without a day.
    """
    if due_on is not None and reminder_day(due_on, holidays) == today:
        return True
    near = (Section.LATE, Section.TODAY, Section.THIS_WEEK)
    return kind == MailKind.DIGEST and section_of(due_on, today) in near
