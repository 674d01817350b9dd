"""How every task is declared: it may run twice, and a database that is away for a moment does not end it."""

from typing import Any, Final

from django.db import OperationalError

TASK_OPTIONS: Final[dict[str, Any]] = {
    "acks_late": True,
    "ignore_result": True,
    "autoretry_for": (OperationalError,),  # the database restarts, or another writer held it for too long
    "retry_backoff": True,
    "max_retries": 5,
}
