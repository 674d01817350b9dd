"""A filled workspace of one test: its processes, and what its database says."""

import json
import re
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

from tests.maturity.test_snapshot_task import kill
from tests.running import PATIENCE, ROOT, environment, free_port, until
from tests.teams_at_work import Work

WORKER = ("worker", "--pool", "prefork", "--concurrency", "1", "--loglevel", "INFO")
COUNT = "SELECT COUNT(*) FROM"
MEASURES = (
    f"{COUNT} maturity_cycle WHERE state = 'closed'",
    f"{COUNT} maturity_snapshot",
    f"{COUNT} maturity_closedfigures",
    f"{COUNT} teams_mail WHERE sent_at IS NOT NULL",
    f"{COUNT} teams_importjob WHERE state IN ('done', 'cancelled')",
    f"{COUNT} teams_event",
)


@dataclass(frozen=True)
class Place:
    data: Path
    database: str
    clock: Path
    """A file with the seconds by which Waymark's clock goes ahead."""
    work: Work
    redis: str = ""
    mailbox: str = "mail"

    @property
    def environment(self) -> dict[str, str]:
        addresses = {"DATABASE_URL": self.database} | ({"REDIS_URL": self.redis} if self.redis else {})
        settings = {
            "EMAIL_URL": f"file:///{self.mailbox}",
            "WAYMARK_HASHED_STATIC": "false",
            "TIME_ZONE": "UTC",
        }
        own = {"DJANGO_SETTINGS_MODULE": "config.settings", "SECRET_KEY": "of-the-faults"}
        return environment(self.data, 8000, **addresses, **settings, **own)

    def python(self, line: str) -> str:
        done = subprocess.run(
            self._command("python", line), cwd=ROOT, env=self.environment, check=True, stdout=subprocess.PIPE
        )
        return done.stdout.decode()

    def _command(self, *rest: str, options: tuple[str, ...] = ()) -> list[str]:
        begin = (sys.executable, "-m", "tests.faults.process", "--clock", str(self.clock))
        return [*begin, *options, "--", *rest]

    @contextmanager
    def running(self, *rest: str, options: tuple[str, ...] = ()) -> Iterator[subprocess.Popen[bytes]]:
        """Worker or beat, in a process group of its own. What it says goes to a file of the data folder."""
        with (self.data / f"{rest[0]}-{time.monotonic_ns()}.log").open("wb") as log:
            process = subprocess.Popen(
                self._command(*rest, options=options),
                cwd=ROOT,
                env=self.environment,
                start_new_session=True,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        try:
            yield process
        finally:
            kill(process)

    def worker(self, *options: str):
        return self.running(*WORKER, options=options)

    def beat(self, name: str = "one", every: float = 1):
        schedule = ("--schedule", str(self.data / f"beat-{name}"))
        return self.running("beat", *schedule, options=("--every", str(every)))

    @contextmanager
    def web(self) -> Iterator[int]:
        """The port of two processes, as the manual starts them."""
        port = free_port()
        gunicorn = (sys.executable, "-m", "gunicorn", "--config", "python:config.gunicorn")
        place = ("--bind", f"127.0.0.1:{port}", "--workers", "2", "config.wsgi")
        with (self.data / "web.log").open("ab") as log:
            process = subprocess.Popen(
                [*gunicorn, *place], cwd=ROOT, env=self.environment, stdout=log, stderr=subprocess.STDOUT
            )
        try:
            until(lambda: status(port, "/healthz") == 200, "the site answers")
            yield port
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=PATIENCE)

    def ask(self, query: str) -> list[tuple]:
        with psycopg.connect(self.database) as connection:
            return connection.execute(query).fetchall()

    def measures(self) -> tuple[int, ...]:
        """Small numbers that tell when all is done."""
        return tuple(self.ask(query)[0][0] for query in MEASURES)

    def picture(self) -> dict[str, list]:
        return json.loads(
            self.python("import json; from tests.faults import work; print(json.dumps(work.picture()))")
        )

    def received(self) -> Counter[str]:
        """How often each Message-ID is in a mailbox."""
        files = [path.read_text() for path in self.data.glob("mail*/*.log")]
        return Counter(re.findall(r"^Message-ID: (<\S+>)$", "\n".join(files), re.MULTILINE))

    def said(self) -> str:
        return "\n".join(path.read_text() for path in sorted(self.data.glob("*.log")))

    def ahead(self, seconds: float) -> None:
        """Sets the clock from where it is."""
        moved = float(self.clock.read_text()) + seconds
        unfinished = self.clock.with_suffix(".new")
        unfinished.write_text(str(moved))
        unfinished.rename(self.clock)


def status(port: int, path: str) -> int:
    """0 where nobody answers."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=PATIENCE) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return 0


def seconds_of(action: Callable[[], object]) -> float:
    begin = time.monotonic()
    action()
    return time.monotonic() - begin
