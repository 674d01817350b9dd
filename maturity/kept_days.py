"""Which days' figures are kept: each of the last 400 days, and of those before month ends and closing days. Pure."""

from collections.abc import Collection
from datetime import date, timedelta

KEPT_IN_FULL = 400
"""Days before today on which nothing is thinned: a year, a month to look back on it, and a few days."""


def first_full_day(today: date) -> date:
    """The first of the days that are all kept."""
    return today - timedelta(days=KEPT_IN_FULL)


def is_kept(day: date, closings: Collection[date], today: date) -> bool:
    """`closings` are the days that stand for cycles."""
    return day >= first_full_day(today) or day in closings or is_month_end(day)


def is_month_end(day: date) -> bool:
    return (day + timedelta(days=1)).day == 1


def kept_of_old(first: date, closings: Collection[date], today: date) -> list[date]:
    """The kept days from `first` up to those that all are, oldest first."""
    end = first_full_day(today)
    days = {day for day in closings if first <= day < end}
    month_end = _month_end(first)
    while month_end < end:
        days.add(month_end)
        month_end = _month_end(month_end + timedelta(days=1))
    return sorted(days)


def _month_end(day: date) -> date:
    """The last day of the day's month."""
    return (day.replace(day=1) + timedelta(days=31)).replace(day=1) - timedelta(days=1)
