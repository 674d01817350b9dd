"""Reminders in real workers, on real queues and databases: killed while they are queued, and started again."""

import pytest

from tests.maturity.test_snapshot_task import kill, wait_until
from tests.teams.test_mail_workers import Posting, on_every_queue
from tests.teams.test_mail_workers import workspace as posting

LEADS = 300
QUEUED = 20  # when the worker is killed

SET_UP = """
import sys
from datetime import timedelta
import django
django.setup()
from django.db import transaction
from django.utils import timezone
from maturity.models import Cycle
from tests import build
today = timezone.localdate()
with transaction.atomic():
    cycle = build.cycle(build.version())
    days = {"opens": today - timedelta(days=30), "due": today + timedelta(days=7)}
    Cycle.objects.update(**days, closes=today + timedelta(days=30))
    for n in range(int(sys.argv[1])):
        lead = build.user(f"Lead {n}")
        lead.mail_hour = 0
        lead.save()
        build.team(f"Team {n}", lead=lead)
"""

workspace = posting


@pytest.fixture
def set_up() -> tuple[str, int]:
    return SET_UP, LEADS


@on_every_queue
def test_a_worker_killed_while_queueing_leaves_whole_mails_and_the_next_one_finishes(
    workspace: Posting,
) -> None:
    with workspace.worker() as worker:
        wait_until(lambda: queued(workspace) >= QUEUED, "the first reminders")
        kill(worker)
    assert QUEUED <= queued(workspace) < LEADS, "the kill came in the middle"
    assert listed(workspace) == queued(workspace)

    with workspace.worker():
        wait_until(lambda: workspace.sent() == LEADS, "the remaining reminders")
    assert listed(workspace) == LEADS
    assert sorted(workspace.received().values()) == [1] * LEADS
    assert workspace.ask("SELECT COUNT(*) FROM teams_event WHERE verb = 'wrote to'") == [(LEADS,)]


def queued(workspace: Posting) -> int:
    return workspace.ask("SELECT COUNT(*) FROM teams_mail")[0][0]


def listed(workspace: Posting) -> int:
    """Mails that say what they spoke of."""
    return workspace.ask("SELECT COUNT(DISTINCT mail_id) FROM maturity_reminder")[0][0]
