"""`manage.py open_cycle [--quarter 2026-q4] [--due DATE]`: opens the quarter's round of self-assessments."""

import sys
from datetime import date

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from common.days import organisation_day
from common.decisions import DomainError
from maturity.quarters import Quarter
from maturity.services import cycles


class Command(BaseCommand):
    help = "Open the self-assessments of a quarter, by default the current one. Opening it again changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--quarter", help="such as 2026-q4; default: the current quarter")
        parser.add_argument(
            "--due", type=date.fromisoformat, help="YYYY-MM-DD; default: a month before the end"
        )

    def handle(self, *args: object, quarter: str | None, due: date | None, **options: object) -> None:
        now = timezone.now()
        quarter = quarter or Quarter.of(organisation_day(now)).slug
        try:
            cycle = cycles.open_cycle(quarter=quarter, due=due, by=None, now=now)
        except DomainError as error:
            self.stderr.write(error.message)
            sys.exit(2)
        self.stdout.write(f"{cycle.name} is open: due {cycle.due}, takes answers until {cycle.closes}.")
