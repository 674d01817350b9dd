"""Waymark's processes as the faults need them: `python -m tests.faults.process [options] -- worker|beat|… arguments`.

A clock that a file sets, a beat that does not wait for the quarter of an hour, and a death at a certain statement.
"""

import argparse
import os
import signal
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import django
from celery.signals import task_prerun, worker_ready
from django.db import connection
from django.utils import timezone
from django.utils.module_loading import autodiscover_modules

from config.celery import app

WRITES = ("INSERT", "UPDATE", "DELETE")


def follow(clock: Path) -> None:
    """Now is what the machine says and the seconds in the file, which may change at any time."""
    real = timezone.now

    def now():
        return real() + timedelta(seconds=float(clock.read_text()))

    timezone.now = now
    app.now = lambda: now().astimezone(app.timezone)  # what the beat goes by


def die_in(name: str, writes: int, mark: Path | None) -> None:
    """The whole worker at once, with the message, by SIGKILL: after so many statements of the task that write.

    Of several workers with one `mark`, a file, the first to get there dies, and no other.
    """
    done = [0]

    def count(execute, sql, params, many, context):
        result = execute(sql, params, many, context)
        done[0] += sql.lstrip().startswith(WRITES)
        if done[0] == writes and (mark is None or makes(mark)):
            os.killpg(0, signal.SIGKILL)
        return result

    def begin(task, **kwargs):
        done[0] = 0
        if task.name == name and count not in connection.execute_wrappers:
            connection.execute_wrappers.append(count)

    task_prerun.connect(begin, weak=False)


def makes(mark: Path) -> bool:
    """Whether nobody did before."""
    with suppress(FileExistsError):
        mark.touch(exist_ok=False)
        return True
    return False


def do_nothing_but(name: str) -> None:
    for app_name in ("teams", "maturity", "plans"):
        worker_ready.disconnect(dispatch_uid=f"{app_name}.catch_up")
    send_when_ready(name)


def send_when_ready(*names: str) -> None:
    worker_ready.connect(lambda **kwargs: [app.send_task(name) for name in names], weak=False)


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--clock", type=Path)
    options.add_argument("--every", type=float)
    options.add_argument("--die-in", default="")
    options.add_argument("--after", type=int, default=0)
    options.add_argument("--mark", type=Path)
    options.add_argument("--send", nargs="*", default=[])
    options.add_argument("rest", nargs=argparse.REMAINDER)
    given = options.parse_args()
    django.setup()
    autodiscover_modules("tasks")
    if given.clock:
        follow(given.clock)
    if given.every:
        app.conf.beat_schedule = {
            name: entry | {"schedule": given.every} for name, entry in app.conf.beat_schedule.items()
        }
    if given.die_in:
        die_in(given.die_in, given.after, given.mark)
    if given.die_in and not given.mark:
        do_nothing_but(given.die_in)
    if given.send:
        send_when_ready(*given.send)
    if given.rest[1] == "python":
        exec(given.rest[2])
    else:
        app.start(["--quiet", *given.rest[1:]])


if __name__ == "__main__":
    main()
