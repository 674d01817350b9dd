"""What a test needs from outside: PostgreSQL, Redis, Chromium.

Where one is missing the test is skipped with the reason; with CI=true it fails, so that a green run on the build
machine means that everything ran.
"""

import os
import shutil
import sys
from typing import NoReturn
from urllib.parse import urlsplit

import psycopg
import pytest
import redis

POSTGRES = "postgres://postgres@127.0.0.1:5432/postgres"
REDIS = "redis://127.0.0.1:6379/15"
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def postgres_url() -> str:
    """The address in TEST_POSTGRES_URL, or the usual local one, if a PostgreSQL answers there."""
    url = os.environ.get("TEST_POSTGRES_URL") or POSTGRES
    try:
        psycopg.connect(url, connect_timeout=3).close()
    except psycopg.OperationalError as error:
        missing(f"no PostgreSQL at {_without_password(url)} (TEST_POSTGRES_URL): {error}")
    return url


def redis_url() -> str:
    """The address in TEST_REDIS_URL, or the usual local one, if a Redis answers there. Its database may be emptied."""
    url = os.environ.get("TEST_REDIS_URL") or REDIS
    try:
        redis.Redis.from_url(url, socket_connect_timeout=3).ping()
    except redis.RedisError as error:
        missing(f"no Redis at {_without_password(url)} (TEST_REDIS_URL): {error}")
    return url


def chromium_path() -> str:
    """The program in CHROMIUM, or the first browser of that family on the PATH."""
    named = os.environ.get("CHROMIUM")
    path = next(filter(None, map(shutil.which, [named] if named else CHROMIUM_NAMES)), None)
    return path or missing(
        f"no Chromium: {named or 'none'} on the PATH (CHROMIUM); `make test` says how to get one"
    )


def missing(reason: str) -> NoReturn:
    """Skip the test, or fail it in CI."""
    if os.environ.get("CI") == "true":
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)


def _without_password(url: str) -> str:
    parts = urlsplit(url)
    return url.replace(f":{parts.password}@", ":***@") if parts.password else url


if __name__ == "__main__":
    # `python -m tests.reachable`: prints PostgreSQL's address for the second pass, or says why there is none.
    try:
        sys.stdout.write(postgres_url() + "\n")
    except pytest.skip.Exception as skipped:
        sys.exit(str(skipped))
    except pytest.fail.Exception as failed:
        sys.exit(str(failed))
