"""What each process counts, in files of its own; whichever process is asked adds up those of its machine.

The files are the client library's, mapped into memory: counting waits for nobody, and what a process counted stays when
it ends. A program that starts anew removes what its dead predecessors left, and leaves other programs' alone: a sum
that shrinks looks like a restart, and what is left of it like new requests.
"""

import os
from typing import ClassVar

from django.conf import settings
from prometheus_client import CollectorRegistry, Histogram, values
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.values import MultiProcessValue


class _Process:
    program: ClassVar = "command"


def _name() -> str:
    return f"{_Process.program}-{os.getpid()}"


values.ValueClass = MultiProcessValue(_name)  # type: ignore[no-untyped-call]

REQUESTS = Histogram(
    "waymark_request_seconds",
    "Requests and how long each took, by method, name of the address and status",
    ("method", "view", "status"),
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
    registry=None,
)
TASKS = Histogram(
    "waymark_task_seconds",
    "Tasks and how long each took, by name and outcome: success, failure or retry",
    ("task", "outcome"),
    buckets=(0.1, 0.5, 1, 5, 15, 60, 300, 900),
    registry=None,
)


def begin(program: str) -> None:
    """This process and those that it forks count as `program` ("web", "worker") from now on."""
    settings.METRICS_DIR.mkdir(parents=True, exist_ok=True)
    os.environ.setdefault(
        "PROMETHEUS_MULTIPROC_DIR", str(settings.METRICS_DIR)
    )  # the library knows no other way
    _Process.program = program
    for file in settings.METRICS_DIR.glob(f"*_{program}-*.db"):
        if not _lives(int(file.stem.rpartition("-")[2])):
            file.unlink(missing_ok=True)


def counted() -> CollectorRegistry:
    """The sums over every process of this machine."""
    registry = CollectorRegistry()
    settings.METRICS_DIR.mkdir(parents=True, exist_ok=True)
    MultiProcessCollector(registry, path=str(settings.METRICS_DIR))  # type: ignore[no-untyped-call]
    return registry


def _lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:  # somebody else's
        return True
    return True
