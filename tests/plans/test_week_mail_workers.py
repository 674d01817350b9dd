"""Mails about plans in real workers, on real queues and databases: killed half way, started again, and two at once."""

from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from tests.maturity.test_snapshot_task import OPTIONS, WORKER, kill, stop, wait_until
from tests.teams.test_mail_workers import Posting, on_every_queue
from tests.teams.test_mail_workers import workspace as posting

READERS = 200
QUEUED = 20  # when the worker is killed

SET_UP = """
import sys
from datetime import timedelta
import django
django.setup()
from django.db import transaction
from django.utils import timezone
from plans.models import Item, PlanRole
from plans.services import week_mails
from tests import build
from tests.plans import building
today = (timezone.now() + timedelta(days=DAYS)).date()
with transaction.atomic():
    document = building.text_document("# Plan\\n\\n## Week 1: All\\n\\n### Deliverables\\n\\n- Thing\\n")
    plan = building.started(document, lead=build.user("Reader 0"), start=today)
    for n in range(1, int(sys.argv[1])):
        PlanRole.objects.create(plan=plan, name=f"Role {n}", person=build.user(f"Reader {n}"), position=n + 50)
    build.User.objects.update(mail_hour=0)
    Item.objects.filter(phase__plan=plan).update(everyone=True)
"""

# The worker believes that it is the coming Monday, whatever day it is here: nobody gets mail about plans on a weekend.
WORKER_ON_MONDAY = (
    """
import sys
from datetime import timedelta
from django.utils import timezone
days, sys.argv[1:] = int(sys.argv[1]), sys.argv[2:]
now = timezone.now
timezone.now = lambda: now() + timedelta(days=days)
"""
    + WORKER
)


@dataclass(frozen=True, slots=True)
class OnMonday(Posting):
    """Its workers are on Monday."""

    def worker(self):
        return self.running(WORKER_ON_MONDAY, str(until_monday()), self.prefix, *OPTIONS)


def until_monday() -> int:
    return -datetime.now(UTC).weekday() % 7


workspace = posting


@pytest.fixture
def set_up() -> tuple[str, int]:
    return SET_UP.replace("DAYS", str(until_monday())), READERS


def on_monday(workspace: Posting, mailbox: str = "mail") -> OnMonday:
    return OnMonday(workspace.data, workspace.database, workspace.redis, workspace.prefix, mailbox)


@on_every_queue
def test_a_worker_killed_while_queueing_leaves_whole_mails_and_the_next_one_finishes(
    workspace: Posting,
) -> None:
    workspace = on_monday(workspace)
    with workspace.worker() as worker:
        wait_until(lambda: queued(workspace) >= QUEUED, "the first mails")
        kill(worker)
    assert QUEUED <= queued(workspace) < READERS, "the kill came in the middle"

    with workspace.worker():
        wait_until(lambda: workspace.sent() == READERS, "the remaining mails")
    assert sorted(workspace.received().values()) == [1] * READERS
    assert workspace.ask("SELECT COUNT(*) FROM teams_event WHERE verb = 'wrote to'") == [(READERS,)]
    assert workspace.ask("SELECT DISTINCT switch FROM teams_mail") == [("mail_digest",)]


@on_every_queue
def test_two_workers_that_start_at_once_write_to_everybody_once(workspace: Posting) -> None:
    one, other = on_monday(workspace), on_monday(workspace, "mail-of-the-other")
    with one.worker() as first, other.worker() as second:
        wait_until(lambda: one.sent() == READERS, "every mail")
        stop(first)
        stop(second)
    assert sorted(one.received().values()) == [1] * READERS


def queued(workspace: Posting) -> int:
    return workspace.ask("SELECT COUNT(*) FROM teams_mail")[0][0]
