"""When a success metric is reviewed: on day 30, 60 and 90 in the role, as far as the plan lasts. Pure.

A review may be held from a week before its day, because that day may be a Saturday; from the day after, it is overdue.
"""

from datetime import date, timedelta
from enum import StrEnum

from plans.schedule import day_in_role

REVIEW_DAYS = (30, 60, 90)
EARLY = timedelta(days=7)  # so long before its day a review may be held
FEWEST, MOST = 3, 5  # metrics of a plan
NOT_AGREED = (
    "The manager has not agreed to this metric yet, so there is nothing to hold a review against. It can be reviewed "
    "once the manager has agreed."
)


class DueState(StrEnum):
    UPCOMING = "upcoming"
    DUE = "due"
    OVERDUE = "overdue"


def review_day(start: date, day: int) -> date:
    """The calendar day of the review on `day` in the role; day 1 is the start."""
    return start + timedelta(days=day - 1)


def opens_on(start: date, day: int) -> date:
    """From when on the review may be held: a week before its day, and never before the plan begins."""
    return max(start, review_day(start, day) - EARLY)


def due_state(start: date, day: int, today: date) -> DueState:
    """Of a review that nobody has held yet."""
    if today < opens_on(start, day):
        return DueState.UPCOMING
    return DueState.DUE if today <= review_day(start, day) else DueState.OVERDUE


def review_days(days: int) -> tuple[int, ...]:
    """The days of a plan of `days` days on which its metrics are reviewed."""
    return tuple(day for day in REVIEW_DAYS if day <= days)


def is_asked(start: date, day: int, days: int, written_on: date) -> bool:
    """Is a metric that was first written on a day to be reviewed on `day`? Not when it came later than that."""
    return day in review_days(days) and day_in_role(start, written_on) <= day


def held_back(start: date, day: int, days: int, today: date, *, is_agreed: bool) -> str:
    """Why a review cannot be written on `today`, in a sentence; empty where it can. The plan lasts `days` days."""
    if day not in review_days(days):
        return f"Metrics of this plan are not reviewed on day {day}: it ends on day {days}."
    if today < (opens := opens_on(start, day)):
        on = review_day(start, day)
        return f"The review of day {day} is on {_short(on)}. It can be written from {_short(opens)}, a week before."
    return "" if is_agreed else NOT_AGREED


def advice(live: int, unagreed: int) -> str:
    """What is still wrong with a plan's metrics, in words: too few, too many, not agreed; empty where nothing is."""
    said = []
    if 0 < live < FEWEST:
        said.append(f"{live} so far: a plan is measured by {FEWEST} to {MOST}.")
    if live > MOST:
        said.append(
            f"{live} are too many: a plan is measured by {FEWEST} to {MOST}. Remove what matters least."
        )
    if unagreed:
        said.append(f"{unagreed} of {live} {'waits' if unagreed == 1 else 'wait'} for the manager to agree.")
    return " ".join(said)


def _short(day: date) -> str:
    return f"{day:%a} {day.day} {day:%b}"
