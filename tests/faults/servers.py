"""A PostgreSQL and a Redis of the test's own, each in a folder and on a port of its own, to be stopped and killed."""

import os
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg
import redis

from tests.reachable import missing
from tests.running import free_port, until


@dataclass
class Postgres:
    programs: Path
    folder: Path
    port: int
    user: str | None

    def address(self, database: str = "postgres") -> str:
        return f"postgres://postgres@127.0.0.1:{self.port}/{database}"

    def start(self) -> None:
        options = f"-h 127.0.0.1 -p {self.port} -k '' -c max_connections=60"
        log = str(self.folder / "log")
        self._run("pg_ctl", "--wait", "--silent", "--log", log, "--options", options, "start")

    def stop(self, how: str = "fast") -> None:
        """`fast` as an operator does, whoever is connected; `immediate` as a failure of power does."""
        self._run("pg_ctl", "--wait", "--silent", "--mode", how, "stop")

    def make(self) -> None:
        self._run(
            "initdb", "--auth=trust", "--no-sync", "--encoding=UTF8", "--locale=C", "--username=postgres"
        )

    def database(self, name: str, template: str = "template1") -> str:
        """The address of a new database that is a copy of `template`."""
        with psycopg.connect(self.address(), autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        return self.address(name)

    def _run(self, program: str, *arguments: str) -> None:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
        subprocess.run(
            [str(self.programs / program), "--pgdata", str(self.folder / "data"), *arguments],
            env=kept,
            cwd="/",
            user=self.user,
            check=True,
            stdout=subprocess.DEVNULL,
        )


@contextmanager
def own_postgres() -> Iterator[Postgres]:
    """PostgreSQL refuses to run as root: then it runs as the user `postgres`."""
    user = "postgres" if os.geteuid() == 0 else None
    with TemporaryDirectory(prefix="waymark-postgres-") as folder:
        if user:
            shutil.chown(folder, user)
        server = Postgres(_programs(), Path(folder), free_port(), user)
        server.make()
        server.start()
        try:
            yield server
        finally:
            server.stop("immediate")


def _programs() -> Path:
    if on_path := shutil.which("initdb"):
        return Path(on_path).parent
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not found:
        missing(
            "no initdb and pg_ctl: PostgreSQL's server is not installed here (Debian: apt install postgresql)"
        )
    return found[-1].parent


@dataclass
class Redis:
    program: str
    folder: Path
    port: int
    process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        """With nothing of what it held before."""
        where = ("--port", str(self.port), "--bind", "127.0.0.1", "--dir", str(self.folder), "--save", "")
        self.process = subprocess.Popen([self.program, *where], stdout=subprocess.DEVNULL)
        until(self.answers, "Redis answers")

    def answers(self) -> bool:
        with redis.Redis.from_url(self.address, socket_connect_timeout=1, socket_timeout=1) as client:
            try:
                return bool(client.ping())
            except redis.RedisError:
                return False

    def kill(self) -> None:
        assert self.process is not None
        self.process.kill()
        self.process.wait()

    def freeze(self) -> None:
        """It takes connections, and says nothing."""
        assert self.process is not None
        self.process.send_signal(signal.SIGSTOP)


@contextmanager
def own_redis() -> Iterator[Redis]:
    program = shutil.which("redis-server") or missing(
        "no redis-server here (Debian: apt install redis-server)"
    )
    with TemporaryDirectory(prefix="waymark-redis-") as folder:
        server = Redis(program, Path(folder), free_port())
        server.start()
        try:
            yield server
        finally:
            server.kill()
