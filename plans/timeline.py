"""Where days stand on a drawing of the whole plan. Pure: days in, columns of a grid out.

Column 1 is the first of the plan. The style sheet places by digits (`Stretch.classes`), because a page may not bring
styles of its own; two digits are all there are, so that a plan has 99 columns at most.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from plans.schedule import DAY, is_working_day, week_of

MOST_WEEKS_BY_DAY = 14  # a plan of 13 weeks that was moved by one is still drawn by the day
MOST_COLUMNS = 52


@dataclass(frozen=True, slots=True)
class Stretch:
    """Columns `first` to `first + span - 1`."""

    first: int
    span: int = 1

    @property
    def classes(self) -> str:
        """The classes that place it: tens and units of the first column and of the span."""
        (from_tens, from_units), (tens, units) = divmod(self.first, 10), divmod(self.span, 10)
        return f"ct{from_tens} cu{from_units} st{tens} su{units}"


@dataclass(frozen=True, slots=True)
class Scale:
    """A plan of `weeks` weeks from `start`: a column for each day; in a longer one for each week or several."""

    start: date
    weeks: int

    @property
    def days_per_column(self) -> int:
        return 1 if self.weeks <= MOST_WEEKS_BY_DAY else 7 * -(-self.weeks // MOST_COLUMNS)

    @property
    def is_by_day(self) -> bool:
        return self.days_per_column == 1

    @property
    def columns(self) -> int:
        return -(-7 * self.weeks // self.days_per_column)

    @property
    def whole(self) -> Stretch:
        return Stretch(1, self.columns)

    def holds(self, day: date) -> bool:
        """True for the days of the plan's weeks."""
        return 1 <= week_of(self.start, day) <= self.weeks

    def column(self, day: date) -> int:
        """Of a day before the plan the first, of one after it the last."""
        return min(max((day - self.start).days // self.days_per_column + 1, 1), self.columns)

    def stretch(self, first: date, last: date) -> Stretch:
        """From one day to another, both included."""
        column = self.column(first)
        return Stretch(column, self.column(last) - column + 1)

    def of_weeks(self, first: int, last: int) -> Stretch:
        """Of plan weeks, both included."""
        return self.stretch(self.start + timedelta(weeks=first - 1), self.start + timedelta(weeks=last) - DAY)

    def heads(self) -> Iterator[tuple[range, Stretch]]:
        """The plan weeks that a head names, each with its columns."""
        step = max(self.days_per_column // 7, 1)
        for first in range(1, self.weeks + 1, step):
            weeks = range(first, min(first + step, self.weeks + 1))
            yield weeks, self.of_weeks(weeks[0], weeks[-1])

    def days_off(self, holidays: frozenset[date]) -> list[Stretch]:
        """Days in a row that are no working days; none where a column is more than a day."""
        if not self.is_by_day:
            return []
        days = [self.start + timedelta(days=n) for n in range(7 * self.weeks)]
        runs = groupby(days, key=lambda day: is_working_day(day, holidays))
        return [
            self.stretch(off[0], off[-1]) for off in (list(run) for is_working, run in runs if not is_working)
        ]

    def holidays_within(self, holidays: frozenset[date]) -> list[date]:
        """Those that fall into the plan on a day that would be a working day, in order."""
        return sorted(day for day in holidays if self.holds(day) and day.weekday() < 5)
