"""The cache that web processes share."""

import logging
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.core.cache import caches
from django.test import Client, override_settings

from common.caches import ForgivingRedisCache, SharedFileCache
from tests import build
from tests.reachable import redis_url
from tests.running import free_port

PASSWORD = "a long enough passphrase"


def test_of_many_that_add_one_key_to_files_one_does(tmp_path: Path) -> None:
    def add(name: str) -> int:
        return sum(SharedFileCache(str(tmp_path / "cache"), {}).add(f"{name}{n}", 1) for n in range(25))

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(add, ["key"] * 8)) == 25


@pytest.mark.redis
def test_redis_is_shared() -> None:
    one, other = (ForgivingRedisCache(redis_url(), {"KEY_PREFIX": "test-caches"}) for _ in range(2))
    try:
        assert one.add("key", 1)
        assert not other.add("key", 2)
        assert other.get("key") == 1
        assert other.get_many(["key", "none"]) == {"key": 1}
    finally:
        assert other.delete("key")
    assert one.get("key", "nothing") == "nothing"


@pytest.fixture
def gone(monkeypatch: pytest.MonkeyPatch) -> str:
    """The address of a Redis that is not there."""
    monkeypatch.setattr(ForgivingRedisCache, "_gone_until", 0.0)
    return f"redis://127.0.0.1:{free_port()}/0"


def test_without_redis_it_is_as_if_nothing_were_kept_and_the_log_says_so_once(
    gone: str, caplog: pytest.LogCaptureFixture
) -> None:
    cache = ForgivingRedisCache(gone, {})
    with caplog.at_level(logging.WARNING, "common.caches"):
        assert cache.add("key", 1)
        cache.set("key", 1)
        assert cache.get("key", "nothing") == "nothing"
        assert cache.get_many(["key"]) == {}
        assert not cache.delete("key")
    assert len(caplog.records) == 1
    assert "attempts to sign in are not counted" in caplog.text


def test_redis_that_is_back_is_asked_again(gone: str, monkeypatch: pytest.MonkeyPatch) -> None:
    cache = ForgivingRedisCache(gone, {})
    cache.set("key", 1)
    assert ForgivingRedisCache._gone_until > time.monotonic()
    monkeypatch.setattr(ForgivingRedisCache, "_gone_until", 0.0)
    assert cache.get("key", "nothing") == "nothing"
    assert ForgivingRedisCache._gone_until > time.monotonic()


@pytest.mark.django_db
def test_people_sign_in_without_redis(gone: str, client: Client) -> None:
    person = build.user(password=PASSWORD)
    found = {"default": {"BACKEND": "common.caches.ForgivingRedisCache", "LOCATION": gone}}
    with override_settings(CACHES=found):
        assert isinstance(caches["default"], ForgivingRedisCache)
        answer = client.post("/accounts/login/", {"login": person.email, "password": PASSWORD})
        assert answer.status_code == 302
        assert client.get("/teams/").status_code == 200
