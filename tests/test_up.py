"""`manage.py up` as a person starts it: real web server, real worker, a data folder of its own."""

import json
import os
import re
import signal
import stat
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.running import PATIENCE, ROOT, Running, environment, free_port, start, until

pytestmark = pytest.mark.journey


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    folder = tmp_path_factory.mktemp("up")
    up = start(folder / "data", folder / "log")
    try:
        until(up.serves, "the first start serves", seconds=3 * PATIENCE)  # migrations and demonstration
        yield up
    finally:
        up.process.terminate()
        up.process.wait(timeout=PATIENCE)


def refused(data: Path, port: int) -> str:
    """What `up` says when it will not start; it must exit with code 2."""
    ended = subprocess.run(
        [sys.executable, "manage.py", "up"],
        cwd=ROOT,
        env=environment(data, port),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert ended.returncode == 2, ended.stderr
    assert "Traceback" not in ended.stderr
    return ended.stderr


def test_it_serves_and_says_where(running):
    status, kind, body = running.get("/healthz")
    assert (status, kind) == (200, "application/json")
    assert json.loads(body) == {"status": "ok"}
    until(lambda: f"Waymark is at http://127.0.0.1:{running.port}/" in running.log.read_text(), "the address")


def test_it_serves_the_sign_in_page_with_files_that_may_be_kept_for_a_year(running):
    page = running.get("/accounts/login/")[2].decode()
    (style, *_) = re.findall(r'href="(/static/[^"]+\.css)"', page)
    with urllib.request.urlopen(f"http://127.0.0.1:{running.port}{style}", timeout=PATIENCE) as answer:
        assert "immutable" in answer.headers["Cache-Control"]


def test_its_secret_is_the_owners_alone(running):
    assert stat.S_IMODE((running.data / "secret_key").stat().st_mode) == 0o600


def test_a_second_one_on_the_same_folder_is_refused(running):
    assert f"already running on the data folder {running.data}" in refused(running.data, free_port())


def test_a_port_in_use_is_named(running, tmp_path):
    assert f"Port {running.port} on 127.0.0.1 cannot be used" in refused(tmp_path / "data", running.port)


def test_a_port_that_is_none_is_named(tmp_path):
    assert "Port 70000 is not between 1 and 65535" in refused(tmp_path / "data", 70000)


@pytest.mark.parametrize("program", ["gunicorn", "celery"])
def test_a_child_that_is_killed_is_started_again(running, program):
    until(lambda: running.children(program), f"{program} runs")
    before = running.children(program)
    os.kill(before[0], signal.SIGKILL)
    until(lambda: set(running.children(program)) - set(before), f"{program} runs again")
    assert not set(before) & set(running.children(program)), "something of the dead one's was left running"
    until(running.serves, "it serves again")
    assert running.log.read_text().count("was killed by signal 9; starting it again") >= 1


def test_a_second_start_is_quick_and_a_stop_leaves_nothing(tmp_path_factory, running):
    # The folder is the first one's copy, as it would be on the next morning.
    folder = tmp_path_factory.mktemp("again")
    with_data = subprocess.run(["cp", "-R", str(running.data), str(folder / "data")], check=True)
    assert with_data.returncode == 0
    up = start(folder / "data", folder / "log")
    try:
        until(up.serves, "the second start serves")
        until(lambda: len(up.children("celery")) >= 2, "worker and beat run")
        pids = up.children()
        up.process.terminate()
        assert up.process.wait(timeout=PATIENCE) == 0
        until(lambda: not any(alive(pid) for pid in pids), "nothing is left")
    finally:
        up.process.kill()


def alive(pid: int) -> bool:
    listed = subprocess.run(
        ["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False
    )
    return bool(listed.stdout.strip()) and not listed.stdout.startswith("Z")
