"""The people of a load: who they are to the program, and the addresses that each of them goes to."""

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path

from tests.workspaces import filled


@dataclass(frozen=True, slots=True)
class Writer:
    """Addresses of what the person changes: the assessment and the note are their team's, the item is their own."""

    session: str
    assessment: str
    item: str
    talk: str
    note: str


@dataclass(frozen=True, slots=True)
class Reader:
    session: str
    pages: list[str]


@dataclass(frozen=True, slots=True)
class Crowd:
    writers: list[Writer] = field(default_factory=list)
    readers: list[Reader] = field(default_factory=list)


def set_up(data: Path, *, readers: int, writers: int, **variables: str) -> Crowd:
    """In the folder `data`, by processes of its own, because settings are read once in each."""
    filling = f"from tests.load import crowd, workspace; print(crowd.as_json(workspace.crowd({readers}, {writers})))"
    return from_json(filled(data, filling, **variables).decode())


def as_json(made: Crowd) -> str:
    return json.dumps(asdict(made))


def from_json(text: str) -> Crowd:
    said = json.loads(text)
    return Crowd([Writer(**each) for each in said["writers"]], [Reader(**each) for each in said["readers"]])
