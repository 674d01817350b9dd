"""`manage.py export_plan`: a plan or template as Markdown that imports to the same plan."""

import sys
from pathlib import Path

from django.core.management.base import BaseCommand, CommandParser

from plans.document import write_plan
from plans.models import Plan
from plans.queries.documents import document_of


class Command(BaseCommand):
    help = (
        "Writes a plan or template as Markdown that import_plan reads to the same plan. Notes that are kept to the "
        "plan's people are left out."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug", help="the short name of the plan or template")
        parser.add_argument(
            "--output", type=Path, metavar="FILE", help="write there instead of standard output"
        )

    def handle(self, *args: object, slug: str, output: Path | None, **options: object) -> None:
        plan = Plan.objects.filter(slug=slug).first()
        if plan is None:
            self.stderr.write(f"There is no plan or template “{slug}”.")
            sys.exit(2)
        text = write_plan(document_of(plan))
        if output is None:
            self.stdout.write(text, ending="")
            return
        try:
            output.write_text(text, encoding="utf-8")
        except OSError as error:
            self.stderr.write(f"{output}: cannot be written: {error.strerror}")
            sys.exit(2)
