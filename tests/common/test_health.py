"""What a proxy and an alarm ask."""

import pytest
from celery import current_app
from django.db import OperationalError

from common import health


@pytest.mark.django_db
def test_a_workspace_that_can_work_is_ready(client):
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok", "database": "ok", "broker": "ok"})
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.django_db
def test_a_broker_that_is_gone_is_told_apart(client, settings, tmp_path):
    settings.REDIS_URL, settings.QUEUE_DIR = "", tmp_path / "nowhere"
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["broker"], answer.json()["database"]) == (503, "failed", "ok")
    assert client.get("/healthz").status_code == 200, "the site reads and writes without it"
    assert str(tmp_path) not in answer.content.decode()


@pytest.mark.django_db
def test_a_disk_without_room_for_messages_is_told(client, settings, tmp_path, monkeypatch):
    settings.REDIS_URL, settings.QUEUE_DIR = "", tmp_path
    (tmp_path / "messages").mkdir()
    assert client.get("/readyz").status_code == 200
    monkeypatch.setattr(health, "ROOM_FOR_MESSAGES", 2**62)
    assert client.get("/readyz").json()["broker"] == "failed"


def test_a_database_that_is_gone_is_told_apart(client, monkeypatch):
    def gone():
        raise OperationalError("connection to server at secret.example failed")

    monkeypatch.setattr(health, "ask_database", gone)
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["broker"], answer.json()["database"]) == (503, "ok", "failed")
    assert "secret.example" not in answer.content.decode()


def test_a_redis_that_does_not_answer_is_an_answer(client, settings, monkeypatch, db):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    broker = current_app.connection_for_write(settings.REDIS_URL)
    monkeypatch.setattr(current_app, "connection_for_write", lambda: broker)
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["broker"]) == (503, "failed")
