"""`manage.py load_templates`: the plans that Waymark ships, as templates."""

from django.core.management.base import BaseCommand
from django.utils import timezone

from plans.services.shipped import load_shipped_templates


class Command(BaseCommand):
    help = "Keeps the plans that Waymark ships as templates. Those that are there already stay as they are."

    def handle(self, *args: object, **options: object) -> None:
        for plan in load_shipped_templates(by=None, now=timezone.now()):
            self.stdout.write(f"Template “{plan.slug}” imported.")
