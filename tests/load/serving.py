"""The program as an operator serves it: `manage.py up` on SQLite; gunicorn, a worker and Redis on PostgreSQL."""

import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.load.crowd import Crowd, set_up
from tests.reachable import redis_url
from tests.running import PATIENCE, ROOT, environment, free_port, start, until

WEB_PROCESSES = 2
_GUNICORN = ("gunicorn", "--config", "python:config.gunicorn", "--workers", str(WEB_PROCESSES))
_CELERY = ("celery", "--app", "config", "worker", "--beat", "--concurrency", "1", "--without-gossip")


@dataclass(frozen=True, slots=True)
class Served:
    """`said` is all that the processes have written."""

    port: int
    crowd: Crowd
    said: Callable[[], str]


@contextmanager
def embedded(folder: Path, *, readers: int, writers: int) -> Iterator[Served]:
    crowd = set_up(folder / "data", readers=readers, writers=writers)
    up = start(folder / "data", folder / "log", LOG_LEVEL="WARNING")
    try:
        until(up.serves, "the workspace is served", seconds=3 * PATIENCE)
        yield Served(up.port, crowd, up.log.read_text)
    finally:
        up.process.terminate()
        up.process.wait(timeout=PATIENCE)


@contextmanager
def apart(folder: Path, database: str, *, readers: int, writers: int) -> Iterator[Served]:
    variables = {"DATABASE_URL": database, "REDIS_URL": redis_url(), "LOG_LEVEL": "WARNING"}
    crowd = set_up(folder, readers=readers, writers=writers, **variables)
    port = free_port()
    variables = environment(folder, port, **variables)
    collected = [sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity", "0"]
    subprocess.run(collected, cwd=ROOT, env=variables, check=True)
    with ExitStack() as opened:
        for words in ((*_GUNICORN, "--bind", f"127.0.0.1:{port}", "config.wsgi"), _CELERY):
            log = opened.enter_context((folder / f"{words[0]}.log").open("wb"))
            process = subprocess.Popen(
                [sys.executable, "-m", *words], cwd=ROOT, env=variables, stdout=log, stderr=subprocess.STDOUT
            )
            opened.callback(process.wait, timeout=PATIENCE)
            opened.callback(process.terminate)
        until(lambda: _serves(port), "the workspace is served")
        yield Served(port, crowd, lambda: "".join(log.read_text() for log in folder.glob("*.log")))


def _serves(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=PATIENCE) as answer:
            return answer.status == 200
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False
