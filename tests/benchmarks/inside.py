"""One benchmark in one scratch workspace: `python -m tests.benchmarks.inside BENCHMARK NAME TEAMS`, a JSON object out.

A process for each, so that none measures what another left in memory.
"""

import json
import sys
from dataclasses import asdict
from importlib import import_module

import django


def main(benchmark: str, name: str, teams: str) -> None:
    django.setup()
    result = import_module(f"tests.benchmarks.{benchmark}").measure(name, int(teams))
    sys.stdout.write(json.dumps(asdict(result)))


if __name__ == "__main__":
    main(*sys.argv[1:])
