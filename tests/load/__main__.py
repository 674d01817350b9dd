"""`bin/load [seconds]`: 200 people read and 50 write on PostgreSQL, 20 and 20 on SQLite, for two minutes each."""

import json
import sys
from dataclasses import asdict

from tests.load.running import Load, on_postgresql, on_sqlite
from tests.running import ROOT

SECONDS = 120
_COLUMNS = ("name", "count", "failures", "median", "p95", "p99", "longest")


def table(load: Load) -> str:
    """Milliseconds; numbers to the right."""
    rows = [_COLUMNS, *(tuple(str(each[name]) for name in _COLUMNS) for each in (*load.requests, load.total))]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = ["  ".join([row[0].ljust(widths[0]), *map(str.rjust, row[1:], widths[1:])]) for row in rows]
    head = (
        f"{load.database}: {load.readers} reading, {load.writers} writing, {load.seconds:.0f} s, milliseconds;"
        f" load of the machine {load.load[0]} before and {load.load[1]} after"
    )
    said = (
        f"{load.writes} writes, {load.conflicts} told that somebody was first, {load.given_up} given up,"
        f" {len(load.errors)} errors, {len(load.lost)} lost"
    )
    return "\n".join([head, *lines, said, *load.errors, *load.lost, ""])


def main(seconds: float) -> int:
    loads = []
    for run, readers, writers in ((on_postgresql, 200, 50), (on_sqlite, 20, 20)):
        loads.append(run(readers=readers, writers=writers, seconds=seconds))
        print(table(loads[-1]), flush=True)  # noqa: T201
    path = ROOT / "var" / "load.json"
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps([asdict(load) for load in loads], indent=2) + "\n")
    return 0 if all(load.is_well for load in loads) else 1


if __name__ == "__main__":
    sys.exit(main(float(sys.argv[1]) if len(sys.argv) > 1 else SECONDS))
