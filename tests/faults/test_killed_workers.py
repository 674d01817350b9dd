"""A worker killed in each kind of task: the data ends as in a straight run, and each mail is received once."""

import signal

import pytest
from django.utils.module_loading import autodiscover_modules

from config.celery import app
from tests.faults.work import DEATHS, MAILS
from tests.running import PATIENCE, until

SAME_WORK = {"teams.work_on_import"}  # of one that the beat sends, asked for by a page
ELEVEN_MINUTES = 660  # after which a claim is old


def test_every_task_has_its_death():
    """Whoever adds a task says here where a worker dies in it, and gives it something to do in `work.fill`."""
    autodiscover_modules("tasks")
    ours = {name for name in app.tasks if not name.startswith(("celery.", "tests."))}
    assert ours == set(DEATHS) | SAME_WORK


@pytest.mark.journey
def test_what_a_killed_worker_leaves_is_finished(new_place, redis, straight):
    picture, measures = straight
    place = new_place(redis=redis.address)
    for name, writes in DEATHS.items():
        with place.worker("--die-in", name, "--after", str(writes)) as worker:
            assert worker.wait(timeout=PATIENCE) == -signal.SIGKILL, name
    assert place.measures() != measures, "there is something left to do"
    place.ahead(ELEVEN_MINUTES)
    place.python("from tests.faults import work; work.forget_progress()")
    with place.worker("--send", "maturity.thin_snapshots"):
        until(lambda: place.measures() == measures, f"all is done: {measures}")
    assert place.picture() == picture
    assert sorted(place.received().values()) == [1] * MAILS
