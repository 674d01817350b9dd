"""The snapshot of one day, beside one hand-written INSERT … SELECT of the same rows."""

from collections.abc import Iterator
from datetime import date, timedelta

from django.db import connection, transaction

from maturity.models import Snapshot
from maturity.queries.standing import COLUMNS, as_parameter
from maturity.services.snapshots import take_snapshot
from tests.benchmarks.measuring import Result, compare
from tests.benchmarks.organisation import build, noon

PRACTICES, DIMENSIONS, RUNS = 60, 5, 5

# The same arithmetic, written down once without the product's checks: no conflicts, nothing removed, no event, nobody
# archived.
FLOOR = """
INSERT INTO maturity_snapshot (day, team_id, dimension_key, submission_id, version_id, score, raw_score, attained,
    coverage, target, gap, confidence, disagreement, practices, applicable, answered, not_applicable, unconfirmed,
    with_evidence)
WITH a AS (
    SELECT s.team_id, s.id AS submission_id, s.version_id, p.dimension_id,
        SUM(p.weight * x.level) AS wl,
        SUM(p.weight) FILTER (WHERE x.level IS NOT NULL) AS w,
        SUM(p.weight) FILTER (WHERE NOT x.not_applicable) AS wa,
        SUM(p.weight) FILTER (WHERE x.level IS NOT NULL OR x.not_applicable) AS wr,
        SUM(p.weight * x.target) FILTER (WHERE NOT x.not_applicable) AS wt,
        SUM(p.weight) FILTER (WHERE NOT x.not_applicable AND x.target IS NOT NULL) AS t,
        SUM(CASE WHEN x.target > x.level THEN p.weight * (x.target - x.level) ELSE 0 END) AS wg,
        SUM(p.weight) FILTER (WHERE x.level IS NOT NULL AND x.target IS NOT NULL) AS g,
        SUM(p.weight * CASE WHEN x.level IS NOT NULL THEN CAST(FLOOR(10000 * POWER(0.5, (CASE
            WHEN x.newest_evidence IS NULL AND {age} < p.half_life_days THEN p.half_life_days
            WHEN {age} < 0 THEN 0 ELSE {age} END * 1.0 / p.half_life_days)) + 0.5) AS integer) END) AS wc,
        SUM(p.weight * x.vote_spread) FILTER (WHERE x.level IS NOT NULL) AS ws,
        SUM(p.weight) FILTER (WHERE x.level IS NOT NULL AND x.vote_spread IS NOT NULL) AS s,
        MIN(COALESCE(x.level, 0)) FILTER (WHERE NOT x.not_applicable) AS attained,
        COUNT(*) AS practices,
        COUNT(*) FILTER (WHERE NOT x.not_applicable) AS applicable,
        COUNT(x.level) AS answered,
        COUNT(*) FILTER (WHERE x.not_applicable) AS not_applicable,
        COUNT(*) FILTER (WHERE NOT x.confirmed AND (x.not_applicable OR x.level IS NOT NULL)) AS unconfirmed,
        COUNT(x.newest_evidence) FILTER (WHERE x.level IS NOT NULL) AS with_evidence
    FROM maturity_submission s CROSS JOIN maturity_submittedanswer x CROSS JOIN maturity_practice p
    WHERE x.submission_id = s.id AND p.id = x.practice_id AND s.day <= %(day)s AND NOT EXISTS (
        SELECT 1 FROM maturity_submission l
        WHERE l.team_id = s.team_id AND l.day <= %(day)s
            AND (l.submitted_at > s.submitted_at OR (l.submitted_at = s.submitted_at AND l.id > s.id))
    )
    GROUP BY s.team_id, s.id, s.version_id, p.dimension_id
),
b AS (
    SELECT a.team_id, d.key, a.submission_id, a.version_id, d.weight AS w,
        CAST((20000 * a.wl + a.w) / (2 * a.w) AS integer) AS score,
        CAST((20000 * COALESCE(a.wl, 0) + a.wr) / (2 * a.wr) AS integer) AS raw_score,
        a.attained,
        CAST((20000 * COALESCE(a.w, 0) + a.wa) / (2 * a.wa) AS integer) AS coverage,
        CAST((20000 * a.wt + a.t) / (2 * a.t) AS integer) AS target,
        CAST((20000 * a.wg + a.g) / (2 * a.g) AS integer) AS gap,
        CAST((2 * a.wc + a.w) / (2 * a.w) AS integer) AS confidence,
        CAST((20000 * a.ws + a.s) / (2 * a.s) AS integer) AS disagreement,
        a.practices, a.applicable, a.answered, a.not_applicable, a.unconfirmed, a.with_evidence
    FROM a JOIN maturity_dimension d ON d.id = a.dimension_id
)
SELECT %(into)s, team_id, key, submission_id, version_id, score, raw_score, attained, coverage, target, gap,
    confidence, disagreement, practices, applicable, answered, not_applicable, unconfirmed, with_evidence
FROM b
UNION ALL
SELECT %(into)s, team_id, '', submission_id, version_id,
    CAST((2 * SUM(w * score) + SUM(w) FILTER (WHERE score IS NOT NULL))
        / (2 * SUM(w) FILTER (WHERE score IS NOT NULL)) AS integer),
    CAST((2 * SUM(w * raw_score) + SUM(w) FILTER (WHERE raw_score IS NOT NULL))
        / (2 * SUM(w) FILTER (WHERE raw_score IS NOT NULL)) AS integer),
    MIN(attained),
    CAST((2 * SUM(w * coverage) + SUM(w) FILTER (WHERE coverage IS NOT NULL))
        / (2 * SUM(w) FILTER (WHERE coverage IS NOT NULL)) AS integer),
    CAST((2 * SUM(w * target) + SUM(w) FILTER (WHERE target IS NOT NULL))
        / (2 * SUM(w) FILTER (WHERE target IS NOT NULL)) AS integer),
    CAST((2 * SUM(w * gap) + SUM(w) FILTER (WHERE gap IS NOT NULL))
        / (2 * SUM(w) FILTER (WHERE gap IS NOT NULL)) AS integer),
    CAST((2 * SUM(w * confidence) + SUM(w) FILTER (WHERE confidence IS NOT NULL))
        / (2 * SUM(w) FILTER (WHERE confidence IS NOT NULL)) AS integer),
    CAST((2 * SUM(w * disagreement) + SUM(w) FILTER (WHERE disagreement IS NOT NULL))
        / (2 * SUM(w) FILTER (WHERE disagreement IS NOT NULL)) AS integer),
    SUM(practices), SUM(applicable), SUM(answered), SUM(not_applicable), SUM(unconfirmed), SUM(with_evidence)
FROM b GROUP BY team_id, submission_id, version_id
"""
AGE = {
    "sqlite": "CAST(julianday(%(day)s) - julianday(x.vouched_on) AS integer)",
    "postgresql": "(CAST(%(day)s AS date) - x.vouched_on)",
}


def _take(day: date) -> None:
    take_snapshot(day=day, by=None, now=noon(day))


def measure(name: str, teams: int) -> Result:
    """Every run takes a day of its own, first the service, then the floor; the two days' rows are the same."""
    organisation = build(teams=teams, dimensions=DIMENSIONS, practices=PRACTICES // DIMENSIONS)
    as_of = organisation.days[-1]
    taken, written = _days(as_of), _days(as_of + timedelta(days=1000))
    result = compare(
        name,
        work=lambda: _take(next(taken)),
        floor=lambda: _write(as_of, next(written)),
        runs=RUNS,
    )
    same = rows(as_of) == rows(as_of + timedelta(days=1000))
    if not same or len(rows(as_of)) != teams * (DIMENSIONS + 1):
        raise AssertionError("the two sides did not write the same rows")
    return result


def rows(day: date) -> list[tuple]:
    return list(Snapshot.objects.filter(day=day).order_by("team", "dimension_key").values_list(*COLUMNS))


def _days(first: date) -> Iterator[date]:
    return (first + timedelta(days=n) for n in range(1000))


def _write(as_of: date, into: date) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            FLOOR.replace("{age}", AGE[connection.vendor]),
            {"day": as_parameter(as_of), "into": as_parameter(into)},
        )
