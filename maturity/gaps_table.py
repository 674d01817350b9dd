"""The shared gaps as a table to take away: a row for each team that is below its target in a practice."""

from collections.abc import Iterator

from common.tables import Table, Value
from maturity.queries.practice_gaps import Teams
from maturity.queries.shared_gaps import PracticeGap, SharedGaps
from maturity.scoring import UNIT

COLUMNS = (
    "practice key",
    "practice",
    "dimension",
    "shared gap",
    "teams with a target",
    "teams below target",
    "median missing levels",
    "missing levels",
    "division",
    "team",
    "level",
    "target",
    "by",
)


def gaps_table(found: SharedGaps, teams: Teams) -> Table:
    """`teams` are those of every practice."""
    moment, address = found.moment, found.address
    division = next((each.name for each in found.divisions if each.slug == address.division), "all divisions")
    return Table(
        name=f"gaps-{moment.slug}",
        title="Shared gaps",
        about={
            "as of": moment.name,
            "day": moment.day.isoformat() if moment.day else "",
            "division": division,
            "teams": f"{found.reported} of {found.teams} submitted",
        },
        columns=COLUMNS,
        rows=[row for each in found.gaps for row in _rows(each, teams)],
    )


def _rows(found: PracticeGap, teams: Teams) -> Iterator[tuple[Value, ...]]:
    asked, gap = found.asked, found.gap
    median = None if gap.median is None else gap.median / UNIT
    shared = "yes" if gap.is_shared else "no"
    practice = (asked.key, asked.title, asked.dimension, shared, gap.teams, gap.below, median, gap.missing)
    for team in teams[asked.model, asked.key]:
        if team.missing:
            yield (*practice, team.division, team.name, team.level, team.target, team.by)
