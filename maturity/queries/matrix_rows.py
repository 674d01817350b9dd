"""What the matrix reads from the database: tuples, one statement per function, however many teams there are."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.db.models import CharField, Count, Max, Q
from django.db.models.functions import Cast

from common.rows import fetch_rows
from maturity.models import Assessment, Practice, Snapshot
from maturity.queries.moments import Moment
from teams.models import Team


class Place(NamedTuple):
    """A team in the organisation. `submitted` is the day of its newest submission in the cycle, `last` of any."""

    id: int
    slug: str
    name: str
    division_slug: str
    division: str
    submitted: date | None
    last: date | None


class Standing(NamedTuple):
    """A snapshot row's figures, in ten-thousandths, and the version of the model that they were made with."""

    version: int
    score: int | None
    coverage: int | None
    gap: int | None
    applicable: int
    not_applicable: int


_FIGURES = ("version", "score", "coverage", "gap", "applicable", "not_applicable")
"""The columns of a `Standing`, in its order."""

type Standings = dict[str, Standing]
"""A team's standing by dimension key; '' is its overall one."""


@dataclass(frozen=True, slots=True)
class Found:
    """Snapshot rows: by team for the two moments, and overall scores by (team, day) for the trend."""

    now: dict[int, Standings]
    then: dict[int, Standings]
    overall: dict[tuple[int, date], int | None]
    versions: frozenset[int]


@dataclass(frozen=True, slots=True)
class Keys:
    """The practices of some versions: practice keys by version and dimension key."""

    rows: tuple[tuple[int, str, str, str], ...]
    by_dimension: dict[tuple[int, str], frozenset[str]]

    def dimensions(self, version: int) -> list[tuple[str, str]]:
        """Key and title of a version's dimensions, in their order."""
        return list(dict.fromkeys((key, title) for of, key, title, _ in self.rows if of == version))

    def same(self, one: int, other: int, dimension: str) -> bool:
        """Whether two versions ask about the same practices in a dimension; '' asks for all of them."""
        if dimension:
            return self.by_dimension.get((one, dimension)) == self.by_dimension.get((other, dimension))
        return self._all(one) == self._all(other)

    def _all(self, version: int) -> dict[str, frozenset[str]]:
        return {key: found for (of, key), found in self.by_dimension.items() if of == version}


def places(moment: Moment) -> list[Place]:
    """Every team that existed at the moment, by division."""
    by_then = Q(submissions__day__lte=moment.as_of)
    rows = (
        Team.objects.filter(Q(archived_on=None) | Q(archived_on__gt=moment.as_of))
        .order_by("division__position", "division__name", "name")
        .values_list("id", "slug", "name", "division__slug", "division__name")
        .annotate(
            submitted=Max(
                "submissions__day", filter=by_then & Q(submissions__assessment__cycle=moment.cycle_id)
            ),
            last=Max("submissions__day", filter=by_then),
        )
    )
    return [Place(*row) for row in rows]


def standings(now: date | None, then: date | None, trend: Sequence[date | None], division: str) -> Found:
    """The figures of two days and the overall scores of the trend's days, of one division or ('') of all.

    Days are read as text: making a date of each of thousands of rows takes as long as fetching them.
    """
    two_days = [day for day in (now, then) if day]
    days = {day.isoformat(): day for day in (*two_days, *trend) if day}
    rows = Snapshot.objects.filter(
        Q(dimension_key="") | Q(day__in=two_days), day__in=days.values()
    ).order_by()
    if division:
        rows = rows.filter(team__division__slug=division)
    standing: dict[str, dict[int, Standings]] = {day.isoformat(): defaultdict(dict) for day in two_days}
    overall: dict[tuple[int, date], int | None] = {}
    columns = rows.values_list("team", Cast("day", CharField()), "dimension_key", *_FIGURES)
    for team, day, key, *figures in fetch_rows(columns):
        if key == "":
            overall[team, days[day]] = figures[1]
        if (teams := standing.get(day)) is not None:
            teams[team][key] = Standing(*figures)
    return Found(
        now=standing[now.isoformat()] if now else {},
        then=standing[then.isoformat()] if then else {},
        overall=overall,
        versions=frozenset(
            one.version for teams in standing.values() for found in teams.values() for one in found.values()
        ),
    )


def practice_keys(versions: Collection[int]) -> Keys:
    """What the versions ask about."""
    rows = tuple(
        Practice.objects.filter(version__in=versions)
        .order_by("dimension__position", "position")
        .values_list("version", "dimension__key", "dimension__title", "key")
    )
    by_dimension: dict[tuple[int, str], set[str]] = defaultdict(set)
    for version, dimension, _, key in rows:
        by_dimension[version, dimension].add(key)
    return Keys(rows, {place: frozenset(keys) for place, keys in by_dimension.items()})


def drafted_dimensions(moment: Moment, keys: Keys) -> dict[int, int]:
    """How many dimensions each team's draft answers in full: a count, and nothing else that a draft says.

    Only of teams that have not submitted in the cycle. An answer that was carried forward counts once it is confirmed.
    """
    # From the assessments down: few of them wait for their submission, and only theirs are the answers to count.
    given = Q(answers__level__isnull=False) | Q(answers__not_applicable=True)
    confirmed = Q(answers__carried_from=None) | Q(answers__confirmed_at__isnull=False)
    answered = (
        Assessment.objects.filter(cycle=moment.cycle_id, submissions=None, answers__isnull=False)
        .order_by()
        .values_list("team", "answers__practice__dimension__key")
        .annotate(answered=Count("answers", filter=given & confirmed))
    )
    full: dict[int, int] = defaultdict(int)
    for team, dimension, count in answered:
        full[team] += count == len(keys.by_dimension.get((moment.version_id, dimension), ()))
    return dict(full)
