"""What the address of the biggest movers says."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Final
from urllib.parse import urlencode

from maturity.matrix_address import MatrixAddress
from maturity.why_address import WhyAddress

KINDS_OF_MOVERS: Final = {"teams": "Teams", "cells": "Teams and dimensions"}


@dataclass(frozen=True, slots=True)
class MoversAddress:
    """The query of an address; '' stands for the newest moment, the cycle before it, every division.

    `of` says whether overall figures ("teams") or single cells ("cells") are compared.
    """

    cycle: str = ""
    compare: str = ""
    division: str = ""
    of: str = "teams"
    page: int = 1

    @classmethod
    def read(cls, query: Mapping[str, str]) -> "MoversAddress":
        """From a request's query; what makes no sense in `of` or `page` counts as not said."""
        of, page = query.get("of", ""), query.get("page", "")
        return cls(
            cycle=query.get("cycle", "").strip(),
            compare=query.get("compare", "").strip(),
            division=query.get("division", "").strip(),
            of=of if of in KINDS_OF_MOVERS else "teams",
            page=int(page) if re.fullmatch(r"[1-9][0-9]{0,5}", page) else 1,
        )

    @property
    def query(self) -> str:
        """ "?of=cells"; '' where nothing differs from the default."""
        said = [(field.name, getattr(self, field.name), field.default) for field in fields(self)]
        words = urlencode([(name, value) for name, value, default in said if value != default])
        return f"?{words}" if words else ""

    @property
    def matrix(self) -> MatrixAddress:
        """The same moments and division of the matrix."""
        return MatrixAddress(cycle=self.cycle, compare=self.compare, division=self.division)

    def of_kind(self, of: str) -> "MoversAddress":
        return replace(self, of=of, page=1)

    def on_page(self, page: int) -> "MoversAddress":
        return replace(self, page=page)

    def why(self, team: str, dimension: str) -> WhyAddress:
        return WhyAddress(cycle=self.cycle, compare=self.compare, team=team, dimension=dimension)
