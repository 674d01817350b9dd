"""The strip above a plan: its phases, and under each phase its weeks."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from plans.clock import Clock
from plans.models import Phase
from plans.queries.item_rows import Listed

WIDEST = 13  # columns that the style sheet can span; a longer phase goes on in the next part


@dataclass(frozen=True, slots=True)
class StripWeek:
    """`late` counts what was due in the week, before today, and is open."""

    number: int
    starts: date
    late: int
    is_past: bool
    is_shown: bool


@dataclass(frozen=True, slots=True)
class StripPart:
    """Weeks in a row of one phase (`title` empty: of none); `is_later` where the phase has not begun."""

    title: str
    is_later: bool
    weeks: Sequence[StripWeek]

    @property
    def span(self) -> int:
        return len(self.weeks)


def strip_of(
    phases: Sequence[Phase], items: Sequence[Listed], clock: Clock, shown: int
) -> tuple[StripPart, ...]:
    """Every week once, under the first phase that holds it."""
    late = Counter(
        clock.week_of(item.due_on)
        for item in items
        if item.due_on and item.due_on < clock.today and item.is_open
    )
    parts = _parts(phases, clock)
    return tuple(_part(title, numbers, late, clock, shown) for title, numbers in parts)


def weeks_by_phase(phases: Sequence[Phase], weeks: int) -> Iterator[tuple[Phase | None, list[int]]]:
    """Every week from 1 to `weeks` once, in rows that the first phase which holds them, or none, has in common."""
    for phase, group in groupby(range(1, weeks + 1), key=lambda week: _phase_at(phases, week)):
        yield phase, list(group)


def _phase_at(phases: Sequence[Phase], week: int) -> Phase | None:
    return next((phase for phase in phases if phase.first_week <= week <= phase.last_week), None)


def _parts(phases: Sequence[Phase], clock: Clock) -> Iterator[tuple[str, list[int]]]:
    for phase, numbers in weeks_by_phase(phases, clock.weeks):
        title = f"{phases.index(phase) + 1} · {phase.title or phase.label}" if phase else ""
        for first in range(0, len(numbers), WIDEST):
            yield title, numbers[first : first + WIDEST]


def _part(title: str, numbers: list[int], late: Counter[int], clock: Clock, shown: int) -> StripPart:
    weeks = [
        StripWeek(
            number=week,
            starts=clock.week_starts(week),
            late=late[week],
            is_past=clock.week_ends(week) < clock.today,
            is_shown=week == shown,
        )
        for week in numbers
    ]
    return StripPart(title, clock.week_starts(numbers[0]) > clock.today, weeks)
