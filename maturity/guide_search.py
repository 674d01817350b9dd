"""Finding words in texts, and showing where they stand. The same on every database, since it asks none."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

LONGEST_QUERY = 100
MOST_WORDS = 8


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a text, and whether it is one of the words looked for."""

    text: str
    is_hit: bool


@dataclass(frozen=True, slots=True)
class Passage:
    """A text that has at least one of the words; its pieces make up the text again. `label` says what it is."""

    label: str
    pieces: tuple[Piece, ...]


def words_of(query: str) -> tuple[str, ...]:
    """The different words of what somebody typed, at most 8 of its first 100 characters."""
    words = {word.casefold(): word for word in reversed(query[:LONGEST_QUERY].split())}
    return tuple(reversed(words.values()))[:MOST_WORDS]


def marked(text: str, words: Iterable[str]) -> tuple[Piece, ...]:
    """`text` in pieces, split where one of `words` stands, in capital letters or not."""
    longest_first = sorted(words, key=len, reverse=True)
    if not longest_first:
        return (Piece(text, is_hit=False),)
    split = re.split(f"({'|'.join(map(re.escape, longest_first))})", text, flags=re.IGNORECASE)
    return tuple(Piece(part, is_hit=n % 2 == 1) for n, part in enumerate(split) if part)


def passages(texts: Iterable[tuple[str, str]], words: tuple[str, ...]) -> tuple[Passage, ...]:
    """Those of `texts`, pairs of label and text, that have a word; none unless every word is in one of them."""
    texts = tuple(texts)
    if not words or not all(any(_has(text, word) for _, text in texts) for word in words):
        return ()
    return tuple(
        Passage(label, marked(text, words))
        for label, text in texts
        if any(_has(text, word) for word in words)
    )


def _has(text: str, word: str) -> bool:
    return re.search(re.escape(word), text, re.IGNORECASE) is not None
