"""Every team's figures as of a day, computed in the database from submissions alone.

The set-based form of `maturity.scoring`: the same integers, rounded in the same way. A property test holds the two
equal. Both databases share integer division, FILTER and window functions; only the days between two dates are said
differently.
"""

from dataclasses import dataclass, fields
from datetime import date
from typing import cast

from django.db import connection

from maturity.scoring import Figures

FIGURES = tuple(field.name for field in fields(Figures))
COLUMNS = ("team_id", "dimension_key", "submission_id", "version_id", *FIGURES)


def _mean(num: str, den: str, unit: int = 1) -> str:
    """`scoring._half_up` of unit × num / den in SQL; null where `den` is null or 0."""
    return f"CAST((2 * {unit} * {num} + {den}) / NULLIF(2 * ({den}), 0) AS integer)"


def _overall(figure: str) -> str:
    """The mean of a dimension figure, by dimension weight, over the dimensions that have it."""
    return _mean(f"SUM(weight * {figure})", f"SUM(weight) FILTER (WHERE {figure} IS NOT NULL)")


_AGE = {
    "sqlite": "CAST(julianday(%(day)s) - julianday({since}) AS integer)",
    "postgresql": "(CAST(%(day)s AS date) - {since})",
}
# `scoring.confidence`: without evidence an answer counts as a half-life old at least, one of a later day as new.
_CONFIDENCE = """CAST(FLOOR(10000 * POWER(0.5, (
            CASE
                WHEN a.newest_evidence IS NULL AND {age} < p.half_life_days THEN p.half_life_days
                WHEN {age} < 0 THEN 0
                ELSE {age}
            END * 1.0 / p.half_life_days)) + 0.5) AS integer)"""


@dataclass(frozen=True, slots=True)
class Reading:
    """Which practices a submission is read by: `answers` joins practices `p` with its answers `a`.

    `excluded` says of an answer, or of there being none, whether it counts as not applicable.
    """

    answers: str
    excluded: str


# CROSS JOIN fixes the order of the loops on SQLite, whose planner otherwise starts from the few practices and reads the
# answers of every submission in three times the time. PostgreSQL reads it as an ordinary join.
_AS_ANSWERED = Reading(
    answers="""CROSS JOIN maturity_submittedanswer a CROSS JOIN maturity_practice p
    WHERE a.submission_id = n.submission_id AND p.id = a.practice_id""",
    excluded="a.not_applicable",
)
_STANDING = f"""
newest AS (
    SELECT team_id, submission_id, version_id
    FROM (
        SELECT s.team_id, s.id AS submission_id, s.version_id,
            ROW_NUMBER() OVER (PARTITION BY s.team_id ORDER BY s.submitted_at DESC, s.id DESC) AS place
        FROM maturity_submission s JOIN teams_team t ON t.id = s.team_id
        WHERE s.day <= %(day)s AND (t.archived_on IS NULL OR t.archived_on > %(day)s)
    ) AS ranked
    WHERE place = 1
),
summed AS (
    SELECT n.team_id, n.submission_id, n.version_id, p.dimension_id,
        COUNT(*) AS practices,
        COUNT(*) FILTER (WHERE {{excluded}}) AS not_applicable,
        COUNT(a.level) AS answered,
        COUNT(*) FILTER (WHERE NOT a.confirmed AND (a.not_applicable OR a.level IS NOT NULL)) AS unconfirmed,
        COUNT(a.newest_evidence) FILTER (WHERE a.level IS NOT NULL) AS with_evidence,
        MIN(COALESCE(a.level, 0)) FILTER (WHERE NOT {{excluded}}) AS attained,
        COALESCE(SUM(p.weight * a.level), 0) AS levels,
        COALESCE(SUM(p.weight) FILTER (WHERE a.level IS NOT NULL), 0) AS weight_answered,
        COALESCE(SUM(p.weight) FILTER (WHERE {{excluded}}), 0) AS weight_excluded,
        COALESCE(SUM(p.weight) FILTER (WHERE NOT {{excluded}}), 0) AS weight_applicable,
        SUM(p.weight * a.target) FILTER (WHERE NOT {{excluded}}) AS targets,
        SUM(p.weight) FILTER (WHERE NOT {{excluded}} AND a.target IS NOT NULL) AS weight_targets,
        SUM(p.weight * CASE WHEN a.target > a.level THEN a.target - a.level ELSE 0 END)
            FILTER (WHERE a.level IS NOT NULL AND a.target IS NOT NULL) AS gaps,
        SUM(p.weight) FILTER (WHERE a.level IS NOT NULL AND a.target IS NOT NULL) AS weight_gaps,
        SUM(p.weight * CASE WHEN a.level IS NOT NULL THEN {{confidence}} END) AS confidences,
        SUM(p.weight * a.vote_spread) FILTER (WHERE a.level IS NOT NULL) AS spreads,
        SUM(p.weight) FILTER (WHERE a.level IS NOT NULL AND a.vote_spread IS NOT NULL) AS weight_spreads
    FROM newest n {{answers}}
    GROUP BY n.team_id, n.submission_id, n.version_id, p.dimension_id
),
by_dimension AS (
    SELECT s.team_id, d.key AS dimension_key, s.submission_id, s.version_id, d.weight,
        {_mean("s.levels", "s.weight_answered", 10_000)} AS score,
        {_mean("s.levels", "(s.weight_answered + s.weight_excluded)", 10_000)} AS raw_score,
        s.attained,
        {_mean("s.weight_answered", "s.weight_applicable", 10_000)} AS coverage,
        {_mean("s.targets", "s.weight_targets", 10_000)} AS target,
        {_mean("s.gaps", "s.weight_gaps", 10_000)} AS gap,
        {_mean("s.confidences", "s.weight_answered")} AS confidence,
        {_mean("s.spreads", "s.weight_spreads", 10_000)} AS disagreement,
        s.practices, s.practices - s.not_applicable AS applicable, s.answered, s.not_applicable,
        s.unconfirmed, s.with_evidence
    FROM summed s JOIN maturity_dimension d ON d.id = s.dimension_id
),
standing AS (
    SELECT {", ".join(COLUMNS)} FROM by_dimension
    UNION ALL
    SELECT team_id, '', submission_id, version_id,
        {_overall("score")}, {_overall("raw_score")}, MIN(attained),
        {_overall("coverage")}, {_overall("target")}, {_overall("gap")},
        {_overall("confidence")}, {_overall("disagreement")},
        SUM(practices), SUM(applicable), SUM(answered), SUM(not_applicable), SUM(unconfirmed), SUM(with_evidence)
    FROM by_dimension GROUP BY team_id, submission_id, version_id
)"""  # noqa: S608  names of columns alone


def standing_text(reading: Reading = _AS_ANSWERED) -> str:
    """Common table expressions that end in `standing`, with `COLUMNS`; the parameters are `day`, and the reading's."""
    confidence = _CONFIDENCE.format(age=days_since("a.vouched_on"))
    return _STANDING.format(confidence=confidence, answers=reading.answers, excluded=reading.excluded)


def days_since(column: str) -> str:
    """The days from a column's to the parameter `day`, negative where it is later."""
    return _AGE[connection.vendor].format(since=column)


def standing_on(day: date) -> dict[tuple[int, str], Figures]:
    """Figures by team and dimension key ('' is the team's overall); teams without a submission are not in it."""
    read = f"WITH {standing_text()} SELECT {', '.join(COLUMNS)} FROM standing"  # noqa: S608  names of columns alone
    with connection.cursor() as cursor:
        cursor.execute(read, {"day": as_parameter(day)})
        return {(row[0], row[1]): Figures(*row[4:]) for row in cursor.fetchall()}


def as_parameter(day: date) -> date | str:
    """A day as the database's driver wants it."""
    return cast(date | str, connection.ops.adapt_datefield_value(day))
