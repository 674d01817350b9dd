"""An import in a real worker that is killed while it writes: the next one does it all, once."""

from pathlib import Path

from tests.maturity.test_snapshot_task import Workspace, kill, wait_until
from tests.workspaces import migrated

ROWS = 800

SET_UP = """
import sys
import django
django.setup()
from tests import build
from tests.teams.importing_people import confirmed, many
confirmed(build.user("Sam", role="administrator"), many(int(sys.argv[1])))
"""
AGE = """
import django
django.setup()
from django.core.cache import cache
from teams.models import ImportJob
from tests import build
ImportJob.objects.update(claimed_at=build.NOW)
cache.clear()
"""


def test_a_worker_killed_while_it_writes_leaves_neither_hole_nor_double(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path / "data")
    migrated(workspace.data)
    workspace.python("-c", SET_UP, str(ROWS))
    with workspace.worker() as worker:
        wait_until(
            lambda: workspace.ask("SELECT claimed_at FROM teams_importjob") != [(None,)], "somebody at work"
        )
        kill(worker)
    assert state(workspace) == "writing", "the kill came in the middle"
    assert people(workspace) == 1

    workspace.python("-c", AGE)  # the claim grows old
    with workspace.worker():
        wait_until(lambda: state(workspace) == "done", "the import")
    assert people(workspace) == ROWS + 1
    by_verb = dict(workspace.ask("SELECT verb, COUNT(*) FROM teams_event GROUP BY verb"))
    assert by_verb == {"uploaded": 1, "confirmed": 1, "added": ROWS, "imported": 1}
    assert workspace.ask("SELECT COUNT(*) FROM teams_importfile") == [(0,)]


def state(workspace: Workspace) -> str:
    return str(workspace.ask("SELECT state FROM teams_importjob")[0][0])


def people(workspace: Workspace) -> int:
    return int(workspace.ask("SELECT COUNT(*) FROM teams_user")[0][0])
