"""Which words of a text changed. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise
from typing import Literal

# Texts that share less are shown one after the other: a patchwork of their few common words reads worse.
_ALIKE = 0.6


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of words that both texts have, or that only one of them has."""

    kind: Literal["same", "gone", "new"]
    text: str


def word_changes(before: str, after: str) -> tuple[Piece, ...]:
    """The pieces of both texts in reading order; "same" and "gone" make `before`, "same" and "new" make `after`."""
    return tuple(_pieces(_words(before), _words(after)))


def _pieces(old: list[str], new: list[str]) -> Iterator[Piece]:
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    runs = matcher.get_opcodes() if matcher.ratio() >= _ALIKE else [("", 0, len(old), 0, len(new))]
    for _, i1, i2, j1, j2 in runs:
        if old[i1:i2] == new[j1:j2]:
            yield Piece("same", "".join(old[i1:i2]))
            continue
        if i1 < i2:
            yield Piece("gone", "".join(old[i1:i2]))
        if j1 < j2:
            yield Piece("new", "".join(new[j1:j2]))


def _words(text: str) -> list[str]:
    """Words and what stands between them, so that joined they are the text again."""
    edges = [0, *(match.end() for match in re.finditer(r"\w+|\W", text))]
    return [text[start:end] for start, end in pairwise(edges)]
