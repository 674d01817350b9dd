"""The process in which locust plays the people: what to play comes in as JSON, what happened goes out as JSON."""

import json
import sys
from typing import Any

import gevent
from locust.env import Environment

from tests.load import people
from tests.load.crowd import from_json


def play(port: int, seconds: float, crowd: str) -> dict[str, Any]:
    """`seconds` begin once everybody is there. Then all end what they are about, and go."""
    made = from_json(crowd)
    people.Reader.waiting, people.Writer.waiting = iter(made.readers), iter(made.writers)
    people.Reader.fixed_count, people.Writer.fixed_count = len(made.readers), len(made.writers)
    everybody = len(made.readers) + len(made.writers)
    environment = Environment(
        user_classes=[people.Reader, people.Writer], host=f"http://127.0.0.1:{port}", stop_timeout=60
    )
    runner = environment.create_local_runner()
    coming = min(everybody / 10, 10)
    runner.start(everybody, spawn_rate=everybody / coming)
    gevent.spawn_later(coming + seconds, runner.quit)
    runner.greenlet.join()
    return {
        "requests": [_row(entry) for _, entry in sorted(environment.stats.entries.items())],
        "total": _row(environment.stats.total),
        "errors": [
            f"{each.occurrences} × {each.name}: {each.error}" for each in environment.stats.errors.values()
        ]
        + [
            f"{each['count']} × {each['msg']}\n{each['traceback']}"
            for each in runner.exceptions.values()
            if each["msg"]
        ],
        "saved": people.KEPT.saved,
        "read": people.KEPT.read,
        "comments": people.KEPT.comments,
        "conflicts": people.KEPT.conflicts,
        "given_up": people.KEPT.given_up,
    }


def _row(entry: Any) -> dict[str, Any]:
    """Milliseconds, as a person waited."""
    return {
        "name": entry.name,
        "count": entry.num_requests,
        "failures": entry.num_failures,
        "median": round(entry.median_response_time or 0),
        "p95": entry.get_response_time_percentile(0.95),
        "p99": entry.get_response_time_percentile(0.99),
        "longest": round(entry.max_response_time),
    }


if __name__ == "__main__":
    json.dump(play(**json.load(sys.stdin)), sys.stdout)
