"""What the teams' newest submissions say of each practice's level and target at a moment."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from django.db import connection
from django.db.models import Q, QuerySet

from common.rows import fetch_rows
from maturity.models import Snapshot, SubmittedAnswer
from maturity.quarters import target_quarter_name
from maturity.queries.moments import Moment
from maturity.queries.standing import as_parameter


class Asked(NamedTuple):
    """A practice, as the newest edition words it that any of the teams answered."""

    model: int
    key: str
    title: str
    dimension_key: str
    dimension: str


class TeamGap(NamedTuple):
    """A team with a level and a target in a practice; `by` is the quarter of the target, '' without."""

    slug: str
    name: str
    division: str
    level: int
    target: int
    by: str

    @property
    def missing(self) -> int:
        return max(0, self.target - self.level)


# Counted by the number of the practice alone, and named afterwards: grouping by its words takes fifteen times as long.
_COUNTED = """
SELECT v.model_id, p.key, p.title, d.key, d.title, c.missing, COALESCE(c.teams, 0)
FROM maturity_practice p
JOIN maturity_dimension d ON d.id = p.dimension_id
JOIN maturity_modelversion v ON v.id = p.version_id
LEFT JOIN (
    SELECT a.practice_id, CASE WHEN a.target > a.level THEN a.target - a.level ELSE 0 END AS missing,
        COUNT(*) AS teams
    FROM maturity_snapshot s CROSS JOIN maturity_submittedanswer a
    WHERE {standing} AND a.submission_id = s.submission_id AND a.level IS NOT NULL AND a.target IS NOT NULL
    GROUP BY 1, 2
) AS c ON c.practice_id = p.id
WHERE p.version_id IN (SELECT s.version_id FROM maturity_snapshot s WHERE {standing})
ORDER BY v.model_id, v.number DESC, d.position, p.position
"""
_STANDING = """s.day = %(day)s AND s.dimension_key = '' AND s.team_id IN (
    SELECT t.id FROM teams_team t JOIN teams_division i ON i.id = t.division_id
    WHERE (t.archived_on IS NULL OR t.archived_on > %(as_of)s) AND %(division)s IN ('', i.slug)
)"""


def counted(moment: Moment, division: str) -> dict[Asked, dict[int, int]]:
    """How many teams miss how many levels of their target, by practice in the order of the model. One statement."""
    days = {"day": as_parameter(moment.day or date.min), "as_of": as_parameter(moment.as_of)}
    newest: dict[tuple[int, str], Asked] = {}
    found: dict[Asked, dict[int, int]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_COUNTED.format(standing=_STANDING), {**days, "division": division})
        for *words, missing, teams in cursor.fetchall():
            asked = newest.setdefault((words[0], words[1]), Asked(*words))
            counts = found.setdefault(asked, {})
            if teams:
                counts[missing] = counts.get(missing, 0) + teams
    return found


type Teams = Mapping[tuple[int, str], Sequence[TeamGap]]


def teams_in(moment: Moment, division: str, practice: str = "") -> Teams:
    """The teams with a level and a target, by model and practice; of one practice, or ('') of all. One statement."""
    answers = _answers(moment, division).filter(level__isnull=False, target__isnull=False)
    if practice:
        answers = answers.filter(practice__key=practice)
    found: dict[tuple[int, str], list[TeamGap]] = defaultdict(list)
    rows = answers.values_list(
        "practice__version__model",
        "practice__key",
        "submission__team__slug",
        "submission__team__name",
        "submission__team__division__name",
        "level",
        "target",
        "target_by",
        "submission__assessment__cycle__slug",
    )
    for model, key, slug, name, of, level, target, by, cycle in fetch_rows(rows):
        gap = TeamGap(slug, name, of, level, target, target_quarter_name(by, cycle))
        found[model, key].append(gap)
    for teams in found.values():
        teams.sort(key=lambda team: (-team.missing, team.name))
    return found


def standing_at(moment: Moment, division: str = "") -> QuerySet[Snapshot]:
    """The overall row of each team that existed at the moment, of a division or ('') of all; none without a day."""
    existing = Q(team__archived_on=None) | Q(team__archived_on__gt=moment.as_of)
    of = Q(team__division__slug=division) if division else Q()
    return Snapshot.objects.filter(existing, of, day=moment.day or date.min, dimension_key="").order_by()


def _answers(moment: Moment, division: str) -> QuerySet[SubmittedAnswer]:
    standing = standing_at(moment, division).values("submission")
    return SubmittedAnswer.objects.filter(submission__in=standing).order_by()
