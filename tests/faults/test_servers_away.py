"""Redis and PostgreSQL go away under load, and come back: nothing is lost, and nobody has to start anything of ours."""

import os
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from threading import Event

import pytest

from tests.browsing import Person
from tests.faults.handing_in import shown, submit, unsent
from tests.faults.place import Place, seconds_of, status
from tests.page_forms import Form, forms
from tests.running import until
from tests.teams_at_work import DIMENSIONS, Work

pytestmark = pytest.mark.journey

AWAY = float(os.environ.get("WAYMARK_FAULT_SECONDS", "3"))
"""How long a server is away. WAYMARK_FAULT_SECONDS=60 makes it a full minute."""
WRITERS = 4
WAITS_FOR_REDIS = 10.0  # far more than the two seconds that a page waits, far less than for ever


@dataclass
class Written:
    """What a writer was told. `tried` may be in the database or not: its answer never came, or was an error."""

    confirmed: str = ""
    tried: set[str] = field(default_factory=set)
    successes: int = 0
    failures: int = 0

    def note(self, text: str, answer: int) -> None:
        if answer == 302:
            self.confirmed, self.successes = text, self.successes + 1
            self.tried.clear()
        else:
            self.failures += 1
            self.tried.add(text)


def test_without_redis_the_site_reads_and_writes_and_then_makes_up_for_it(new_place, redis):
    place = new_place(redis=redis.address)
    with ExitStack() as running:
        port = running.enter_context(place.web())
        running.enter_context(place.worker())
        running.enter_context(place.beat())
        until(lambda: not unsent(place), "the worker works")
        assert waits(place, port, team=0) < WAITS_FOR_REDIS
        until(lambda: shown(place, team=0), "what is submitted is shown")

        redis.kill()
        assert waits(place, port, team=1) < WAITS_FOR_REDIS
        assert (status(port, "/healthz"), status(port, "/readyz")) == (200, 503)
        time.sleep(AWAY)
        assert waits(place, port, team=2) < WAITS_FOR_REDIS
        redis.start()
        until(lambda: shown(place, 1) and shown(place, 2), "what was owed is done")
        assert status(port, "/readyz") == 200

        redis.freeze()
        assert waits(place, port, team=3) < WAITS_FOR_REDIS
        redis.kill()
        redis.start()
        until(lambda: shown(place, 3), "what was owed is done, once more")
    assert set(place.received().values()) == {1}
    assert [
        times for (times,) in place.ask("SELECT COUNT(*) FROM maturity_submission GROUP BY assessment_id")
    ] == ([1] * (4 + 2))


def test_postgresql_restarts_under_load_and_every_confirmed_write_is_there(new_place, redis, postgres):
    place = new_place(redis=redis.address)
    with ExitStack() as running:
        port = running.enter_context(place.web())
        running.enter_context(place.worker())
        running.enter_context(place.beat(every=0.5))
        with writing(place, port) as (writers, written):
            for how in ("fast", "immediate"):
                until(lambda: all(each.successes for each in written), "everybody writes")
                before = sum(each.failures for each in written)
                postgres.stop(how)
                try:
                    until(lambda: sum(each.failures for each in written) > before, "writers notice")  # noqa: B023
                    assert status(port, "/healthz") == 500
                    time.sleep(AWAY / 3)
                finally:
                    postgres.start()
                for each in written:
                    each.successes = 0
            until(lambda: all(each.successes > 1 for each in written), "everybody writes again")
        until(lambda: not unsent(place), "the worker works again")
        until(lambda: shown_today(place), "and takes snapshots")
        assert status(port, "/readyz") == 200
    for writer, each in zip(writers, written, strict=True):
        (said,) = place.ask(f"SELECT note FROM maturity_answer WHERE id = {writer}")[0]
        assert said == each.confirmed or said in each.tried
    halves = "SELECT SUM(version - 1) FROM maturity_answer"
    logged = "SELECT COUNT(*) FROM teams_event WHERE verb = 'answered'"
    assert place.ask(halves)[0][0] == place.ask(logged)[0][0], "each write and its event, or neither"
    assert set(place.received().values()) == {1}


def waits(place: Place, port: int, team: int) -> float:
    """Seconds that the slowest of reading, writing and handing in takes; each of them works."""
    person = Person(port, place.work.sessions[team][0])
    address = f"/teams/{place.work.teams[team]}/assessments/running/submit/"
    try:
        return max(
            seconds_of(lambda: expect(person.get("/matrix/").status, 200)),
            seconds_of(lambda: save(person, place.work, team, "said without Redis")),
            seconds_of(lambda: expect(submit(person, address), 302)),
        )
    finally:
        person.close()


def expect(found: int, wanted: int) -> None:
    assert found == wanted


def save(person: Person, work: Work, team: int, text: str) -> int:
    answer = first_answer(person, work, team)
    return person.post(answer.action, answer.filled(note=text)).status


def first_answer(person: Person, work: Work, team: int) -> Form:
    page = person.get(Work.address(work.teams[team], DIMENSIONS[0]))
    return next(each for each in forms(page.text) if each.id.startswith("answer-"))


@contextmanager
def writing(place: Place, port: int) -> Iterator[tuple[list[int], list[Written]]]:
    """Each writer changes the note of one answer, again and again: the numbers of the answers, and what was told."""
    done, written = Event(), [Written() for _ in range(WRITERS)]

    def write(number: int) -> None:
        turn = 0
        while not done.is_set():
            person, text = Person(port, place.work.sessions[number][0]), f"turn {turn} of {number}"
            try:
                written[number].note(text, save(person, place.work, number, text))
            except (OSError, StopIteration):  # no page, or none with a form
                written[number].failures += 1
            finally:
                person.close()
            turn += 1

    numbers = [
        place.ask(
            "SELECT MIN(a.id) FROM maturity_answer a JOIN maturity_assessment m ON m.id = a.assessment_id"
            f" JOIN teams_team t ON t.id = m.team_id WHERE t.slug = '{place.work.teams[number]}'"
        )[0][0]
        for number in range(WRITERS)
    ]
    with ThreadPoolExecutor(WRITERS) as pool:
        futures = [pool.submit(write, number) for number in range(WRITERS)]
        try:
            yield numbers, written
        finally:
            done.set()
        for future in futures:
            future.result()


def shown_today(place: Place) -> bool:
    return bool(place.ask("SELECT COUNT(DISTINCT day) FROM maturity_snapshot")[0][0] > 20)
