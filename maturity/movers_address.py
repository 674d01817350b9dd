"""What the address of the biggest movers says."""

from dataclasses import dataclass, replace
from typing import Final

from common.page_address import PageAddress
from maturity.matrix_address import MatrixAddress
from maturity.why_address import WhyAddress

KINDS_OF_MOVERS: Final = {"teams": "Teams", "cells": "Teams and dimensions"}


@dataclass(frozen=True, slots=True)
class MoversAddress(PageAddress):
    """The query of an address; '' stands for the newest moment, the cycle before it, every division.

    `of` says whether overall figures ("teams") or single cells ("cells") are compared.
    """

    cycle: str = ""
    compare: str = ""
    division: str = ""
    of: str = "teams"
    page: int = 1

    CHOICES = {"of": KINDS_OF_MOVERS}

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
