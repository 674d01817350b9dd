"""Waking the worker after submissions."""

import logging

from django.db import transaction

from maturity.tasks import take_snapshots

log = logging.getLogger(__name__)


def wake_snapshots() -> bool:
    """Ask the worker for today's snapshots once the transaction is committed.

    False where the queue takes nothing, which is logged: the schedule takes the snapshots, a quarter of an hour later
    at most.
    """
    failed = []

    def ask() -> None:
        try:
            take_snapshots.apply_async(retry=False)
        except Exception:  # whatever it is, what was submitted stands
            log.exception("Nobody was woken to take snapshots")
            failed.append(True)

    transaction.on_commit(ask)
    return not failed
