"""`manage.py export_all DIR`: all of the workspace as files that `import_all` takes in, on either database."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError
from django.utils import timezone

from common.copying.folders import write_folder
from common.decisions import DomainError


class Command(BaseCommand):
    help = "Write all of this workspace, as it is at one moment, into a new folder. It may be used meanwhile."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, metavar="DIR")

    def handle(self, *args: Any, folder: Path, **options: Any) -> None:
        try:
            manifest = write_folder(folder, now=timezone.now())
        except (DomainError, OSError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{manifest.rows} rows of {len(manifest.tables)} tables in {folder}")
        self.stdout.write(f"digest {manifest.digest}")
