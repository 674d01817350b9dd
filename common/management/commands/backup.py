"""`manage.py backup FILE`: the database in one file, with the digest of its rows."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError
from django.utils import timezone

from common.copying.backups import write_backup
from common.decisions import DomainError


class Command(BaseCommand):
    help = (
        "Write a backup of the workspace, as it is at one moment, into a new file. It may be used meanwhile."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        try:
            manifest = write_backup(file, now=timezone.now())
        except (DomainError, OSError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{manifest.rows} rows, {file.stat().st_size // 1024} KiB in {file}")
        self.stdout.write(f"digest {manifest.digest}")
