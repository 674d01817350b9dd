"""People as locust plays them. Only for the process of `tests.load.inside`: locust changes Python's sockets for it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from random import choice
from typing import Any, ClassVar, cast

from locust import HttpUser, between, task
from requests import Response

from tests.load import crowd
from tests.load.ledger import Said
from tests.page_forms import Form, form, forms

TRIES = 5
"""How often somebody who is told "changed since" saves again before they give up and come back later."""


@dataclass
class Kept:
    """What the people of one run did."""

    saved: list[Said] = field(default_factory=list)
    read: list[tuple[int, Said]] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)
    conflicts: int = 0
    given_up: int = 0


KEPT = Kept()
_number = count(1)


class Person(HttpUser):
    abstract = True
    waiting: ClassVar[Iterator[Any]] = iter(())
    place: Any

    def on_start(self) -> None:
        self.place = next(self.waiting)
        self.client.cookies.set("sessionid", self.place.session)

    def read(self, path: str, name: str, **headers: str) -> str:
        """A page. Anything but 200 is an error, also being led to the sign-in page."""
        with self.client.get(
            path, name=f"read {name}", headers=headers, allow_redirects=False, catch_response=True
        ) as answer:
            if answer.status_code != 200:
                answer.failure(f"{path} answered {answer.status_code}")
                raise Unexpected
            return str(answer.text)

    def send(self, path: str, values: dict[str, list[str]], name: str, **headers: str) -> Response:
        """A form: 200, 302 and the 409 of somebody who came second are answers, all else is an error."""
        with self.client.post(
            path, values, name=f"save {name}", headers=headers, allow_redirects=False, catch_response=True
        ) as answer:
            if answer.status_code not in {200, 302, 409}:
                answer.failure(f"{path} answered {answer.status_code}")
                raise Unexpected
            answer.success()
            return cast(Response, answer)


class Unexpected(Exception):
    """Counted already."""


class Reader(Person):
    place: crowd.Reader
    wait_time = between(5, 15)

    @task
    def page(self) -> None:
        path = choice(self.place.pages)
        self.read(path, re.sub(r"\d+", "N", re.sub(r"^/(teams|plans)/[^/]+", r"/\1/X", path)))


class Writer(Person):
    place: crowd.Writer
    wait_time = between(3, 8)

    @task(4)
    def answer(self) -> None:
        """As the page's script saves it; 409 brings the article with what the other said, and theirs to send again."""
        page = self.read(self.place.assessment, "an assessment")
        asked = choice([each for each in forms(page) if each.id.startswith("answer-")])
        thing, headers = f"answer {asked.action}", {"HX-Request": "true", "HX-Target": asked.id}

        def send(article: Form, words: str) -> Response:
            values = article.filled(level=choice("01234"), note=words)
            return self.send(article.action, values, "an answer", **headers)

        said = self._until_it_is_saved(thing, asked, send, lambda text: form(text, asked.id))
        if said:
            again = form(self.read(asked.action, "an answer", **headers), asked.id).filled()
            KEPT.read.append((said.version, Said(thing, int(again["version"][0]), again["note"][0])))

    @task(2)
    def tick(self) -> None:
        """Nobody else ticks this one."""
        found = self._buttons(self.read(self.place.item, "an item"))
        button = found.buttons[0]
        said = Said(self.place.item, int(found.filled()["version"][0]) + 1, button.value)
        if self.send(found.action, {**found.filled(), "state": [button.value]}, "a tick").status_code != 302:
            KEPT.given_up += 1
            return
        KEPT.saved.append(said)
        again = self._buttons(self.read(self.place.item, "an item"))
        state = "open" if again.buttons[0].value == "done" else "done"
        KEPT.read.append((said.version, Said(said.thing, int(again.filled()["version"][0]), state)))

    @task(2)
    def comment(self) -> None:
        words = f"Comment {next(_number)} of {self.place.session[:6]}"
        found = form(self.read(self.place.talk, "an item"), f"{self.place.talk}comments/")
        answer = self.send(found.action, found.filled(text=words), "a comment")
        if answer.status_code != 302:
            KEPT.given_up += 1
            return
        KEPT.comments.append(words)
        if words not in self.read(self.place.talk, "an item"):
            raise AssertionError(f"{words} was acknowledged and is not on the page")

    @task(2)
    def note(self) -> None:
        def send(asked: Form, words: str) -> Response:
            return self.send(self.place.note, asked.filled(body=words), "a note")

        asked = self._note(self.read(self.place.note, "a note"))
        said = self._until_it_is_saved(self.place.note, asked, send, self._note)
        if said:
            again = self._note(self.read(self.place.note, "a note")).filled()
            seen = Said(self.place.note, int(again["version"][0]), again["body"][0].strip())
            KEPT.read.append((said.version, seen))

    def _until_it_is_saved(self, thing: str, asked: Form, send: Any, again: Any) -> Said | None:
        """Whoever came second reads what the other wrote, and sends their own once more."""
        words = f"Words {next(_number)} of {self.place.session[:6]}"
        for _ in range(TRIES):
            answer = send(asked, words)
            if answer.status_code != 409:
                said = Said(thing, int(asked.filled()["version"][0]) + 1, words)
                KEPT.saved.append(said)
                return said
            KEPT.conflicts += 1
            asked = again(answer.text)
        KEPT.given_up += 1
        return None

    def _buttons(self, page: str) -> Form:
        return next(each for each in forms(page) if each.action == f"{self.place.item}state/")

    def _note(self, page: str) -> Form:
        return next(each for each in forms(page) if any(name == "body" for name, _ in each.fields))
