"""What other parts of the program tell of a team's time: they know of maturity, which does not know of them."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import NamedTuple

from teams.models import User


class Told(NamedTuple):
    """Something of a team on a day; `address` leads to it."""

    day: date
    words: str
    address: str


type Teller = Callable[[User, str, date], Iterable[Told]]
"""What the person may know of the team with this slug, up to a day."""

_tellers: list[Teller] = []


def tell(teller: Teller) -> None:
    """Called once for each teller, when its app is ready."""
    if teller not in _tellers:
        _tellers.append(teller)


def told_of(user: User, team: str, until: date) -> list[Told]:
    return [told for teller in _tellers for told in teller(user, team, until)]
