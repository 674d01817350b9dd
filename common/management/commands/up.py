"""`manage.py up`: the whole of Waymark in one command, until it is stopped."""

import socket
import sys
import threading
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import BaseCommand, CommandError, call_command, get_commands
from django.db import connections

from common import lock_file, static_files
from common.supervisor import Program, Supervisor

HOST = "127.0.0.1"
USAGE_ERROR = 2
WELCOME = """
Waymark is at {address}
In the demonstration workspace, choose on the sign-in page whom to look around as.
In your own, sign in with e-mail address and password; `manage.py createsuperuser` adds the first person.
Ctrl-C stops everything."""


class Command(BaseCommand):
    help = "Run the web server and the worker, restart what dies, and stop both together."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--port", type=int, default=settings.PORT, help="default: the variable PORT, or 8000"
        )
        parser.add_argument("--no-demo", action="store_true", help="leave an empty workspace empty")

    def handle(self, *args: Any, port: int, no_demo: bool, **options: Any) -> None:
        data: Path = settings.DATA_DIR
        require_free(port)
        try:
            with lock_file.hold(data / "up.lock"):
                self.prepare(demonstration=not no_demo)
                supervisor = Supervisor([web(port), worker()])
                threading.Thread(target=announce, args=(supervisor, port), daemon=True).start()
                sys.exit(supervisor.run())
        except lock_file.AlreadyHeld as held:
            raise CommandError(
                f"Waymark is already running on the data folder {data} (process {held.holder or 'unknown'}). "
                "Stop it first, or set WAYMARK_DATA to another folder.",
                returncode=USAGE_ERROR,
            ) from None

    def prepare(self, *, demonstration: bool) -> None:
        """Everything that must be there before the first request; quick where it already is."""
        self.say("Bringing the database up to date")
        call_command("migrate", interactive=False, verbosity=0)
        if demonstration and "load_demo" in get_commands() and not get_user_model().objects.exists():
            self.say("Empty workspace: loading the demonstration organisation")
            call_command("load_demo")
        if "load_templates" in get_commands():
            call_command("load_templates", stdout=self.stdout)
        if settings.HASHED_STATIC and static_files.collect_if_changed():
            self.say("Collected the static files")
        connections.close_all()

    def say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()


def require_free(port: int) -> None:
    """Refuse a port that is no port, or that somebody else listens on."""
    if not 0 < port < 65536:
        raise CommandError(
            f"Port {port} is not between 1 and 65535. Set PORT to another one.", returncode=USAGE_ERROR
        )
    try:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((HOST, port))
    except OSError as error:
        message = f"Port {port} on {HOST} cannot be used ({error.strerror}). Set PORT to another one."
        raise CommandError(message, returncode=USAGE_ERROR) from None


def web(port: int) -> Program:
    """One process of a few threads: what a single SQLite file is served best by."""
    command = (sys.executable, "-m", "gunicorn", "--config", "python:config.gunicorn")
    return Program("web", (*command, "--bind", f"{HOST}:{port}", "--workers", "1", "config.wsgi"))


def worker() -> Program:
    """A Celery worker with the beat inside. One forked process for tasks: a task that crashes takes only that along."""
    command = (sys.executable, "-m", "celery", "--quiet", "--app", "config", "worker", "--beat")
    options = ("--pool", "prefork", "--concurrency", "1", "--without-gossip", "--without-mingle")
    return Program("worker", (*command, *options, "--loglevel", settings.LOG_LEVEL))


def announce(supervisor: Supervisor, port: int) -> None:
    """Say where Waymark is as soon as it listens there."""
    while True:
        with socket.socket() as probe:
            if probe.connect_ex((HOST, port)) == 0:
                break
        time.sleep(0.1)
    for line in WELCOME.format(address=f"http://{HOST}:{port}/").splitlines():
        supervisor.report(line)
