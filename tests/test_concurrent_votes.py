"""Ballots that come with the reveal, on the program as served: each is in what is shown, or its voter is told."""

import re
import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path
from threading import Event

import psycopg
import pytest

from tests.browsing import Person
from tests.page_forms import form
from tests.reachable import postgres_url
from tests.running import PATIENCE, Running, start, until
from tests.teams_at_work import CYCLE, Work, set_up
from tests.workspaces import migrated_database

pytestmark = [pytest.mark.journey, pytest.mark.alone]

VOTERS, ROUNDS, BEFORE = 8, 3, 3
_BALLOTS = """
SELECT b.vote_id, u.name, b.level, v.revealed_at IS NOT NULL
FROM maturity_ballot b JOIN maturity_vote v ON v.id = b.vote_id JOIN teams_user u ON u.id = b.voter_id
"""
_OPEN = "SELECT id FROM maturity_vote WHERE revealed_at IS NULL AND withdrawn_at IS NULL ORDER BY id"


@dataclass
class Voting:
    """One team of leads, of whom the first runs the vote; `rows` asks the database past the program."""

    work: Work
    up: Running
    rows: Callable[[str], list[tuple]]

    @property
    def page(self) -> str:
        return f"/teams/{self.work.teams[0]}/assessments/{CYCLE}/vote/"

    def person(self, lead: int) -> Person:
        return Person(self.up.port, self.work.sessions[0][lead])


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def voting(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Voting]:
    folder = tmp_path_factory.mktemp("voting")
    with ExitStack() as opened:
        variables = {}
        if request.param == "postgresql":
            variables["DATABASE_URL"] = opened.enter_context(migrated_database(postgres_url()))
        work = set_up(folder / "data", teams=1, leads=VOTERS + 1, **variables)
        up = start(folder / "data", folder / "log", **variables)
        try:
            until(up.serves, "the workspace is served")
            yield Voting(work, up, _asking(folder / "data", variables.get("DATABASE_URL")))
        finally:
            up.process.terminate()
            up.process.wait(timeout=PATIENCE)
        said = up.log.read_text()
        assert "Traceback" not in said, said[-10_000:]
        assert "database is locked" not in said


def test_a_ballot_that_comes_with_the_reveal_is_in_or_its_voter_is_told(voting):
    with closing(voting.person(0)) as lead:
        for turn in range(ROUNDS):
            votes = _opened(lead, voting)
            ready, revealed = [Event() for _ in range(VOTERS)], Event()

            def vote(number: int) -> dict[tuple[int, str, int], bool]:
                """What was sent, and whether the program said that it is in."""
                name, order = voting.work.names[0][number], votes[number:] + votes[:number]  # noqa: B023
                sent = {}
                with closing(voting.person(number)) as voter:
                    page = voter.get(f"{voting.page}ballot/").text
                    forms = {vote: form(page, f"answer-{vote}") for vote in order}
                    for place, vote in enumerate(order):
                        if place == BEFORE:
                            ready[number - 1].set()  # noqa: B023
                        if place == len(order) - 1:
                            revealed.wait(timeout=PATIENCE)  # noqa: B023
                        level = (number + place + turn) % 5  # noqa: B023
                        sent[vote, name, level] = _is_in(voter, forms[vote], level)
                return sent

            with ThreadPoolExecutor(VOTERS) as pool:
                running = [pool.submit(vote, number) for number in range(1, VOTERS + 1)]
                for each in ready:
                    each.wait(timeout=PATIENCE)
                shown = _revealed(lead, voting)
                revealed.set()
                sent = {key: is_in for each in running for key, is_in in each.result().items()}

            kept = {(vote, name, level) for vote, name, level, _ in voting.rows(_BALLOTS) if vote in votes}
            assert kept == {key for key, is_in in sent.items() if is_in}
            assert 0 < len(kept) < len(sent), "some came before the reveal and some after it"
            assert _results(lead, voting) == shown, "nothing was added to what the reveal showed"


def test_two_leads_who_open_and_reveal_at_once_do_it_once(voting):
    with closing(voting.person(0)) as one, closing(voting.person(1)) as other:
        page = one.get(voting.page).text
        opening = form(page, "choosing").filled()
        opening["dimension"] = ["testing", "security"]
        other.get(voting.page)
        before = voting.rows("SELECT COUNT(*) FROM maturity_vote")[0][0]
        theirs = form(other.get(voting.page).text, "choosing").filled() | {
            "dimension": ["testing", "security"]
        }
        with ThreadPoolExecutor(2) as pool:
            address = f"{voting.page}open/"
            seen = [pool.submit(one.post, address, opening), pool.submit(other.post, address, theirs)]
            assert [each.result().status for each in seen] == [302, 302]
        assert voting.rows("SELECT COUNT(*) FROM maturity_vote")[0][0] == before + len(voting.work.practices)
        _revealed(one, voting)


def _opened(lead: Person, voting: Voting) -> list[int]:
    """The votes on all practices, by their numbers."""
    choosing = form(lead.get(voting.page).text, "choosing")
    sent = choosing.filled() | {"dimension": ["testing", "security"]}
    assert lead.post(choosing.action, sent).status == 302
    votes = [vote for (vote,) in voting.rows(_OPEN)]
    assert len(votes) == len(voting.work.practices)
    return votes


def _is_in(voter: Person, ballot, level: int) -> bool:
    headers = {"HX_Request": "true", "HX_Target": ballot.id}
    seen = voter.post(ballot.action, ballot.filled(level=str(level)), **headers)
    if seen.status == 409:
        assert "What you chose now was not counted" in seen.text or "your choice was counted" in seen.text
        return "your choice was counted" in seen.text
    assert seen.status == 200
    return True


def _revealed(lead: Person, voting: Voting) -> str:
    running = form(lead.get(voting.page).text, "running")
    assert lead.post(f"{voting.page}reveal/", running.filled() | {"sure": ["yes"]}).status == 302
    return _results(lead, voting)


def _results(lead: Person, voting: Voting) -> str:
    page = lead.get(voting.page).text
    results = page[page.index('id="results"') : page.index('id="choose-name"')]
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", results)


def _asking(data: Path, url: str | None) -> Callable[[str], list[tuple]]:
    def rows(query: str) -> list[tuple]:
        if url:
            with psycopg.connect(url) as connection:
                return connection.execute(query).fetchall()
        with closing(sqlite3.connect(data / "waymark.sqlite3")) as connection:
            return connection.execute(query).fetchall()

    return rows
