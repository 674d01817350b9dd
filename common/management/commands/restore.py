"""`manage.py restore FILE`: what `backup` wrote, into an empty workspace."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError, call_command

from common import lock_file
from common.copying.backups import read_backup
from common.decisions import DomainError


class Command(BaseCommand):
    help = (
        "Put a backup into this workspace, which must be empty, compare every table, and bring it up to date."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        try:
            with lock_file.hold(settings.DATA_DIR / "up.lock"):
                call_command("migrate", interactive=False, verbosity=0)
                manifest = read_backup(file)
                call_command("migrate", interactive=False, verbosity=0)
        except DomainError as error:
            raise CommandError(str(error)) from error
        except lock_file.AlreadyHeld as held:
            raise CommandError(
                f"Waymark runs on this data folder (process {held.holder}). Stop it first."
            ) from None
        self.stdout.write(f"{manifest.rows} rows restored, as they were written")
        self.stdout.write(f"digest {manifest.digest}")
