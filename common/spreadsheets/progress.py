"""How far a long import is, where other processes see it while its transaction is open; and the wish to stop it.

Both stand in the cache, which forgets: nothing that must hold goes by them alone.
"""

from typing import Final

from django.core.cache import cache

ALIVE: Final = 120
"""Seconds for which a report says that somebody is at work."""
_A_DAY: Final = 86_400


def report(number: int, done: int) -> None:
    """`done` rows of the import of this number."""
    cache.set(f"import-{number}-rows", done, ALIVE)


def rows_done(number: int) -> int | None:
    """None where nobody has said anything for a while."""
    done: int | None = cache.get(f"import-{number}-rows")
    return done


def forget(number: int) -> None:
    cache.delete(f"import-{number}-rows")


def ask_to_stop(number: int) -> None:
    cache.set(f"import-{number}-stop", 1, _A_DAY)


def is_asked_to_stop(number: int) -> bool:
    return cache.get(f"import-{number}-stop") is not None
