"""Which benchmarks there are, and running them all."""

import json
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from importlib import import_module
from pathlib import Path

from tests.benchmarks import scratch
from tests.benchmarks.measuring import Result

ROOT = Path(__file__).resolve().parents[2]
BENCHMARKS = {
    "snapshot": 5000,
    "matrix": 500,
    "trend": 500,
    "week": 200,
    "imports": 500,
    "autosave": 20,
    "autosave_without_pause": 20,
}
"""A module of this package with a function `measure(name, teams)`, and the number of teams (of a week: items) in it."""

_COLUMNS = ("name", "value", "floor", "unit", "ratio", "statements")


def run_all(chosen: Sequence[str] = (), teams: int | None = None) -> Iterator[Result]:
    """Every chosen benchmark (none means all) on every database there is; `teams` instead of its own number."""
    for benchmark in chosen or BENCHMARKS:
        size = teams or BENCHMARKS[benchmark]
        for kind in scratch.kinds():
            suffix = "" if kind == "sqlite" else f"_{kind}"
            yield run(benchmark, f"{benchmark}_{size}{suffix}", size, kind)


def run(benchmark: str, name: str, teams: int, kind: str) -> Result:
    with scratch.environment(kind) as variables:
        done = subprocess.run(
            [sys.executable, "-m", "tests.benchmarks.inside", benchmark, name, str(teams)],
            cwd=ROOT,
            env=variables,
            check=True,
            stdout=subprocess.PIPE,
        )
    return Result(**json.loads(done.stdout))


def about(chosen: Sequence[str] = ()) -> str:
    """A line for each benchmark: what its figures are, which is the first sentence of its module."""
    modules = {name: import_module(f"tests.benchmarks.{name}") for name in chosen or BENCHMARKS}
    return "\n".join(
        f"{name}: {(module.__doc__ or '').partition('\n')[0]}" for name, module in modules.items()
    )


def table(results: Iterable[Result]) -> str:
    """Text columns, numbers to the right."""
    rows = [_COLUMNS, *(tuple(str(getattr(result, column)) for column in _COLUMNS) for result in results)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join(
        "  ".join(
            [
                first.ljust(widths[0]),
                *(text.rjust(width) for text, width in zip(rest, widths[1:], strict=True)),
            ]
        )
        for first, *rest in rows
    )
