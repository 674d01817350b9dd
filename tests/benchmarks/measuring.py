"""Taking the time of two ways to do the same work, side by side."""

import gc
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass
from statistics import median
from time import perf_counter
from typing import Any

from django.db import connection


@dataclass(frozen=True, slots=True)
class Result:
    """`value` (the work) and `floor` are medians in `unit`, `ratio` is value / floor, `statements` are the work's."""

    name: str
    value: float
    unit: str
    floor: float
    ratio: float
    statements: int


def compare(
    name: str,
    *,
    work: Callable[[], Any],
    floor: Callable[[], Any],
    runs: int,
    ready: Callable[[], Any] = lambda: None,
) -> Result:
    """Both sides once to warm up (the statements are counted then), and `runs` times in turn, `ready` before each."""
    ready()
    with counting() as seen:
        work()
    floor()
    gc.collect()
    gc.freeze()  # as the web server does once it has started
    times = [(_milliseconds(work, ready), _milliseconds(floor, ready)) for _ in range(runs)]
    value, least = median(time for time, _ in times), median(time for _, time in times)
    return Result(
        name=name,
        value=round(value, 2),
        unit="ms",
        floor=round(least, 2),
        ratio=round(value / least, 2),
        statements=len(seen),
    )


@contextmanager
def counting():
    """Every statement that Django sends to the database inside, transactions included."""
    seen: list[str] = []

    def note(execute, sql, params, many, context):
        seen.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield seen


def _milliseconds(work: Callable[[], Any], ready: Callable[[], Any]) -> float:
    ready()
    start = perf_counter()
    work()
    return (perf_counter() - start) * 1000
