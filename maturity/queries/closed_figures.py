"""What closed cycles showed: which are still to be frozen, what is frozen, and whether it is still what it was."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from maturity.figures_digest import COLUMNS, digest
from maturity.models import ClosedFigures, Cycle, Snapshot
from maturity.queries.closing_days import closing_day


@dataclass(frozen=True, slots=True)
class DayFigures:
    """How many rows a day has, and their digest."""

    rows: int
    digest: str


@dataclass(frozen=True, slots=True)
class Verified:
    """A closed cycle's figures as they were recorded, and as the rows of its day now are."""

    cycle: str
    day: date
    recorded: DayFigures
    found: DayFigures

    @property
    def matches(self) -> bool:
        return self.recorded == self.found


def figures_of(day: date) -> DayFigures:
    """One statement; some 200 bytes of memory for each value of a row."""
    rows = list(Snapshot.objects.filter(day=day).order_by().values_list(*COLUMNS))
    return DayFigures(len(rows), digest(day, rows))


def frozen_with(day: date) -> str:
    """The name of the cycle that the day is frozen with; '' where it is not."""
    return ClosedFigures.objects.filter(day=day).values_list("cycle__name", flat=True).first() or ""


def frozen_days() -> frozenset[date]:
    return frozenset(ClosedFigures.objects.order_by().values_list("day", flat=True))


def cycles_to_freeze(today: date) -> list[tuple[Cycle, date]]:
    """Closed cycles whose day is over, with it, the oldest first."""
    waiting = Cycle.objects.filter(state=Cycle.State.CLOSED, closed_figures=None).alias(day=closing_day())
    over = waiting.filter(day__lt=today).annotate(stands=closing_day()).order_by("stands", "pk")
    return [(cycle, cycle.stands) for cycle in over]


def verified() -> Iterator[Verified]:
    """Each closed cycle, the oldest first, as its day is read again: a statement for each."""
    recorded = ClosedFigures.objects.order_by("day", "cycle").values_list(
        "cycle__name", "day", "rows", "digest"
    )
    for cycle, day, rows, known in recorded:
        yield Verified(cycle, day, DayFigures(rows, known), figures_of(day))
