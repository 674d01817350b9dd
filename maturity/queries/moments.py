"""Moments: a cycle, or any day, and which day's figures stand for it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import OuterRef, QuerySet, Subquery

from maturity.models import Cycle, Snapshot
from maturity.queries.closing_days import closing_day


@dataclass(frozen=True, slots=True)
class Moment:
    """A cycle that has begun, or a day, and the day whose figures stand for it.

    `as_of` is the day asked for; of a cycle today or the day that stands for it, whichever is earlier. `day` is the
    newest day up to it that has figures, None where there is none. A day belongs to the cycle that had begun last,
    whose days and version it carries; before the first cycle, to that. `slug` is what an address says.

    `closed_on` is the last day on which a closed cycle took answers: an earlier one than `closes` where an
    administrator closed it before.
    """

    cycle_id: int
    slug: str
    name: str
    cycle_name: str
    opens: date
    due: date
    closes: date
    state: str
    version_id: int
    version_number: int
    scale: tuple[str, ...]
    as_of: date
    day: date | None
    is_cycle: bool = True
    closed_on: date | None = None

    @property
    def highest_level(self) -> int:
        return len(self.scale) - 1

    @property
    def is_open(self) -> bool:
        return self.state == Cycle.State.OPEN


def moments(today: date) -> list[Moment]:
    """Every cycle that is open or was, newest first, in one statement."""
    return moments_and_days(today, ())[0]


def moments_and_days(today: date, days: Iterable[date]) -> tuple[list[Moment], dict[date, Moment]]:
    """Every cycle that has begun, newest first, and the moment of each of `days`: in one statement, however many.

    No days where no cycle has begun. A day that is yet to come reads as today.
    """
    asked = {day: min(day, today) for day in days}
    newest_by = {f"newest_by_{day.toordinal()}": day for day in asked.values()}
    rows = list(_cycles(today).annotate(**{name: _newest(day) for name, day in newest_by.items()}))
    cycles = [_of_cycle(row, today) for row in rows]
    if not cycles:
        return [], {}
    found = {day: getattr(rows[0], name) for name, day in newest_by.items()}
    return cycles, {day: _of_day(cycles, shown, found[shown], today) for day, shown in asked.items()}


def before(all_moments: Sequence[Moment], moment: Moment) -> Moment | None:
    """The cycle before this one, or before the one that this day belongs to."""
    earlier = [other for other in all_moments if other.opens < moment.opens]
    return earlier[0] if earlier else None


def under(moment: Moment, other: Moment) -> Moment:
    """The moment, with the version of the model that the other one asks."""
    return replace(
        moment, version_id=other.version_id, version_number=other.version_number, scale=other.scale
    )


def _cycles(today: date) -> QuerySet[Cycle]:
    return (
        Cycle.objects.exclude(state=Cycle.State.PLANNED)
        .select_related("version")
        .annotate(stands=closing_day())
        .annotate(day=_newest(OuterRef("stands"), today))
        .order_by("-opens", "-id")
    )


def _newest(*until: date | OuterRef) -> Subquery:
    """The newest day with figures up to the earliest of these days."""
    days = Snapshot.objects.all()
    for day in until:
        days = days.filter(day__lte=day)
    return Subquery(days.order_by("-day").values("day")[:1])


def _of_cycle(cycle: Cycle, today: date) -> Moment:
    stands: date = cycle.stands  # type: ignore[attr-defined]  # annotated
    return Moment(
        cycle_id=cycle.pk,
        slug=cycle.slug,
        name=cycle.name,
        cycle_name=cycle.name,
        opens=cycle.opens,
        due=cycle.due,
        closes=cycle.closes,
        state=cycle.state,
        version_id=cycle.version_id,
        version_number=cycle.version.number,
        scale=tuple(cycle.version.scale),
        as_of=min(stands, today),
        day=cycle.day,  # type: ignore[attr-defined]  # annotated
        closed_on=stands if cycle.state == Cycle.State.CLOSED else None,
    )


def _of_day(cycles: Sequence[Moment], shown: date, newest: date | None, today: date) -> Moment:
    """The cycle that had begun last by then, as of that day."""
    begun = next((cycle for cycle in cycles if cycle.opens <= shown), cycles[-1])
    return replace(
        begun,
        slug=shown.isoformat(),
        name=f"{shown:%a} {shown.day} {shown:%b %Y}",
        state=begun.state if shown == today else "",
        as_of=shown,
        day=newest,
        is_cycle=False,
    )
