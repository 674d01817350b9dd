"""Putting other words in the place of a person's name and address. Pure."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from html import escape
from typing import Any

from django.utils.text import slugify


@dataclass(frozen=True, slots=True)
class Spelling:
    """How a name or an address stands in a text, and what stands there instead."""

    old: str
    new: str
    is_address: bool = False

    @property
    def pattern(self) -> str:
        """As words of their own: nothing that belongs to a longer word or address goes on at either end."""
        before, after = (r"(?<![\w.+-])", r"(?![\w-]|\.\w)") if self.is_address else (r"(?<!\w)", r"(?!\w)")
        return f"{before}{re.escape(self.old)}{after}"


@dataclass(frozen=True)
class Replacing:
    """All spellings of a person; the longest that fits is taken, whatever its case."""

    spellings: Sequence[Spelling]

    @cached_property
    def _longest_first(self) -> Sequence[Spelling]:
        return sorted(self.spellings, key=lambda each: -len(each.old))

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        """A group for each spelling, so that what was found says which it is, whatever its case."""
        return re.compile("|".join(f"({each.pattern})" for each in self._longest_first), re.IGNORECASE)

    def in_text(self, text: str) -> str:
        return self._pattern.sub(lambda found: self._longest_first[(found.lastindex or 1) - 1].new, text)

    def in_value(self, value: Any) -> Any:
        """The same of JSON: in its texts, and in the keys of its objects."""
        if isinstance(value, str):
            return self.in_text(value)
        if isinstance(value, list):
            return [self.in_value(each) for each in value]
        if isinstance(value, dict):
            return {self.in_text(key): self.in_value(each) for key, each in value.items()}
        return value

    @property
    def needles(self) -> Sequence[str]:
        """One of them is in every text that a spelling stands in, for a search that knows no words, and no case but
        that of ASCII."""
        olds = [each.old for each in self.spellings]
        return tuple(
            dict.fromkeys(way for old in olds for way in (old, old.lower(), old.upper(), old.title()))
        )


def spellings_of(names: Iterable[str], email: str, *, new: str, new_email: str) -> list[Spelling]:
    """Of the address, and of each name: as it is, as HTML has it, and, of several words, as the address of a page has
    it ("priya-raman")."""
    found = [Spelling(email, new_email, is_address=True)]
    for name in names:
        found.append(Spelling(name, new))
        if escape(name) != name:
            found.append(Spelling(escape(name), escape(new)))
        if len(name.split()) > 1 and slugify(name):
            found.append(Spelling(slugify(name), slugify(new)))
    return found


def mentions_of(name: str, *, new: str) -> list[Spelling]:
    """ "@Priya Raman", and "@Priya" where nobody else is called so."""
    return [Spelling(f"@{way}", f"@{new}") for way in dict.fromkeys((name, name.split(maxsplit=1)[0]))]
