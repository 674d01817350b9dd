"""What the address of a list says: the words that it is filtered by, as a value that makes addresses again."""

from collections.abc import Mapping
from typing import Self
from urllib.parse import urlencode

LONGEST = 120  # characters of a word


class PageAddress:
    """To inherit by a frozen dataclass with slots, all of whose fields are texts that are empty by themselves."""

    __slots__: tuple[str, ...] = ()

    @classmethod
    def read(cls, asked: Mapping[str, str]) -> Self:
        """Of a query string; a field that it does not name is empty."""
        return cls(
            **{
                name: asked.get(name, "").replace("\0", "").strip()[:LONGEST].rstrip()
                for name in cls.__slots__
            }
        )

    @property
    def query(self) -> str:
        """ "?team=ledger&words=…", or nothing where nothing is said."""
        said = {name: value for name in self.__slots__ if (value := getattr(self, name))}
        return f"?{urlencode(said)}" if said else ""
