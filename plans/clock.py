"""Where a started plan stands on a day: day in role, plan week, begun or ended (docs/definitions.md)."""

from dataclasses import dataclass
from datetime import date, timedelta

from plans.schedule import day_in_role, days_of, week_of, week_span


@dataclass(frozen=True, slots=True)
class Clock:
    """A plan of `weeks` weeks that begins on `start`, seen on `today`."""

    start: date
    weeks: int
    today: date

    @property
    def days(self) -> int:
        return days_of(self.weeks)

    @property
    def day(self) -> int:
        """Day in role: 1 on the day of the start; 0 or less before it."""
        return day_in_role(self.start, self.today)

    @property
    def ends_on(self) -> date:
        return self.start + timedelta(days=self.days - 1)

    @property
    def has_begun(self) -> bool:
        return self.today >= self.start

    @property
    def has_ended(self) -> bool:
        return self.today > self.ends_on

    @property
    def week(self) -> int:
        """The plan week of today; the first before the start, the last after the end."""
        return min(max(week_of(self.start, self.today), 1), self.weeks)

    def week_starts(self, week: int) -> date:
        return week_span(self.start, week)[0]

    def week_ends(self, week: int) -> date:
        """The last calendar day of the week, which may be a Sunday or a holiday."""
        return week_span(self.start, week)[1]

    def week_of(self, day: date) -> int:
        """The plan week that a day falls in; 0 or less before the start."""
        return week_of(self.start, day)
