"""Plan dates: working days, plan weeks, and when an item is due (docs/definitions.md, "Dates of a plan").

Pure: days in, days out. A plan's start is given as it was chosen; where it is no working day, every function that
counts from it first moves it to the next one, so that moving it beforehand changes nothing.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from functools import lru_cache

from holidays import country_holidays, list_supported_countries

from plans.document.model import Due

DAY = timedelta(days=1)
WEEK = timedelta(weeks=1)
WORKING_DAYS = 5  # of a week, whatever its holidays, so that a phase that moves keeps its distances
KNOWN_COUNTRIES = frozenset(list_supported_countries(include_aliases=False))


def holidays_of(country: str, years: Iterable[int]) -> frozenset[date]:
    """The public holidays of a country (two letters, "" for none) in some years. ValueError where it is not known."""
    if not country:
        return frozenset()
    if country not in KNOWN_COUNTRIES:
        raise ValueError(f"no calendar of public holidays is known for {country!r}")
    return _holidays(country, tuple(years))


@lru_cache(maxsize=256)  # a file of a thousand items asks for the same years a thousand times
def _holidays(country: str, years: tuple[int, ...]) -> frozenset[date]:
    return frozenset(country_holidays(country, years=years))


def is_working_day(day: date, holidays: frozenset[date]) -> bool:
    """Monday to Friday, and no holiday."""
    return day.weekday() < 5 and day not in holidays


def first_working_day(start: date, holidays: frozenset[date]) -> date:
    """The start, or the next working day where it is none."""
    while not is_working_day(start, holidays):
        start += DAY
    return start


def last_working_day(day: date, holidays: frozenset[date]) -> date:
    """The day, or the working day before it where it is none."""
    while not is_working_day(day, holidays):
        day -= DAY
    return day


def working_day(start: date, n: int, holidays: frozenset[date]) -> date:
    """Working day `n` of a plan; 1 is the start. ValueError for n < 1."""
    if n < 1:
        raise ValueError("working days count from 1")
    day = first_working_day(start, holidays)
    for _ in range(n - 1):
        day = first_working_day(day + DAY, holidays)
    return day


def week_span(start: date, k: int) -> tuple[date, date]:
    """The first and the last calendar day of plan week `k`, of a start that is a working day. ValueError for k < 1."""
    if k < 1:
        raise ValueError("plan weeks count from 1")
    return start + (k - 1) * WEEK, start + k * WEEK - DAY


def end_of_week(start: date, k: int, holidays: frozenset[date]) -> date:
    """The last working day of plan week `k`; of a week without one, the last before it, and never before the start."""
    return last_working_day(week_span(first_working_day(start, holidays), k)[1], holidays)


def days_of(weeks: int) -> int:
    """Thirteen weeks are the 90 days of a 90-day plan; other plans have seven days to the week."""
    return 90 if weeks == 13 else 7 * weeks


def start_to_end_by(end: date, weeks: int, holidays: frozenset[date]) -> date:
    """Planned backwards: the latest working day from which a plan of `weeks` weeks has its last day by `end`."""
    return last_working_day(end - (days_of(weeks) - 1) * DAY, holidays)


def moved(due: Due, weeks: int) -> Due:
    """The same offset so many weeks later (earlier where negative); a pinned date stays.

    ValueError where that is before the plan.
    """
    if due.kind == "pinned":
        return due
    n = due.n + (weeks if due.kind == "week_end" else WORKING_DAYS * weeks)
    if n < 1:
        raise ValueError("nothing is due before the plan starts")
    return replace(due, n=n)


def due_date(due: Due, start: date, holidays: frozenset[date]) -> date:
    """The day that an item is due on."""
    if due.kind == "pinned":
        if due.day is None:
            raise ValueError("a pinned date needs its day")
        return due.day
    if due.kind == "working_day":
        return working_day(start, due.n, holidays)
    return end_of_week(start, due.n, holidays)


def default_due(last_week: int) -> Due:
    """When an item is due that says nothing: at the end of the last week of its phase."""
    return Due("week_end", last_week)


def day_in_role(start: date, today: date) -> int:
    """Calendar days since the start, plus 1; 0 or less before it."""
    return (today - start).days + 1


def week_of(start: date, day: date) -> int:
    """The plan week that a day falls in; 0 or less before the start."""
    return (day - start).days // 7 + 1


def is_late(due_on: date, is_open: bool, today: date) -> bool:  # as the definition has it
    """Open, and due before today."""
    return is_open and due_on < today
