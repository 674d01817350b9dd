"""No room for the queue of files: pages go on and say what is so; with room again, what was owed is done."""

import errno
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import pytest

from tests.browsing import Person
from tests.faults.handing_in import shown, submit, unsent
from tests.faults.place import status
from tests.reachable import missing
from tests.running import until

pytestmark = pytest.mark.journey

ROOM = 256 * 1024


@contextmanager
def small_disk(folder: Path) -> Iterator[None]:
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={ROOM}", "tmpfs", str(folder)]
    done = subprocess.run(mount, capture_output=True, text=True, check=False)
    if done.returncode:
        missing(f"a small disk cannot be mounted by whoever runs the tests: {done.stderr.strip()}")
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def fill_up(path: Path) -> None:
    with path.open("wb", buffering=0) as file, suppress(OSError):
        while True:
            assert file.write(b"." * 1024), errno.ENOSPC


def test_with_a_full_disk_pages_go_on_and_with_room_again_all_is_done(new_place):
    place = new_place()
    with small_disk(place.data / "queue"), ExitStack() as running:
        port = running.enter_context(place.web())
        worker = running.enter_context(place.worker())
        messages = place.data / "queue" / "messages"
        until(
            lambda: not unsent(place) and not list(messages.iterdir()),
            "the worker works, and gives no room back",
        )
        fill_up(place.data / "queue" / "ballast")
        beat = running.enter_context(place.beat())
        until(lambda: "takes no message" in place.said(), "the beat notices")
        assert handed_in(port, place, team=0) == "The matrix shows it within a quarter of an hour."
        assert (status(port, "/healthz"), status(port, "/readyz")) == (200, 503)
        assert list(messages.iterdir()) == [], "nothing half written"

        (place.data / "queue" / "ballast").unlink()
        until(lambda: shown(place, team=0), "what was owed is done")
        assert status(port, "/readyz") == 200
        assert handed_in(port, place, team=1) == "The matrix shows it in a few seconds."
        until(lambda: shown(place, team=1), "what is asked for is done")
        assert worker.poll() is beat.poll() is None, "both are still there"
    assert set(place.received().values()) == {1}


def handed_in(port: int, place, team: int) -> str:
    """What the page says of when the matrix shows it."""
    person = Person(port, place.work.sessions[team][0])
    try:
        address = f"/teams/{place.work.teams[team]}/assessments/running/"
        assert submit(person, f"{address}submit/") == 302
        _, found, rest = person.get(f"{address}submissions/1/").text.partition("The matrix shows it")
        return found + rest.partition(".")[0] + "."
    finally:
        person.close()
