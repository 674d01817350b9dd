"""`manage.py import_all DIR`: what `export_all` wrote, into an empty workspace on either database."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError

from common.copying.folders import read_folder
from common.decisions import DomainError


class Command(BaseCommand):
    help = "Take a folder of export_all into this workspace, which must be empty and migrated. All of it, or nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, metavar="DIR")

    def handle(self, *args: Any, folder: Path, **options: Any) -> None:
        try:
            manifest = read_folder(folder)
        except DomainError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{manifest.rows} rows of {len(manifest.tables)} tables, as they were written")
        self.stdout.write(f"digest {manifest.digest}")
