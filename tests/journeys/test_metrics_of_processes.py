"""Several real processes count together: two of gunicorn, and a worker that answers by itself too."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from http.client import HTTPConnection

import pytest

from tests.common.test_metrics import requests_of, samples
from tests.running import PATIENCE, ROOT, environment, free_port, until
from tests.workspaces import filled

pytestmark = pytest.mark.journey

TOKEN, ASKED = "a-long-enough-token", 24


def ask(port, path):
    """On a connection of its own, so that either process may answer."""
    connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        connection.request("GET", path, headers={"Authorization": f"Bearer {TOKEN}"})
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    except ConnectionError:
        return 0, ""
    finally:
        connection.close()


def test_the_counts_of_every_process_are_in_each_answer(tmp_path):
    filled(tmp_path, "")
    web, of_worker = free_port(), free_port()
    variables = environment(
        tmp_path,
        web,
        WAYMARK_METRICS_TOKEN=TOKEN,
        WAYMARK_WORKER_METRICS=f"127.0.0.1:{of_worker}",
        WAYMARK_HASHED_STATIC="false",
    )
    served = (
        "gunicorn",
        "--config",
        "python:config.gunicorn",
        "--bind",
        f"127.0.0.1:{web}",
        "--workers",
        "2",
    )
    worked = (
        "celery",
        "--app",
        "config",
        "worker",
        "--concurrency",
        "1",
        "--without-gossip",
        "--without-mingle",
    )
    with ExitStack() as opened:
        for words in ((*served, "config.wsgi"), worked):
            log = opened.enter_context((tmp_path / f"{words[0]}.log").open("wb"))
            started = subprocess.Popen(
                [sys.executable, "-m", *words], cwd=ROOT, env=variables, stdout=log, stderr=log
            )
            opened.callback(started.wait, timeout=PATIENCE)
            opened.callback(started.terminate)
        until(lambda: ask(web, "/readyz")[0] == 200, "the workspace is served")
        before = requests_of(samples(ask(web, "/metrics")[1]), "healthz")
        with ThreadPoolExecutor(8) as pool:
            assert set(pool.map(lambda _: ask(web, "/healthz")[0], range(ASKED))) == {200}
        for _ in range(4):
            assert requests_of(samples(ask(web, "/metrics")[1]), "healthz") - before == ASKED
        caught_up = ("waymark_task_seconds_count", ("outcome", "success"), ("task", "teams.send_mail"))
        until(lambda: samples(ask(of_worker, "/")[1]).get(caught_up), "the worker tells of its first task")
        assert samples(ask(web, "/metrics")[1])[caught_up], "they share a folder"
    files = sorted(path.name.split("-")[0] for path in (tmp_path / "metrics").glob("histogram_*.db"))
    assert set(files) == {"histogram_web", "histogram_worker"}
    assert files.count("histogram_web") >= 2, "one for each process"
