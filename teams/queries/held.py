"""What a person still leads or has to do. Other parts of the program add to it: they know of teams, which does not know
of them.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from django.urls import reverse

from teams.models import Membership, User


class Held(NamedTuple):
    """ "leads", "Checkout", and where that can be handed to somebody else."""

    words: str
    name: str
    address: str


type Holding = Callable[[User], Iterable[Held]]

_holdings: list[Holding] = []


def hold(holding: Holding) -> None:
    """Called once for each, when its app is ready."""
    if holding not in _holdings:
        _holdings.append(holding)


def held_by(person: User) -> Sequence[Held]:
    """What has to be handed over when the person goes: teams first."""
    return [*_led_teams(person), *(held for holding in _holdings for held in holding(person))]


def _led_teams(person: User) -> list[Held]:
    led = Membership.objects.filter(user=person, role=Membership.Role.LEAD, team__archived_on=None)
    rows = led.order_by("team__name").values_list("team__name", "team__slug")
    return [Held("leads the team", name, reverse("team_people", args=[slug])) for name, slug in rows]
