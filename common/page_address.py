"""What the address of a page says: the words that its state is made of, as a value that makes addresses again."""

import re
from collections.abc import Collection, Mapping
from dataclasses import Field, fields
from typing import Any, ClassVar, Self
from urllib.parse import urlencode

LONGEST = 120  # characters of a word


class PageAddress:
    """To inherit by a frozen dataclass with slots. Its fields are texts, or whole numbers from 1 on, and each has a
    default, which stands for what an address does not say.
    """

    __slots__: tuple[str, ...] = ()
    __dataclass_fields__: ClassVar[dict[str, Field[Any]]]
    CHOICES: ClassVar[Mapping[str, Collection[str]]] = {}
    """What a field may say, by its name; those without an entry may say anything."""
    LISTS: ClassVar[Collection[str]] = ()
    """Fields with several words in them, which may be of any length."""

    @classmethod
    def read(cls, asked: Mapping[str, str]) -> Self:
        """Of a query string. What makes no sense counts as not said, but for names of what may have existed."""
        given: dict[str, str | int] = {}
        for field in fields(cls):
            longest = None if field.name in cls.LISTS else LONGEST
            word = asked.get(field.name, "").replace("\0", "").strip()[:longest].rstrip()
            if field.type is int:
                given |= {field.name: int(word)} if re.fullmatch(r"[1-9][0-9]{0,5}", word) else {}
            elif word and word in cls.CHOICES.get(field.name, (word,)):
                given[field.name] = word
        return cls(**given).sensible()

    def sensible(self) -> Self:
        """What was read, without what contradicts the rest of it."""
        return self

    @property
    def said(self) -> dict[str, str | int]:
        """Only what differs from the default."""
        values = {field.name: (getattr(self, field.name), field.default) for field in fields(self)}
        return {name: value for name, (value, default) in values.items() if value != default}

    @property
    def query(self) -> str:
        """ "?team=ledger&words=…", or nothing where nothing is said."""
        return f"?{urlencode(self.said)}" if self.said else ""
