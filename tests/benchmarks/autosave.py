"""An autosave's 95th percentile among 20 people who pause 1 to 3 s between saves, beside the median of one alone.

Over HTTP, on the program as `manage.py up` serves it, each person on a connection of their own that is kept. A writer
is a person who goes through the practices quickly, by keys: reads, chooses a level, looks, goes on. The one alone, who
is the floor, never pauses. `autosave_without_pause` has the same writers without thinking: then each save waits for
the nineteen others, because one process serves them, and the figure says how many saves a second there can be.
"""

import os
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path
from random import Random
from statistics import median, quantiles
from threading import Barrier
from time import perf_counter, sleep

from django.conf import settings
from django.db import connection
from django.test import Client

from tests.benchmarks.measuring import Result, counting
from tests.browsing import Person
from tests.page_forms import Form, forms
from tests.running import start, until
from tests.teams_at_work import DIMENSIONS, Work, fill

PAUSE = (1.0, 3.0)  # seconds
ALONE, TOGETHER = 100, 15
"""How many saves are timed at most: of the one alone, half of them before and half after the others, and of each."""

_VERSION = re.compile(r'name="version" value="(\d+)"')


def measure(name: str, writers: int, pause: tuple[float, float] = PAUSE) -> Result:
    """`writers` teams with a lead each, who save different answers; one of them alone before."""
    work = fill(writers)
    statements = _statements(work)
    connection.close()
    with served() as port:
        people = [Writer.signed_in(port, work, number) for number in range(writers)]
        half = min(ALONE, 5 * writers) // 2
        alone = people[0].save_often(half, (0, 0), Random(0))
        together = _all_at_once(people, min(TOGETHER, writers), pause)
        alone += people[0].save_often(half, (0, 0), Random(0))
        for each in people:
            each.person.close()
    value, floor = quantiles(together, n=20)[-1], median(alone)
    return Result(name, round(value, 2), "ms", round(floor, 2), round(value / floor, 2), statements)


@contextmanager
def served() -> Iterator[int]:
    """The program on this process's workspace; its port."""
    data = Path(settings.DATA_DIR)
    url = {"DATABASE_URL": os.environ["DATABASE_URL"]} if "DATABASE_URL" in os.environ else {}
    up = start(data, data / "log", **url)
    try:
        until(up.serves, "the workspace is served")
        yield up.port
    finally:
        up.process.terminate()
        up.process.wait(timeout=30)


@dataclass
class Writer:
    """A person with the forms of their dimension before them, by id."""

    person: Person
    articles: dict[str, Form]

    @classmethod
    def signed_in(cls, port: int, work: Work, number: int) -> "Writer":
        person = Person(port, work.sessions[number][0])
        page = person.get(Work.address(work.teams[number], DIMENSIONS[0]))
        writer = cls(person, {each.id: each for each in forms(page.text) if each.id.startswith("answer-")})
        for name in writer.articles:
            writer.save(name, "0")
        return writer

    def save(self, name: str, level: str) -> float:
        """Milliseconds from sending the form to having read all of the answer."""
        article = self.articles[name]
        note = f"Checked with the team in the retrospective; level {level} is what the last drill has shown."
        values = article.filled(level=level, note=note)
        begun = perf_counter()
        seen = self.person.post(article.action, values, HX_Request="true", HX_Target=name)
        took = (perf_counter() - begun) * 1000
        version = _VERSION.search(seen.text)
        if seen.status != 200 or version is None:
            raise AssertionError(f"a save answered {seen.status}")
        others = [(name, value) for name, value in article.fields if name != "version"]
        article.fields = [*others, ("version", version[1])]
        return took

    def save_often(self, times: int, pause: tuple[float, float], chance: Random) -> list[float]:
        took = []
        for turn, name in zip(range(1, times + 1), cycle(self.articles)):
            sleep(chance.uniform(*pause))
            took.append(self.save(name, str((turn // len(self.articles) + turn) % 5)))
        return took


def _all_at_once(people: list[Writer], times: int, pause: tuple[float, float]) -> list[float]:
    ready = Barrier(len(people))

    def write(number: int) -> list[float]:
        ready.wait()
        return people[number].save_often(times, pause, Random(number))

    with ThreadPoolExecutor(len(people)) as pool:
        return [took for each in pool.map(write, range(len(people))) for took in each]


def _statements(work: Work) -> int:
    """How many statements one save takes, through the whole application."""
    client = Client(SERVER_NAME="localhost")
    client.cookies[settings.SESSION_COOKIE_NAME] = work.sessions[-1][0]
    page = client.get(Work.address(work.teams[-1], DIMENSIONS[0])).content.decode()
    article = next(each for each in forms(page) if each.id.startswith("answer-"))
    headers = {"HX-Request": "true", "HX-Target": article.id}
    values = article.filled(level="1", note="Drilled.")
    with counting() as seen:
        answer = client.post(article.action, values, headers=headers)
    if answer.status_code != 200:
        raise AssertionError(f"a save answered {answer.status_code}")
    return len(seen)
