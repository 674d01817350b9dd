"""What Prometheus is told, and that only it is told."""

import json
import os
from datetime import UTC, datetime, timedelta

import pytest
import redis
from celery import current_app, shared_task
from django.db import OperationalError
from prometheus_client.parser import text_string_to_metric_families

from common.metrics import counts, queue, readings
from common.metrics.tasks import QUEUED_AT, note_queued
from common.metrics.worker_page import answer
from tests.reachable import redis_url
from tests.running import until

TOKEN = "a-long-enough-token"
NOW = datetime(2026, 11, 19, 10, tzinfo=UTC)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """One for all tests here: the client library keeps its files open."""
    return tmp_path_factory.mktemp("metrics")


@pytest.fixture
def counting(folder, settings, monkeypatch):
    settings.METRICS_TOKEN, settings.METRICS_DIR = TOKEN, folder
    monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", str(folder))


@shared_task(name="tests.metrics.works")
def works(fails=False):
    if fails:
        raise ValueError("on purpose")


def told(client, token=TOKEN):
    """Every sample by its name and labels."""
    answered = client.get("/metrics", headers={"Authorization": f"Bearer {token}"})
    assert answered.status_code == 200, answered.content
    return samples(answered.content.decode())


def samples(text):
    return {
        (sample.name, *sorted(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def requests_of(found, view, status=200, method="GET"):
    labels = {"method": method, "view": view, "status": str(status)}
    return found.get(("waymark_request_seconds_count", *sorted(labels.items())), 0)


def tasks_of(found, outcome):
    labels = {"task": "tests.metrics.works", "outcome": outcome}
    return found.get(("waymark_task_seconds_count", *sorted(labels.items())), 0)


def test_without_a_token_there_is_nothing_to_ask(client, settings):
    settings.METRICS_TOKEN = ""
    assert client.get("/metrics", headers={"Authorization": "Bearer "}).status_code == 404


@pytest.mark.parametrize(
    "given", ["", "Bearer", "Bearer ", f"bearer {TOKEN}", f"Basic {TOKEN}", f"Bearer {TOKEN}x"]
)
def test_whoever_does_not_know_the_token_is_told_nothing(client, counting, given):
    answered = client.get("/metrics", headers={"Authorization": given} if given else {})
    assert (answered.status_code, answered["WWW-Authenticate"]) == (401, "Bearer")
    assert b"waymark_" not in answered.content


@pytest.mark.django_db
def test_requests_are_counted_by_the_name_of_their_address(client, counting):
    before = told(client)
    client.get("/healthz")
    client.get("/calendar/aVerySecretWordIndeed.ics")
    client.get("/no/such/page/")
    client.generic("BREW", "/healthz")
    after = told(client)

    def grew(*of, **more):
        return requests_of(after, *of, **more) - requests_of(before, *of, **more)

    assert grew("healthz") == grew("calendar_feed", 404) == 1
    assert grew("healthz", 405, method="other") == 1
    assert grew("none", 404) == 1
    assert "aVerySecretWordIndeed" not in str(after)
    assert "no/such/page" not in str(after)


@pytest.mark.django_db
def test_tasks_are_counted_by_how_they_ended(client, counting):
    before = told(client)
    works.apply()
    works.apply()
    works.apply(kwargs={"fails": True})
    after = told(client)
    assert tasks_of(after, "success") - tasks_of(before, "success") == 2
    assert tasks_of(after, "failure") - tasks_of(before, "failure") == 1


def test_what_dead_predecessors_counted_goes_when_a_program_begins(tmp_path, settings, monkeypatch):
    settings.METRICS_DIR = tmp_path
    monkeypatch.setattr(counts._Process, "program", "command")
    monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", str(tmp_path))
    dead = 2**22 + 1  # more than Linux gives out
    names = [f"histogram_{program}-{pid}.db" for program in ("web", "worker") for pid in (dead, os.getpid())]
    for name in names:
        (tmp_path / name).touch()
    counts.begin("web")
    assert {each.name for each in tmp_path.iterdir()} == set(names) - {f"histogram_web-{dead}.db"}


@pytest.mark.django_db
def test_a_part_that_cannot_be_read_says_so_beside_the_others(client, counting, monkeypatch):
    def gone(now):
        raise OperationalError("connection to server at secret.example failed")

    monkeypatch.setitem(readings._readers, "mail", gone)
    found = told(client)
    assert found["waymark_reading_failed", ("part", "mail")] == 1
    assert found["waymark_reading_failed", ("part", "queue")] == 0
    assert ("waymark_mail_waiting",) not in found
    assert found["waymark_queue_tasks",] == 0
    assert "secret.example" not in str(found)


def test_files_that_wait_are_the_queue(settings, tmp_path):
    settings.REDIS_URL, settings.QUEUE_DIR = "", tmp_path
    (tmp_path / "messages").mkdir()
    assert queue.waiting() == (0, None)
    for minutes, name in ((3, "1_a.celery.msg"), (7, "2_b.celery.msg"), (9, "3_c.celery.pidbox.msg")):
        message = tmp_path / "messages" / name
        message.touch()
        os.utime(message, times=((NOW - timedelta(minutes=minutes)).timestamp(),) * 2)
    assert queue.waiting() == (2, NOW - timedelta(minutes=7)), "what is said to workers is no task"
    assert [reading.value for reading in queue.read_queue(NOW)] == [2, 7 * 60]


@pytest.mark.redis
def test_a_list_in_redis_is_the_queue(settings):
    settings.REDIS_URL = redis_url()
    with (
        redis.Redis.from_url(settings.REDIS_URL) as server,
        current_app.connection_for_write(settings.REDIS_URL) as to,
    ):
        name = current_app.conf.task_default_queue = "tests-metrics"
        try:
            server.delete(name)
            assert queue.waiting() == (0, None)
            for _ in range(2):
                current_app.send_task("tests.metrics.works", connection=to, queue=name)
            until(lambda: server.llen(name) == 2, "both are queued")
            first = json.loads(server.lindex(name, -1))["headers"][QUEUED_AT]
            assert queue.waiting() == (2, datetime.fromtimestamp(first, UTC))
        finally:
            server.delete(name)
            current_app.conf.task_default_queue = "celery"


def test_a_message_says_when_it_was_queued():
    headers: dict[str, float] = {}
    begun = datetime.now(UTC).timestamp()
    note_queued(headers)
    assert begun <= headers[QUEUED_AT] <= datetime.now(UTC).timestamp()


@pytest.mark.parametrize(("given", "status"), [("", "401 Unauthorized"), (f"Bearer {TOKEN}", "200 OK")])
def test_a_worker_answers_by_itself_to_whoever_knows_the_token(counting, given, status):
    said = []
    body = b"".join(answer({"HTTP_AUTHORIZATION": given}, lambda *words: said.append(words)))
    assert said[0][0] == status
    assert (b"waymark_" in body) <= (status == "200 OK")
