"""How many tasks wait for a worker, and for how long the first of them."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from celery import current_app
from django.conf import settings
from redis import Redis

from common.metrics.readings import Reading, read_with
from common.metrics.tasks import QUEUED_AT

PATIENCE = 2  # seconds for Redis


class Waiting(NamedTuple):
    """`since` is None where nothing waits, or what waits was queued by an older version."""

    tasks: int
    since: datetime | None


def waiting() -> Waiting:
    """What no worker has taken up yet. OSError or RedisError where that cannot be known."""
    name = str(current_app.conf.task_default_queue)
    return waiting_in_redis(name) if settings.REDIS_URL else waiting_in_files(name)


def waiting_in_redis(name: str) -> Waiting:
    """A list, into which new messages are pushed on the left."""
    with Redis.from_url(
        settings.REDIS_URL, socket_connect_timeout=PATIENCE, socket_timeout=PATIENCE
    ) as redis:
        oldest = redis.lindex(name, -1)
        moment = json.loads(str(oldest, "utf-8"))["headers"].get(QUEUED_AT) if oldest else None
        return Waiting(redis.llen(name), datetime.fromtimestamp(moment, UTC) if moment else None)


def waiting_in_files(name: str) -> Waiting:
    """Each message is a file."""
    queued = sorted(filter(None, map(_written_at, (settings.QUEUE_DIR / "messages").glob(f"*.{name}.msg"))))
    return Waiting(len(queued), datetime.fromtimestamp(queued[0], UTC) if queued else None)


def read_queue(now: datetime) -> Iterator[Reading]:
    tasks, since = waiting()
    yield Reading("waymark_queue_tasks", "Tasks that no worker has taken up yet", tasks)
    age = max((now - since).total_seconds(), 0) if since else 0
    yield Reading(
        "waymark_queue_age_seconds", "How long the first of them has been waiting; 0 where none is", age
    )


def _written_at(message: Path) -> float | None:
    """None where a worker has taken it up just now."""
    try:
        return message.stat().st_mtime
    except FileNotFoundError:
        return None


read_with("queue", read_queue)
