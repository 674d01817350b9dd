"""The teams that could help with a practice, from what each had submitted as of a day. One statement.

The set-based form of `maturity.could_help`; a property test holds the two equal.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, NamedTuple

from django.db import connection

from maturity.queries.standing import as_parameter, days_since

NAMED: Final = 3
"""How many teams stand beside a practice in a list of practices."""
MANY: Final = 20
"""How many stand below a practice that is unfolded."""
_ALL: Final = 1_000_000


class Helper(NamedTuple):
    """A team that could help; `evidence` is the day of its newest evidence."""

    team: int
    slug: str
    name: str
    level: int
    evidence: date


@dataclass(frozen=True, slots=True)
class Helpers:
    """Those who know most first. `teams` is how many there are; `named` may be fewer."""

    named: tuple[Helper, ...] = ()
    teams: int = 0

    @property
    def others(self) -> int:
        return self.teams - len(self.named)

    @property
    def first(self) -> "Helpers":
        """The first three, for a list."""
        return Helpers(self.named[:NAMED], self.teams)

    def above(self, level: int | None, *, but: int) -> "Helpers":
        """Those who stand higher than a team that asks, without itself: three of them. Only where all are named."""
        higher = [each for each in self.named if each.team != but and each.level > (level or 0)]
        return Helpers(tuple(higher), len(higher)).first


type ByPractice = Mapping[tuple[int, str], Helpers]
"""By model and practice key; a practice that nobody could help with is not in it."""

_SCALE = {"sqlite": "json_array_length(v.scale)", "postgresql": "jsonb_array_length(v.scale)"}

# CROSS JOIN fixes the order of the loops on SQLite (see `maturity.queries.standing`).
_TEXT = """SELECT model_id, key, id, slug, name, level, newest_evidence, teams FROM (
    SELECT v.model_id, p.key, t.id, t.slug, t.name, a.level, a.newest_evidence,
        ROW_NUMBER() OVER (
            PARTITION BY v.model_id, p.key ORDER BY a.level DESC, a.newest_evidence DESC, t.name, t.id
        ) AS place,
        COUNT(*) OVER (PARTITION BY v.model_id, p.key) AS teams
    FROM maturity_snapshot s CROSS JOIN teams_team t CROSS JOIN maturity_submittedanswer a
        CROSS JOIN maturity_practice p CROSS JOIN maturity_modelversion v
    WHERE s.day = %(day)s AND s.dimension_key = ''
        AND t.id = s.team_id AND (t.archived_on IS NULL OR t.archived_on > %(as_of)s)
        AND a.submission_id = s.submission_id AND p.id = a.practice_id AND v.id = p.version_id
        AND a.newest_evidence IS NOT NULL AND {age} <= p.half_life_days
        AND a.level >= CASE WHEN {scale} >= 5 THEN 3 WHEN {scale} > 3 THEN {scale} - 2 ELSE 1 END
        {of}
) AS able
WHERE place <= %(most)s OR (key = %(unfolded)s AND place <= %(many)s) ORDER BY model_id, key, place
"""


def who_could_help(
    day: date, as_of: date, *, practices: Collection[str] | None = None, unfolded: str = ""
) -> ByPractice:
    """With any practice: the first three of each, and the first twenty of the practice `unfolded`; of `practices`, all.

    `day` is that of the figures, `as_of` the one that decides which teams are archived (as `Moment` has them).
    """
    if practices is not None and not practices:
        return {}
    wanted = {f"key{n}": key for n, key in enumerate(practices or ())}
    of = f"AND p.key IN ({', '.join(f'%({name})s' for name in wanted)})" if wanted else ""
    days = {"day": as_parameter(day), "as_of": as_parameter(as_of)}
    most = NAMED if practices is None else _ALL
    return _read(of, {**wanted, **days, "unfolded": unfolded, "most": most, "many": MANY})


def _read(of: str, parameters: dict[str, str | int | date]) -> ByPractice:
    text = _TEXT.format(age=days_since("a.newest_evidence"), scale=_SCALE[connection.vendor], of=of)
    found: dict[tuple[int, str], list[Helper]] = defaultdict(list)
    teams: dict[tuple[int, str], int] = {}
    with connection.cursor() as cursor:
        cursor.execute(text, parameters)
        for model, key, team, slug, name, level, evidence, count in cursor.fetchall():
            found[model, key].append(Helper(team, slug, name, level, _day(evidence)))
            teams[model, key] = count
    return {place: Helpers(tuple(named), teams[place]) for place, named in found.items()}


def _day(value: date | str) -> date:
    """SQLite's driver has no type for days."""
    return value if isinstance(value, date) else date.fromisoformat(value)
