"""The group figures behind a trend, computed in the database: a row for each point and line, whatever stands behind it.

The set-based form of `scoring.group_figure`: the same integers, rounded in the same way. A property test holds the two
equal. One text serves both databases.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, NamedTuple

from django.db import connection

from maturity.models import Snapshot
from maturity.queries.standing import as_parameter
from maturity.trend_measures import MEASURES
from maturity.trend_points import Point
from teams.models import Team

GROUPS: Final = {"everybody": "''", "division": "v.slug", "team": "t.slug"}
"""What the rows are grouped by: all that are asked for together, or by the slug of their division or team."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which rows count, and how they are grouped. '' in `division` or `team` asks for all.

    `dimension` is the only one to look at beside the overall figure, None for every one. `teams` are the slugs of the
    only teams that count, None where all do.
    """

    column: str
    group: str = "everybody"
    division: str = ""
    team: str = ""
    dimension: str | None = None
    teams: Collection[str] | None = None

    def __post_init__(self) -> None:
        if self.column not in MEASURES or self.group not in GROUPS:
            raise ValueError(f"no trend of {self.column} by {self.group}")


class Behind(NamedTuple):
    """A group figure at a point, in ten-thousandths, and what else a reader of it has to know.

    `known` of `reporting` teams have it; the next three are the sums of what their practices were. The versions of the
    model behind it are those from `oldest_version` to `newest_version`, which follow each other by their ids.
    """

    median: int | None
    smallest: int | None
    largest: int | None
    known: int
    reporting: int
    applicable: int
    answered: int
    not_applicable: int
    oldest_version: int
    newest_version: int


type Place = tuple[int, str, str]
"""Position of the point, group ('' for everybody), key of the dimension ('' for the overall figure)."""

# Equal figures are counted before they are ranked: there are far fewer of them than teams, and ranking means sorting.
# The two in the middle are the first that half of the teams reach, and the first that more than half reach.
_FIGURES = """SELECT * FROM (
WITH points (n, first, last) AS (VALUES {points}),
days AS (
    SELECT n, last, (SELECT MAX(o.day) FROM maturity_snapshot o WHERE o.day BETWEEN first AND last) AS day
    FROM points
),
counted AS (
    SELECT d.n, {group} AS grouped, s.dimension_key AS dimension, s.{column} AS value, COUNT(*) AS times,
        SUM(s.applicable) AS applicable, SUM(s.answered) AS answered, SUM(s.not_applicable) AS not_applicable,
        MIN(s.version_id) AS oldest_version, MAX(s.version_id) AS newest_version
    FROM days d
    JOIN maturity_snapshot s ON s.day = d.day
    JOIN teams_team t ON t.id = s.team_id
    JOIN teams_division v ON v.id = t.division_id
    WHERE (t.archived_on IS NULL OR t.archived_on > d.last) {which}
    GROUP BY 1, 2, 3, 4
),
in_groups AS (SELECT * FROM counted {everybody}),
ranked AS (
    SELECT in_groups.*,
        SUM(times) OVER (
            PARTITION BY n, grouped, dimension ORDER BY value NULLS LAST ROWS UNBOUNDED PRECEDING
        ) AS up_to,
        SUM(CASE WHEN value IS NOT NULL THEN times ELSE 0 END) OVER (PARTITION BY n, grouped, dimension) AS known
    FROM in_groups
)
SELECT n, grouped, dimension,
    CAST((
        MIN(value) FILTER (WHERE 2 * up_to >= known) + MIN(value) FILTER (WHERE 2 * up_to > known) + 1
    ) / 2 AS integer),
    MIN(value), MAX(value), CAST(MAX(known) AS integer), CAST(SUM(times) AS integer),
    CAST(SUM(applicable) AS integer), CAST(SUM(answered) AS integer), CAST(SUM(not_applicable) AS integer),
    MIN(oldest_version), MAX(newest_version)
FROM ranked
GROUP BY n, grouped, dimension
) AS figures
"""
# Beside its divisions stands the whole organisation.
_EVERYBODY = """
UNION ALL
SELECT n, '', dimension, value, SUM(times), SUM(applicable), SUM(answered), SUM(not_applicable),
    MIN(oldest_version), MAX(newest_version)
FROM counted GROUP BY n, dimension, value
"""


def trend_figures(points: Sequence[Point], wanted: Wanted) -> dict[Place, Behind]:
    """By place; nothing where no team of the group reported. One statement.

    Grouped by division, everybody together has figures as well.
    """
    spans = [(n, point.first, point.last) for n, point in enumerate(points) if point.first]
    if not spans:
        return {}
    which, named = _conditions(wanted)
    statement = _FIGURES.format(
        points=", ".join(["(%s, %s, %s)"] * len(spans)),
        group=GROUPS[wanted.group],
        column=wanted.column,
        which=which,
        everybody=_EVERYBODY if wanted.group == "division" else "",
    )
    placed = [value for n, first, last in spans for value in (n, as_parameter(first), as_parameter(last))]
    with connection.cursor() as cursor:
        cursor.execute(statement, [*placed, *named])
        return {(n, group, dimension): Behind(*row) for n, group, dimension, *row in cursor.fetchall()}


def alone(points: Sequence[Point], team: Team, rows: Iterable[Snapshot], column: str) -> dict[Place, Behind]:
    """As `trend_figures` of one team, from its rows where these were read already.

    The points are those of cycles, each of which shows the day of its `first`.
    """
    by_day: dict[date, list[Snapshot]] = defaultdict(list)
    for row in rows:
        by_day[row.day].append(row)
    return {
        (n, "", row.dimension_key): _behind(row, getattr(row, column))
        for n, point in enumerate(points)
        if point.first and (team.archived_on is None or team.archived_on > point.last)
        for row in by_day[point.first]
    }


def _behind(row: Snapshot, value: int | None) -> Behind:
    return Behind(
        *(value, value, value, int(value is not None), 1),
        applicable=row.applicable,
        answered=row.answered,
        not_applicable=row.not_applicable,
        oldest_version=row.version_id,
        newest_version=row.version_id,
    )


def _conditions(wanted: Wanted) -> tuple[str, list[str]]:
    """SQL that narrows the rows, and its parameters."""
    sql, named = [], []
    if wanted.division:
        sql.append("AND v.slug = %s")
        named.append(wanted.division)
    if wanted.team:
        sql.append("AND t.slug = %s")
        named.append(wanted.team)
    if wanted.dimension is not None:
        sql.append("AND s.dimension_key IN ('', %s)")
        named.append(wanted.dimension)
    if wanted.teams is not None:
        sql.append(f"AND t.slug IN ({', '.join(['%s'] * len(wanted.teams)) or 'NULL'})")
        named.extend(wanted.teams)
    return " ".join(sql), named
