"""`manage.py bench`: measure against the floors, into bench.json in the data folder."""

import json
from argparse import ArgumentParser
from dataclasses import asdict
from importlib import import_module
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError

USAGE_ERROR = 2


class Command(BaseCommand):
    help = "Measure Waymark beside the least that the same work can cost, in scratch databases of its own."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("benchmarks", nargs="*", help="which ones; all without a name")
        parser.add_argument(
            "--teams", type=int, help="this many teams, instead of each benchmark's own number"
        )

    def handle(self, *args: Any, benchmarks: list[str], teams: int | None, **options: Any) -> None:
        running = benchmarks_beside_the_tests()
        unknown = [name for name in benchmarks if name not in running.BENCHMARKS]
        if unknown:
            known = ", ".join(running.BENCHMARKS)
            raise CommandError(f"There is no benchmark {unknown[0]}, only {known}.", returncode=USAGE_ERROR)
        results = []
        for result in running.run_all(benchmarks, teams):
            results.append(result)
            self.stderr.write(f"{result.name}: {result.ratio} times the floor")
        path = settings.DATA_DIR / "bench.json"
        path.write_text(json.dumps([asdict(result) for result in results], indent=2) + "\n")
        self.stdout.write(f"{running.table(results)}\n\n{running.about(benchmarks)}\n\nWritten to {path}")


def benchmarks_beside_the_tests() -> Any:
    """They are no part of what is served, and are imported only here."""
    try:
        return import_module("tests.benchmarks.running")
    except ModuleNotFoundError as error:
        message = f"The benchmarks need the source tree and what `make setup` installs ({error})."
        raise CommandError(message, returncode=USAGE_ERROR) from None
