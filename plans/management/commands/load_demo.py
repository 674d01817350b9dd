"""`manage.py load_demo`: the demonstration organisation, in an empty workspace."""

import argparse

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from common.decisions import DomainError
from plans.demonstration import loading


def _whole(least: int, most: int) -> "type[int]":
    def read(text: str) -> int:
        value = int(text)
        if not least <= value <= most:
            raise argparse.ArgumentTypeError(f"{value} is not between {least} and {most}")
        return value

    return read  # type: ignore[return-value]


class Command(BaseCommand):
    help = "Fill an empty workspace with an invented organisation, the same one for the same numbers and day."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--teams", type=_whole(1, 20_000), default=10)
        parser.add_argument("--quarters", type=_whole(1, 40), default=6)
        parser.add_argument("--seed", type=int, default=1)

    def handle(self, *, teams: int, quarters: int, seed: int, **options: object) -> None:
        now = timezone.now()
        try:
            loading.load_demo(teams=teams, quarters=quarters, seed=seed, now=now, progress=self.stdout.write)
        except DomainError as error:
            raise CommandError(error.message, returncode=2) from error
        self.stdout.write(
            self.style.SUCCESS("The demonstration is loaded. Its sign-in page lets you look around.")
        )
