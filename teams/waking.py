"""Waking the worker once there is mail to send."""

from functools import partial

from django.db import transaction

from teams.tasks import send_mail


def wake_mail() -> None:
    """Ask the worker to send, once the transaction is committed.

    With the broker down this is logged and nothing more: the schedule sends later.
    """
    transaction.on_commit(partial(send_mail.apply_async, retry=False), robust=True)
