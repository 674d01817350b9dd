"""The outbox in real workers, on real queues and databases: killed half way, started again, and two at once.

The mailbox is Django's, of files; each worker has one of its own.
"""

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.maturity.test_snapshot_task import Workspace, kill, redis_prefix, stop, wait_until
from tests.reachable import postgres_url
from tests.workspaces import migrated, migrated_database

MAILS = 400
UNDER_WAY = 20  # sent when the worker is killed

SET_UP = """
import sys
import django
django.setup()
from teams.letters import Letter
from teams.models import User
from teams.services.outbox import queue_mail
from tests.build import NOW
letter = Letter("Two teams to hand in", "Words. " * 200, "<p>Words.</p>")
for n in range(int(sys.argv[1])):
    person = User.objects.create(email=f"person{n}@example.org", name=f"Person {n}")
    queue_mail(to=person, topic="news", key="first", letter=letter, by=None, now=NOW)
"""


@dataclass(frozen=True, slots=True)
class Posting(Workspace):
    """A workspace whose worker drops its mail into `mailbox`, a folder of the data folder."""

    mailbox: str = "mail"

    @property
    def environment(self) -> dict[str, str]:
        variables = Workspace.environment.fget(self)  # type: ignore[attr-defined]
        return {**variables, "EMAIL_URL": f"file:///{self.mailbox}"}

    def beside(self, mailbox: str) -> "Posting":
        return Posting(self.data, self.database, self.redis, self.prefix, mailbox)

    def sent(self) -> int:
        return self.ask("SELECT COUNT(*) FROM teams_mail WHERE sent_at IS NOT NULL")[0][0]

    def received(self) -> Counter[str]:
        """How often each Message-ID is in a mailbox."""
        files = [path.read_text() for path in self.data.glob("mail*/*.log")]
        return Counter(re.findall(r"^Message-ID: (<\S+>)$", "\n".join(files), re.MULTILINE))

    def let_time_pass(self) -> None:
        """Claims grow old."""
        self.python("-c", AGE)


AGE = """
import django
django.setup()
from django.db.models import F
from teams.models import Mail
Mail.objects.filter(sent_at=None).update(due_at=F("queued_at"))
"""


@pytest.fixture
def set_up() -> tuple[str, int]:
    """What makes the workspace, and the number that it is told."""
    return SET_UP, MAILS


@pytest.fixture
def workspace(request: pytest.FixtureRequest, tmp_path: Path, set_up: tuple[str, int]) -> Iterator[Posting]:
    queue, database = request.param
    with ExitStack() as gone_afterwards:
        url, prefix = gone_afterwards.enter_context(redis_prefix() if queue == "Redis" else nothing())
        on_postgres = migrated_database(postgres_url()) if database == "PostgreSQL" else nullcontext("")
        address = gone_afterwards.enter_context(on_postgres)
        made = Posting(tmp_path / "data", address, url, prefix)
        if not address:
            migrated(made.data)
        script, number = set_up
        made.python("-c", script, str(number))
        yield made


@contextmanager
def nothing() -> Iterator[tuple[str, str]]:
    yield "", ""


on_every_queue = pytest.mark.parametrize(
    "workspace",
    [
        pytest.param(("files", "SQLite"), id="files and SQLite"),
        pytest.param(("Redis", "PostgreSQL"), id="Redis and PostgreSQL", marks=pytest.mark.redis),
    ],
    indirect=True,
)


@on_every_queue
def test_a_killed_worker_leaves_neither_hole_nor_double(workspace: Posting) -> None:
    with workspace.worker() as worker:
        wait_until(lambda: workspace.sent() >= UNDER_WAY, "the first mails")
        kill(worker)
    assert UNDER_WAY <= workspace.sent() < MAILS, "the kill came in the middle"
    under_way = workspace.ask(
        "SELECT reference FROM teams_mail WHERE claimed_at IS NOT NULL AND sent_at IS NULL"
    )
    assert len(under_way) <= 1

    workspace.let_time_pass()
    with workspace.worker():
        wait_until(lambda: workspace.sent() == MAILS, "the remaining mails")
    received = workspace.received()
    assert len(received) == MAILS
    # What was being sent when the worker died may be there twice, under one Message-ID; everything else is there once.
    doubles = {name.strip("<>").partition("@")[0].replace("-", "") for name, n in received.items() if n > 1}
    assert doubles <= {str(reference).replace("-", "") for (reference,) in under_way}
    assert sum(received.values()) - MAILS <= 1


@on_every_queue
def test_two_workers_at_once_send_each_mail_once(workspace: Posting) -> None:
    other = workspace.beside("mail-of-the-other")
    with workspace.worker() as one, other.worker() as two:
        wait_until(lambda: workspace.sent() == MAILS, "every mail")
        stop(one)
        stop(two)
    received = workspace.received()
    assert set(received.values()) == {1}
    assert len(received) == MAILS
    assert workspace.ask("SELECT DISTINCT attempts FROM teams_mail") == [(1,)]
