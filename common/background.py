"""How every task is declared: it may run twice, wait no longer than is of use, and outlive a database's restart."""

from typing import Any, Final

from django.db import OperationalError

TASK_OPTIONS: Final[dict[str, Any]] = {
    "acks_late": True,
    "ignore_result": True,
    # Who waited longer is thrown away: by then the beat has asked again. So what two beats asked for in days without a
    # worker is not done a thousand times, before what people wait for.
    "expires": 15 * 60,
    "autoretry_for": (OperationalError,),  # the database restarts, or another writer held it for too long
    "retry_backoff": True,
    "max_retries": 5,
}
NIGHTLY_TASK_OPTIONS: Final[dict[str, Any]] = TASK_OPTIONS | {"expires": 24 * 60 * 60}
"""Of what the beat asks for once a night."""
