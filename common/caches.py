"""The cache that all web processes share. What is in it may be lost at any moment, and no page needs it.

Limits on guessing are counted in it, and when a browser was last seen.
"""

import fcntl
import logging
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.filebased import FileBasedCache
from django.core.cache.backends.redis import RedisCache
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

logger = logging.getLogger(__name__)
PAUSE = 5  # seconds in which a Redis that failed is not asked again
PATIENCE = 1  # seconds that Redis is waited for


class SharedFileCache(FileBasedCache):
    """Of several processes that add one key, one does: what allauth counts is counted under such a key."""

    _dir: str

    def add(
        self, key: Any, value: Any, timeout: float | None = DEFAULT_TIMEOUT, version: int | None = None
    ) -> bool:
        folder = Path(self._dir)
        folder.mkdir(0o700, parents=True, exist_ok=True)
        with (folder / "adding.lock").open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            return super().add(key, value, timeout, version)


class ForgivingRedisCache(RedisCache):
    """With Redis gone it is as if nothing were kept: people sign in, nobody counts, and the log says so."""

    _gone_until = 0.0

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        waits = {
            "socket_connect_timeout": PATIENCE,
            "socket_timeout": PATIENCE,
            "retry": Retry(NoBackoff(), 0),
        }
        super().__init__(server, {**params, "OPTIONS": {**waits, **params.get("OPTIONS", {})}})

    def add(self, *args: Any, **kwargs: Any) -> bool:
        return self._asked(super().add, args, kwargs, otherwise=True)

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        return self._asked(super().get, (key, default, version), {}, otherwise=default)

    def get_many(self, keys: Iterable[Any], version: int | None = None) -> dict[Any, Any]:
        return self._asked(super().get_many, (keys, version), {}, otherwise={})

    def set(self, *args: Any, **kwargs: Any) -> None:
        self._asked(super().set, args, kwargs, otherwise=None)

    def delete(self, *args: Any, **kwargs: Any) -> bool:
        return self._asked(super().delete, args, kwargs, otherwise=False)

    @classmethod
    def _asked[T](cls, ask: Callable[..., T], args: Any, kwargs: Any, *, otherwise: T) -> T:
        if time.monotonic() < cls._gone_until:
            return otherwise
        try:
            return ask(*args, **kwargs)
        except (RedisError, OSError) as error:
            cls._gone_until = time.monotonic() + PAUSE
            logger.warning("Redis cannot be reached, so attempts to sign in are not counted: %s", error)
            return otherwise
