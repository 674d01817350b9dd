"""Many people answer at once, through HTTP, on the program as it is served: nothing is lost, and losers are told."""

import re
import socket
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from threading import Barrier

import psycopg
import pytest

from tests.browsing import Person, Seen
from tests.build import SCALE
from tests.page_forms import Form, form, forms
from tests.reachable import postgres_url
from tests.running import PATIENCE, Running, start, until
from tests.teams_at_work import DIMENSIONS, Work, set_up
from tests.workspaces import migrated_database

pytestmark = [pytest.mark.journey, pytest.mark.alone]

WRITERS, EACH, ROUNDS, DUELS = 50, 2, 2, 6
ANSWERED, CONTESTED = DIMENSIONS
_STORED = """
SELECT t.slug, a.practice_id, a.level, a.note, a.version
FROM maturity_answer a JOIN maturity_assessment m ON m.id = a.assessment_id JOIN teams_team t ON t.id = m.team_id
"""


@dataclass
class AtWork:
    """The program on a workspace of its own; `rows` asks its database past the program."""

    work: Work
    up: Running
    rows: Callable[[str], list[tuple]]

    def person(self, team: int, lead: int = 0) -> Person:
        return Person(self.up.port, self.work.sessions[team][lead])

    def stored(self) -> dict[tuple[str, int], tuple[int | None, str, int]]:
        """Level, note and version by team and practice."""
        return {(team, practice): (*said,) for team, practice, *said in self.rows(_STORED)}

    def saves_logged(self) -> int:
        return self.rows("SELECT COUNT(*) FROM teams_event WHERE verb = 'answered'")[0][0]


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def at_work(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[AtWork]:
    folder = tmp_path_factory.mktemp("at-work")
    with ExitStack() as opened:
        variables = {}
        if request.param == "postgresql":
            variables["DATABASE_URL"] = opened.enter_context(migrated_database(postgres_url()))
        work = set_up(folder / "data", teams=WRITERS, leads=2, **variables)
        up = start(folder / "data", folder / "log", **variables)
        try:
            until(up.serves, "the workspace is served")
            yield AtWork(work, up, _asking(folder / "data", variables.get("DATABASE_URL")))
        finally:
            up.process.terminate()
            up.process.wait(timeout=PATIENCE)
        said = up.log.read_text()
        assert "Traceback" not in said, said[-10_000:]
        assert "database is locked" not in said


def test_fifty_people_save_at_once_and_nothing_is_lost(at_work):
    """Half of them with the script (an article comes back), half by plain forms (a redirect to the page)."""
    before, logged = at_work.stored(), at_work.saves_logged()
    ready = Barrier(WRITERS)

    def write(number: int) -> tuple[list[int], dict[tuple[str, int], tuple[int, str]]]:
        with _signed_in(at_work.person(number)) as person:
            team, articles = at_work.work.teams[number], _articles(person, at_work, number, ANSWERED)
            ready.wait(timeout=PATIENCE)
            statuses, written = [], {}
            for turn in range(ROUNDS):
                for practice in at_work.work.practices[:EACH]:
                    level, note = (number + practice + turn) % 5, f"{team} on {practice}, turn {turn}"
                    seen = _save(person, articles[practice], number % 2 == 0, level=str(level), note=note)
                    statuses.append(seen.status)
                    articles[practice] = _again(person, seen, practice)
                    written[team, practice] = (level, note)
            return statuses, written

    with ThreadPoolExecutor(WRITERS) as pool:
        results = list(pool.map(write, range(WRITERS)))
    answers = Counter(status for statuses, _ in results for status in statuses)
    assert answers == {200: WRITERS * EACH * ROUNDS // 2, 302: WRITERS * EACH * ROUNDS // 2}
    expected = {key: said for _, written in results for key, said in written.items()}
    stored = at_work.stored()
    assert {key: stored[key][:2] for key in expected} == expected
    assert all(stored[key][2] == before[key][2] + ROUNDS for key in expected), "each save counted once"
    assert {key: said for key, said in stored.items() if key not in expected} == {
        key: said for key, said in before.items() if key not in expected
    }
    assert at_work.saves_logged() == logged + WRITERS * EACH * ROUNDS
    for number in range(WRITERS):
        _page_says(at_work, number, expected)


@pytest.mark.parametrize("with_script", [True, False])
def test_two_people_save_the_same_answer_and_the_second_is_told(at_work, with_script):
    practice = at_work.work.practices[-1 if with_script else -2]
    team, names = at_work.work.teams[0], at_work.work.names[0]
    with _signed_in(at_work.person(0, 0)) as one, _signed_in(at_work.person(0, 1)) as other:
        for turn in range(DUELS):
            levels = (2 * turn % 5, (2 * turn + 1) % 5)
            opened = [_articles(person, at_work, 0, CONTESTED)[practice] for person in (one, other)]
            version = at_work.stored()[team, practice][2]
            ready = Barrier(2)

            def save(which: int) -> Seen:
                ready.wait(timeout=PATIENCE)  # noqa: B023  # used within this turn
                person, article = (one, other)[which], opened[which]  # noqa: B023
                note = f"turn {turn} of {names[which]}"  # noqa: B023
                return _save(person, article, with_script, level=str(levels[which]), note=note)  # noqa: B023

            with ThreadPoolExecutor(2) as pool:
                seen = list(pool.map(save, range(2)))
            won = 200 if with_script else 302
            assert sorted(each.status for each in seen) == [won, 409]
            winner = [each.status for each in seen].index(won)
            loser = 1 - winner
            note = f"turn {turn} of {names[winner]}"
            assert at_work.stored()[team, practice] == (levels[winner], note, version + 1)
            told = _words(seen[loser].text)
            assert (
                f"{names[winner]} changed this answer after you opened it. Nothing of yours is saved yet."
                in told
            )
            for which in (winner, loser):
                assert f"{levels[which]} · {SCALE[levels[which]]}" in told
                assert f"turn {turn} of {names[which]}" in told
            again = form(seen[loser].text, f"answer-{practice}").filled()
            assert (again["level"], again["note"]) == (
                [str(levels[loser])],
                [f"turn {turn} of {names[loser]}"],
            )


def test_whoever_was_told_can_save_theirs_after_all(at_work):
    practice, team = at_work.work.practices[-3], at_work.work.teams[1]
    with _signed_in(at_work.person(1, 0)) as one, _signed_in(at_work.person(1, 1)) as other:
        opened = [_articles(person, at_work, 1, CONTESTED)[practice] for person in (one, other)]
        assert _save(one, opened[0], with_script=False, level="1", note="first").status == 302
        told = _save(other, opened[1], with_script=False, level="3", note="second")
        assert told.status == 409
        assert _save(other, form(told.text, f"answer-{practice}"), with_script=False).status == 302
    assert at_work.stored()[team, practice][:2] == (3, "second")


def test_connections_that_say_nothing_keep_nobody_waiting(at_work):
    """As browsers open them ahead of need: twice as many as there are threads."""
    idle = [socket.create_connection(("127.0.0.1", at_work.up.port)) for _ in range(8)]
    try:
        assert at_work.up.get("/healthz")[0] == 200
    finally:
        for each in idle:
            each.close()


@contextmanager
def _signed_in(person: Person) -> Iterator[Person]:
    try:
        yield person
    finally:
        person.close()


def _asking(data: Path, url: str | None) -> Callable[[str], list[tuple]]:
    def rows(query: str) -> list[tuple]:
        if url:
            with psycopg.connect(url) as connection:
                return connection.execute(query).fetchall()
        with closing(sqlite3.connect(data / "waymark.sqlite3")) as connection:
            return connection.execute(query).fetchall()

    return rows


def _articles(person: Person, at_work: AtWork, number: int, dimension: str) -> dict[int, Form]:
    """The form of each practice of the dimension, as the team's page has it now."""
    page = person.get(Work.address(at_work.work.teams[number], dimension))
    assert page.status == 200
    asked = [each for each in forms(page.text) if each.id.startswith("answer-")]
    return {int(each.id.removeprefix("answer-")): each for each in asked}


def _save(person: Person, article: Form, with_script: bool, **values: str) -> Seen:
    headers = {"HX_Request": "true", "HX_Target": article.id} if with_script else {}
    return person.post(article.action, article.filled(**values), **headers)


def _again(person: Person, seen: Seen, practice: int) -> Form:
    """The form after a save: it came back, or stands on the page that the redirect leads to."""
    page = person.get(seen.location.partition("#")[0]) if seen.location else seen
    assert page.status == 200
    return form(page.text, f"answer-{practice}")


def _page_says(at_work: AtWork, number: int, expected: dict[tuple[str, int], tuple[int, str]]) -> None:
    with _signed_in(at_work.person(number)) as person:
        for practice, article in _articles(person, at_work, number, ANSWERED).items():
            if said := expected.get((at_work.work.teams[number], practice)):
                shown = article.filled()
                assert (shown["level"], shown["note"]) == ([str(said[0])], [said[1]])


def _words(html: str) -> str:
    """What a page says, without its tags."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())
