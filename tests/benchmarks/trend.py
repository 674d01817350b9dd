"""The trend of an organisation over eight quarters as the server makes it, beside the same rows and strings by hand."""

from datetime import date

from django.db import connection
from django.urls import reverse

from maturity.queries.standing import as_parameter
from maturity.services.snapshots import take_snapshot
from tests.benchmarks.matrix import Pieces, joined, signed_in_request, split
from tests.benchmarks.measuring import Result, compare
from tests.benchmarks.organisation import build, noon

DIMENSIONS, PRACTICES, QUARTERS, RUNS = 10, 6, 8, 15

_TEAMS = """
SELECT t.slug, t.name, d.slug, d.name, t.archived_on FROM teams_team t JOIN teams_division d ON d.id = t.division_id
ORDER BY d.position, d.name, t.name
"""
_CYCLES = """
SELECT c.slug, c.name, c.opens, c.due, c.closes, c.version_id,
    (SELECT MAX(day) FROM maturity_snapshot WHERE day <= c.closes)
FROM maturity_cycle c ORDER BY c.opens DESC
"""
_SUBMISSIONS = (
    "SELECT day, version_id, COUNT(*) FROM maturity_submission GROUP BY day, version_id ORDER BY day"
)
_PRACTICES = """
SELECT p.version_id, d.key, d.title, p.key
FROM maturity_practice p JOIN maturity_dimension d ON d.id = p.dimension_id ORDER BY d.position, p.position
"""
_FIGURES = """
WITH counted AS (
    SELECT day, dimension_key, score, COUNT(*) AS times, SUM(answered) AS answered
    FROM maturity_snapshot WHERE day IN ({days}) GROUP BY day, dimension_key, score
),
ranked AS (
    SELECT counted.*,
        SUM(times) OVER (PARTITION BY day, dimension_key ORDER BY score ROWS UNBOUNDED PRECEDING) AS up_to,
        SUM(times) OVER (PARTITION BY day, dimension_key) AS known
    FROM counted WHERE score IS NOT NULL
)
SELECT day, dimension_key, MIN(score), MAX(score), MAX(known), SUM(answered),
    (MIN(score) FILTER (WHERE 2 * up_to >= known) + MIN(score) FILTER (WHERE 2 * up_to > known) + 1) / 2
FROM ranked GROUP BY day, dimension_key
"""


def measure(name: str, teams: int) -> Result:
    """`teams` teams × 10 dimensions: median, smallest, largest and number at the end of each of 8 quarters."""
    organisation = build(teams=teams, dimensions=DIMENSIONS, practices=PRACTICES, quarters=QUARTERS)
    for day in organisation.days:
        take_snapshot(day=day, by=None, now=noon(day))
    request = signed_in_request(reverse("trends"))
    page = request()
    pieces = split(page)
    if page.count('<td class="num">') < QUARTERS * DIMENSIONS or joined(pieces) != page:
        raise AssertionError("the two sides do not make the same page")
    return compare(
        name,
        work=request,
        floor=lambda: floor(pieces, organisation.days),
        runs=RUNS,
        ready=connection.ensure_connection,
    )


def floor(pieces: Pieces, days: tuple[date, ...]) -> str:
    """The rows that the page needs, and the page."""
    figures = _FIGURES.format(days=", ".join(["%s"] * len(days)))
    with connection.cursor() as cursor:
        for query, of in (
            (_TEAMS, []),
            (_CYCLES, []),
            (_SUBMISSIONS, []),
            (_PRACTICES, []),
            (figures, [as_parameter(day) for day in days]),
        ):
            cursor.execute(query, of)
            cursor.fetchall()
    return joined(pieces)
