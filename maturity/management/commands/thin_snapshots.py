"""`manage.py thin_snapshots`: remove the figures of old days that are not kept."""

from argparse import ArgumentParser
from typing import Any

from django.core.management import BaseCommand
from django.utils import timezone

from common.days import organisation_day
from maturity.kept_days import KEPT_IN_FULL
from maturity.queries.thinnable_days import thinnable_days
from maturity.services.thinning import thin_snapshots


class Command(BaseCommand):
    help = f"Of days more than {KEPT_IN_FULL} days back, keep month ends and the days that stand for cycles."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="only say which days would be removed")

    def handle(self, *args: Any, dry_run: bool, **options: Any) -> None:
        now = timezone.now()
        if dry_run:
            lines = [f"{day}: would be removed" for day in thinnable_days(organisation_day(now))]
        else:
            lines = [
                f"{', '.join(map(str, thinned.days))}: {thinned.rows} rows removed"
                for thinned in thin_snapshots(by=None, now=now)
            ]
        self.stdout.write("\n".join(lines) or "Nothing is to be thinned.")
