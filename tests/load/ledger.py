"""What people were told is saved, held against what they read afterwards and against what the database has."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple


class Said(NamedTuple):
    """What a thing says in one of its versions. Comments have none, and count as things of their own."""

    thing: str
    version: int
    words: str


def lost(
    saved: Iterable[Said], read: Iterable[tuple[int, Said]], stored: Mapping[str, tuple[int, str]]
) -> list[str]:
    """A sentence for each write that was acknowledged and is not there as it was acknowledged.

    `read` has what a person read right after their own version, which stands first; `stored` is the end of it all.
    """
    saved = list(saved)
    words = {(each.thing, each.version): each.words for each in saved}
    return [*_twice(saved), *_read_differently(read, words), *_missing(saved, stored), *_ends(words, stored)]


def _twice(saved: list[Said]) -> Iterator[str]:
    """Two writers who both got the same version: one of them wrote over the other unseen."""
    for (thing, version), times in Counter((each.thing, each.version) for each in saved).items():
        if times > 1:
            yield f"{thing}: version {version} was acknowledged {times} times"


def _read_differently(
    read: Iterable[tuple[int, Said]], words: Mapping[tuple[str, int], str]
) -> Iterator[str]:
    for own, seen in read:
        if seen.version < own:
            yield f"{seen.thing}: version {own} was saved, and {seen.version} was read after it"
        elif words.get((seen.thing, seen.version)) != seen.words:
            yield f"{seen.thing}: version {seen.version} reads {seen.words!r}, which nobody was told is saved"


def _missing(saved: list[Said], stored: Mapping[str, tuple[int, str]]) -> Iterator[str]:
    """Each version follows another, so that a hole is a write that was undone."""
    versions: dict[str, set[int]] = {}
    for each in saved:
        versions.setdefault(each.thing, set()).add(each.version)
    for thing, known in versions.items():
        last = stored.get(thing, (0, ""))[0]
        if holes := set(range(min(known), last + 1)) ^ known:
            yield f"{thing}: versions {sorted(holes)} are not both acknowledged and stored"


def _ends(words: Mapping[tuple[str, int], str], stored: Mapping[str, tuple[int, str]]) -> Iterator[str]:
    things = {thing for thing, _ in words}
    for thing in sorted(things & stored.keys()):
        version, said = stored[thing]
        if (thing, version) in words and words[thing, version] != said:
            yield f"{thing}: version {version} is stored as {said!r}"
