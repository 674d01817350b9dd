"""Which days a trend is about: the points that its address asks for, and how many a page can read."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from maturity.queries.moments import Moment
from maturity.trend_address import TrendAddress
from maturity.trend_points import Point, day_points, month_points

USUAL_CYCLES, USUAL_MONTHS, USUAL_DAYS = 8, 24, 90
"""How far back a trend goes where its address does not say."""


@dataclass(frozen=True, slots=True)
class Span:
    """Points, oldest first, and the days that they cover.

    `shortened` says that the address asks for more than a page can read.
    """

    step: str
    points: tuple[Point, ...]
    since: date
    until: date
    shortened: bool

    def position(self, day: date) -> int | None:
        """The first point that shows what happened on a day; None for a day outside."""
        if day < self.since:
            return None
        found = bisect_left(self.points, day, key=lambda point: point.last)
        return found if found < len(self.points) else None


def span_of(address: TrendAddress, known: Sequence[Moment], today: date, most: int) -> Span:
    """What the address asks for, of `most` points at most. Raises BadRange."""
    begins, until = address.days(today)
    if address.step == "cycle":
        return _cycles(known, begins, until, most)
    earliest = min(moment.opens for moment in known)  # before the first cycle there is nothing to be seen
    if address.step == "month":
        since = begins or max(_months_before(until, USUAL_MONTHS - 1), earliest)
        points = month_points(min(since, until), until, most)
    else:
        since = begins or max(until - timedelta(days=min(USUAL_DAYS, most) - 1), earliest)
        points = day_points(min(since, until), until, most)
    first = points[0].first or since
    return Span(address.step, tuple(points), first, until, shortened=begins is not None and first > since)


def last_cycles(known: Sequence[Moment], today: date, most: int) -> Span:
    """The newest cycles, `most` of them where there are so many."""
    return _cycles(known, None, today, most, usual=most)


def highest_level(known: Sequence[Moment], span: Span) -> int:
    """The top of the scale; of the longest one where versions of the model in the span have several."""
    inside = [moment for moment in known if moment.opens <= span.until and moment.as_of >= span.since]
    return max(moment.highest_level for moment in inside or known)


def _cycles(
    known: Sequence[Moment], begins: date | None, until: date, most: int, usual: int = USUAL_CYCLES
) -> Span:
    """A cycle is in the range if the day that stands for it is."""
    asked = [m for m in reversed(known) if (begins or date.min) <= m.as_of <= until]
    shown = asked[-min(most, usual) if begins is None else -most :]
    return Span(
        step="cycle",
        points=tuple(Point(m.slug, m.name, m.day, m.as_of) for m in shown),
        since=_since(shown, begins, until),
        until=until,
        shortened=begins is not None and len(shown) < len(asked),
    )


def _since(shown: Sequence[Moment], begins: date | None, until: date) -> date:
    if not shown:
        return begins or until
    return max(begins, shown[0].opens) if begins else shown[0].opens


def _months_before(day: date, months: int) -> date:
    """The first day of the month that is so many earlier."""
    year, month = divmod(12 * day.year + day.month - 1 - months, 12)
    return date(year, month + 1, 1)
