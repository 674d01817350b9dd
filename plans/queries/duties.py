"""Something that is due from a person, whatever it is: one line of their week, and of the mail about it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from plans.models import Plan
from plans.queries.items import Owner


@dataclass(frozen=True, slots=True)
class Place:
    """The plan or the team that something is due in. `country`: whose holidays the plan keeps, "" for nobody's;
    `plan`: its key, None for a team.
    """

    name: str
    address: str
    country: str = ""
    plan: int | None = None


@dataclass(frozen=True, slots=True)
class Tick:
    """Where the person marks an item as done, and the version of it that they see."""

    address: str
    pk: int
    version: int


@dataclass(frozen=True, slots=True)
class Duty:
    """`due_on` is None for what waits for the person without a day: `when` says so.

    `about` is a line below its name. `tick` is there for an item that the person may tick.
    """

    label: str
    kind: str
    place: Place
    address: str
    due_on: date | None
    days_late: int
    is_today: bool
    about: str = ""
    when: str = ""
    owners: Sequence[Owner] = ()
    is_done: bool = False
    tick: Tick | None = None

    @property
    def tone(self) -> str:
        """The style of its kind's pill; the words beside it say the same."""
        if self.is_done:
            return "good"
        return "bad" if self.days_late else "warn" if self.is_today else ""


def duty_of_day(
    label: str, kind: str, place: Place, address: str, *, due_on: date, today: date, about: str = ""
) -> Duty:
    """Of something that is still to be done by a day."""
    days_late = max((today - due_on).days, 0)
    return Duty(label, kind, place, address, due_on, days_late, is_today=due_on == today, about=about)


def duty_without_day(
    label: str, kind: str, place: Place, address: str, *, when: str, about: str = ""
) -> Duty:
    """Of something that waits for the person now; `when` says so."""
    return Duty(label, kind, place, address, None, 0, is_today=True, about=about, when=when)


def place_of(plan: Plan) -> Place:
    return Place(plan.name, reverse("plan", args=(plan.slug,)), plan.country, plan.pk)
