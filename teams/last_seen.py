"""When each session was last used. It is kept in the cache, not in the database: reading a page writes no row."""

from collections.abc import Iterable
from datetime import datetime
from hashlib import sha256

from django.core.cache import cache

EVERY = 300  # seconds: a session is noted at most once in this time
KEPT = 15 * 86_400  # seconds, longer than a session lasts


def note_seen(session_key: str, now: datetime) -> None:
    if cache.add(f"{_name(session_key)}:noted", value=True, timeout=EVERY):
        cache.set(_name(session_key), now, KEPT)


def seen_at(session_keys: Iterable[str]) -> dict[str, datetime]:
    """By session key; without those of which nothing is kept."""
    names = {_name(key): key for key in session_keys}
    return {names[name]: at for name, at in cache.get_many(names).items()}


def _name(session_key: str) -> str:
    """Who reads the cache learns no key that opens a session."""
    return f"seen:{sha256(session_key.encode()).hexdigest()}"
