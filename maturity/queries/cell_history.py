"""A cell's history: the figures that stood for each of the last cycles, and how they changed from one to the next."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Final

from maturity import scoring
from maturity.models import Snapshot, Submission
from maturity.queries.matrix_rows import Keys
from maturity.queries.moments import Moment
from teams.models import Team

CYCLES: Final = 8
"""How many cycles a history has."""


@dataclass(frozen=True, slots=True)
class Stood:
    """What stood for a team and a dimension on a day.

    `submission` is None where the team had not submitted; `figures` also where it had, but the version that it
    answered did not have the dimension. `state` is that of `scoring.state_of`.
    """

    submission: Submission | None
    figures: Snapshot | None
    state: scoring.State


@dataclass(frozen=True, slots=True)
class Past:
    """A cycle, what stood for it, and the change since the cycle before, None where there is nothing to compare."""

    moment: Moment
    stood: Stood
    change: scoring.Change | None


type Rows = Mapping[tuple[date, str], Snapshot]


def cell_rows(team: Team, dimension: str, days: Iterable[date | None]) -> Rows:
    """The rows of the dimension and, under '', of the team as a whole, in one statement."""
    found = Snapshot.objects.filter(
        team=team, dimension_key__in=(dimension, ""), day__in={day for day in days if day}
    )
    related = found.select_related("version", "submission__submitted_by", "submission__assessment__cycle")
    return {(row.day, row.dimension_key): row for row in related}


def stood_on(rows: Rows, dimension: str, day: date | None) -> Stood:
    figures, overall = (rows.get((day, key)) if day else None for key in (dimension, ""))
    if overall is None:
        return Stood(None, None, "not_reported")
    return Stood(overall.submission, figures, scoring.state_of(figures) if figures else "no_data")


def change_between(now: Snapshot | None, then: Snapshot | None, keys: Keys) -> scoring.Change | None:
    """None where one of the two is missing, or both are the same day's."""
    if now is None or then is None or now.day == then.day:
        return None
    same = now.version_id == then.version_id
    same_keys = same or keys.same(now.version_id, then.version_id, now.dimension_key)
    return scoring.change(now.score, then.score, same, same_keys)


def history(rows: Rows, dimension: str, cycles: Sequence[Moment], keys: Keys) -> tuple[Past, ...]:
    """The newest `CYCLES` of `cycles`, which come oldest first; one more of them lets the first have its change."""
    stood = [stood_on(rows, dimension, moment.day) for moment in cycles]
    changes = [None, *(change_between(now.figures, then.figures, keys) for then, now in pairwise(stood))]
    return tuple(map(Past, cycles, stood, changes))[-CYCLES:]
