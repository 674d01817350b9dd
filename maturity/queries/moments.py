"""Cycles as moments: which day's figures stand for a cycle."""

from dataclasses import dataclass
from datetime import date

from django.db.models import OuterRef, Subquery

from maturity.models import Cycle, Snapshot


@dataclass(frozen=True, slots=True)
class Moment:
    """A cycle that has begun, and the day whose figures stand for it.

    `as_of` is today or the day on which the cycle closes, whichever is earlier; `day` is the newest day up to it that
    has figures, None where there is none.
    """

    cycle_id: int
    slug: str
    name: str
    opens: date
    due: date
    closes: date
    state: str
    version_id: int
    version_number: int
    scale: tuple[str, ...]
    as_of: date
    day: date | None

    @property
    def highest_level(self) -> int:
        return len(self.scale) - 1

    @property
    def is_open(self) -> bool:
        return self.state == Cycle.State.OPEN


def moments(today: date) -> list[Moment]:
    """Every cycle that is open or was, newest first, in one statement."""
    newest = (
        Snapshot.objects.filter(day__lte=OuterRef("closes"))
        .filter(day__lte=today)
        .order_by("-day")
        .values("day")[:1]
    )
    cycles = (
        Cycle.objects.exclude(state=Cycle.State.PLANNED)
        .select_related("version")
        .annotate(day=Subquery(newest))
        .order_by("-opens", "-id")
    )
    return [
        Moment(
            cycle_id=cycle.pk,
            slug=cycle.slug,
            name=cycle.name,
            opens=cycle.opens,
            due=cycle.due,
            closes=cycle.closes,
            state=cycle.state,
            version_id=cycle.version_id,
            version_number=cycle.version.number,
            scale=tuple(cycle.version.scale),
            as_of=min(cycle.closes, today),
            day=cycle.day,
        )
        for cycle in cycles
    ]


def before(all_moments: list[Moment], moment: Moment) -> Moment | None:
    """The cycle before this one."""
    earlier = [other for other in all_moments if other.opens < moment.opens]
    return earlier[0] if earlier else None
