"""Waking the worker after a submission."""

from functools import partial

from django.db import transaction

from maturity.tasks import take_snapshots


def wake_snapshots() -> None:
    """Ask the worker for today's snapshots once the transaction is committed.

    With the broker down this is logged and nothing more: the schedule takes the snapshots later.
    """
    transaction.on_commit(partial(take_snapshots.apply_async, retry=False), robust=True)
