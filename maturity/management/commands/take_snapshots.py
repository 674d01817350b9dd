"""`manage.py take_snapshots`: take the days that are missing or stale, or those that are named."""

from argparse import ArgumentParser
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import Any

from django.core.management import BaseCommand, CommandError
from django.utils import timezone

from common.days import organisation_day
from maturity.services.snapshots import DayNotOver, TakenSnapshot, take_outdated, take_snapshot

USAGE_ERROR = 2


class Command(BaseCommand):
    help = "Take snapshots. Without arguments: of every day until today that has none, or an overtaken one."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--day", help="this day alone (YYYY-MM-DD)")
        parser.add_argument("--from", dest="first", help="every day from this one, with --to")
        parser.add_argument("--to", dest="last", help="to this one")

    def handle(
        self, *args: Any, day: str | None, first: str | None, last: str | None, **options: Any
    ) -> None:
        now = timezone.now()
        chosen = chosen_days(as_day(day), as_day(first), as_day(last), today=organisation_day(now))
        try:
            self.report(take_each(chosen, now) if chosen else take_outdated_until_today(now))
        except DayNotOver as error:
            raise CommandError(error.message, returncode=USAGE_ERROR) from None

    def report(self, snapshots: Iterable[TakenSnapshot]) -> None:
        none = True
        for taken in snapshots:
            none = False
            self.stdout.write(f"{taken.day}: {outcome(taken)}")
        if none:
            self.stdout.write("Every day is up to date.")


def outcome(taken: TakenSnapshot) -> str:
    if taken.left_alone:
        return f"left as it is: {taken.left_alone}"
    return f"{taken.written} rows written, {taken.removed} removed" if taken.changed else "no change"


def as_day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        message = f"“{text}” is no day: write it as YYYY-MM-DD, such as 2026-11-19."
        raise CommandError(message, returncode=USAGE_ERROR) from None


def chosen_days(day: date | None, first: date | None, last: date | None, *, today: date) -> list[date]:
    """The days that the arguments name, or none; refuses what makes no sense before anything is taken."""
    if day and (first or last):
        raise CommandError("Give either --day, or --from and --to.", returncode=USAGE_ERROR)
    if bool(first) != bool(last):
        raise CommandError("Give --from and --to together.", returncode=USAGE_ERROR)
    start, end = first or day, last or day
    if not start or not end:
        return []
    if start > end:
        raise CommandError(f"--from {start} is after --to {end}.", returncode=USAGE_ERROR)
    if end > today:
        raise CommandError(f"{end} lies in the future: today is {today}.", returncode=USAGE_ERROR)
    return [start + timedelta(days=n) for n in range((end - start).days + 1)]


def take_each(days: Iterable[date], now: datetime) -> Iterator[TakenSnapshot]:
    return (take_snapshot(day=day, by=None, now=now) for day in days)


def take_outdated_until_today(now: datetime) -> Iterator[TakenSnapshot]:
    return take_outdated(until=organisation_day(now), by=None, now=now)
