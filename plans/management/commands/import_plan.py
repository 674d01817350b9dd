"""`manage.py import_plan`: Markdown in, a template out."""

import json
import sys
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandParser
from django.core.validators import validate_slug
from django.utils import timezone

from common.decisions import DomainError
from plans.document import DocumentError, PlanDocument, read_plan, report
from plans.management.sources import read_sources
from plans.queries.importing import LONGEST_SLUG, slug_of
from plans.services.templates import ImportedPlan, SlugTaken, import_plan


class Command(BaseCommand):
    help = "Reads a plan in Markdown, in one file or several, into a template that plans can be started from."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("paths", nargs="+", metavar="PATH", help="a file, a zip, or a folder of files")
        parser.add_argument("--slug", help="short name in addresses; by default made from the plan's title")
        parser.add_argument(
            "--json",
            action="store_true",
            dest="as_json",
            help="print a report of what was understood as JSON",
        )

    def handle(
        self, *args: object, paths: list[str], slug: str | None, as_json: bool, **options: object
    ) -> None:
        """Prints the report; one "file:line: message" and exit code 2 where the plan cannot be read or kept."""
        try:
            document = read_plan(read_sources(paths))
            slug = checked_slug(slug) if slug else slug_of(document, Path(paths[0]).resolve().name)
            imported = import_plan(document=document, slug=slug, by=None, now=timezone.now())
        except (DocumentError, DomainError) as error:
            hint = " It is said with --slug NAME." if isinstance(error, SlugTaken) else ""
            self.stderr.write(f"{error}{hint}")
            sys.exit(2)
        self._say(imported, document, as_json=as_json)

    def _say(self, imported: ImportedPlan, document: PlanDocument, *, as_json: bool) -> None:
        found = report(document, imported.plan.slug)
        if as_json:
            self.stdout.write(json.dumps(found, ensure_ascii=False, indent=2))
            return
        for warning in found["warnings"]:
            self.stderr.write(f"{warning['file']}:{warning['line']}: {warning['message']}")
        for phase in found["phases"]:
            self.stdout.write(phase_line(phase))
        self.stdout.write(f"Roles: {', '.join(found['roles']) or 'none'}")
        self.stdout.write(f"Template “{imported.plan.slug}” {imported.outcome}.")


def phase_line(phase: dict[str, Any]) -> str:
    """One phase of the report as a line of words."""
    first, last = phase["weeks"]
    kinds = ("goals", "activities", "quick_wins", "deliverables", "meetings", "notes")
    counts = ", ".join(f"{phase[kind]} {kind.replace('_', ' ')}" for kind in kinds)
    return f"Weeks {first}–{last}  {phase['title']}: {counts}"


def checked_slug(slug: str) -> str:
    try:
        validate_slug(slug)
    except ValidationError as error:
        raise DomainError(f"--slug {slug}: use letters, digits, hyphens and underscores only.") from error
    if len(slug) > LONGEST_SLUG:
        raise DomainError(f"--slug {slug}: {LONGEST_SLUG} characters are the most.")
    return slug
