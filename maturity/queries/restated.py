"""The matrix's figures restated: what teams had said by two days, read under one version of the model.

docs/definitions.md ("Restated"). Computed from submissions when it is asked for, and stored nowhere.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db import connection

from maturity.models import ModelVersion
from maturity.queries.matrix_pairs import COLUMN_OF, NOW, OF_DIVISION, PairRow, Read, answered_in
from maturity.queries.matrix_rows import Keys
from maturity.queries.moments import Moment
from maturity.queries.standing import Reading, as_parameter, standing_text

# An answer is found by its practice's key, in the version that was answered, where that is of the same model and has a
# scale of the same length.
_UNDER_A_VERSION = Reading(
    answers="""CROSS JOIN maturity_practice p
    LEFT JOIN maturity_practice q ON q.version_id = n.version_id AND q.key = p.key AND n.version_id IN (
        SELECT v.id FROM maturity_modelversion v
        JOIN maturity_modelversion c ON c.model_id = v.model_id AND {length}(c.scale) = {length}(v.scale)
        WHERE c.id = %(version)s
    )
    LEFT JOIN maturity_submittedanswer a ON a.submission_id = n.submission_id AND a.practice_id = q.id
    WHERE p.version_id = %(version)s""",
    excluded="COALESCE(a.not_applicable, FALSE)",
)
_LENGTH: Final = {"sqlite": "json_array_length", "postgresql": "jsonb_array_length"}


@dataclass(frozen=True, slots=True)
class Unlike:
    """An answered version that is not the one of today, and the titles of the practices in which they differ.

    Of `gone` ones the answers do not count, `new` ones count as unanswered. Where `is_comparable` is False no answer
    counts: the version is of another model, or on a scale of another length.
    """

    number: int
    gone: tuple[str, ...]
    new: tuple[str, ...]
    is_comparable: bool


_RESTATED = """
SELECT n.team_id, n.dimension_key, {now}, n.{column}, t.version_id, t.score
FROM (WITH {standing_now} SELECT * FROM standing) n
LEFT JOIN (WITH {standing_then} SELECT * FROM standing) t
    ON t.team_id = n.team_id AND t.dimension_key = n.dimension_key
WHERE 1 = 1 {division}
"""


def restated(now: date, then: date | None, version: int, measure: str, division: str) -> Read:
    """As `reported` reads the two days, under `version`, without a trend; `answered` are the versions that it restates.

    One statement, of the cost of two days' snapshots.
    """
    statement = _RESTATED.format(
        now=", ".join(f"n.{name}" for name in NOW),
        column=COLUMN_OF[measure],
        standing_now=_standing("now"),
        standing_then=_standing("then"),
        division=OF_DIVISION if division else "",
    )
    days = {"now": as_parameter(now), "then": as_parameter(then) if then else None}
    with connection.cursor() as cursor:
        cursor.execute(statement, {**days, "version": version, "division": division})
        rows: list[PairRow] = cursor.fetchall()
    return Read([_under(version, row) for row in rows], {}, answered_in(rows))


def unlike(keys: Keys, moment: Moment, answered: Collection[int]) -> tuple[Unlike, ...]:
    """What does not match between the versions that were answered and the moment's. One statement, the newest first."""
    asked = keys.titles(moment.version_id)
    versions = ModelVersion.objects.filter(pk__in={moment.version_id, *answered}).in_bulk()
    today_s = versions.pop(moment.version_id)
    return tuple(
        Unlike(
            version.number,
            gone=tuple(title for key, title in keys.titles(version.pk).items() if key not in asked),
            new=tuple(title for key, title in asked.items() if key not in keys.titles(version.pk)),
            is_comparable=(version.model_id, len(version.scale)) == (today_s.model_id, len(today_s.scale)),
        )
        for version in sorted(versions.values(), key=lambda version: version.number, reverse=True)
    )


def _standing(day: str) -> str:
    length = _LENGTH[connection.vendor]
    reading = Reading(_UNDER_A_VERSION.answers.replace("{length}", length), _UNDER_A_VERSION.excluded)
    return standing_text(reading).replace("%(day)s", f"%({day})s")


def _under(version: int, row: PairRow) -> PairRow:
    """Both days' figures were made with this version, whichever was answered."""
    then = None if row[9] is None else version
    return (row[0], row[1], version, *row[3:9], then, row[10])
