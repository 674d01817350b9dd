"""The whole program, started as a person starts it: real web server, real worker, a data folder of its own."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PATIENCE = 90
"""Seconds that a test waits for the program, whatever else the machine does. What has to be quick is measured by
`make bench`; here it has to come."""
FROM_OUTSIDE = (
    "DATABASE_URL",
    "REDIS_URL",
    "SECRET_KEY",
    "DEBUG",
    "WAYMARK_HASHED_STATIC",
    "WAYMARK_HTTPS",
    "PROMETHEUS_MULTIPROC_DIR",
)


@dataclass
class Running:
    process: subprocess.Popen[bytes]
    data: Path
    port: int
    log: Path

    def get(self, path: str) -> tuple[int, str, bytes]:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=PATIENCE) as answer:
            return answer.status, answer.headers["Content-Type"], answer.read()

    def serves(self) -> bool:
        assert self.process.poll() is None, self.log.read_text()
        try:
            return self.get("/healthz")[0] == 200
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            return False

    def children(self, word: str = "") -> list[int]:
        """The process ids of everything below the command, whose command line holds `word`."""
        table = subprocess.run(
            ["ps", "-eo", "pid=,ppid=,stat=,args="], capture_output=True, text=True, check=True
        )
        rows = [line.split(None, 3) for line in table.stdout.splitlines()]
        below, found = {str(self.process.pid)}, []
        for pid, parent, state, arguments in sorted(rows, key=lambda row: int(row[0])):
            if parent in below and not state.startswith("Z"):
                below.add(pid)
                if word in arguments:
                    found.append(int(pid))
        return found


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment(data: Path, port: int, **variables: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in FROM_OUTSIDE}
    return kept | {"WAYMARK_DATA": str(data), "PORT": str(port)} | variables


def start(data: Path, log: Path, **variables: str) -> Running:
    """`variables` are set beside what the program always gets: DATABASE_URL for another database."""
    port = free_port()
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "manage.py", "up"],
            cwd=ROOT,
            env=environment(data, port, **variables),
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    return Running(process, data, port, log)


def until(condition: Callable[[], object], what: str, seconds: float = PATIENCE) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"not within {seconds:.0f} s: {what}"
        time.sleep(0.1)
