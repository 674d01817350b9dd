"""What teams went through between two moments, as the steps of a change are made of it (`maturity.waterfall`)."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import NamedTuple

from django.db.models import Q

from common.rows import fetch_rows
from maturity.answer_moves import Known, Moved, Submitted
from maturity.models import ModelVersion, Practice, Snapshot, SubmittedAnswer
from maturity.queries.moments import Moment
from maturity.running_score import NOT_APPLICABLE, AskedDimension, Edition, Said


class _Behind(NamedTuple):
    """What stands behind a team's figure on a day."""

    submission: int
    version: int
    score: int | None


def team_courses(
    then: Moment,
    now: Moment,
    *,
    dimension: str = "",
    division: str = "",
    teams: Collection[int] | None = None,
) -> list[Known | Moved]:
    """Of each team that reported at either moment; of a division, or of some teams by their ids. Five statements.

    Figures are of the overall score (''), or of one dimension's, and are those of the snapshots. A team's answers are
    read only where they differ in what they say of it: where another submission stands behind a figure at both moments.
    """
    of = _teams(division, teams)
    before, after = _behind(then, dimension, of), _behind(now, dimension, of)
    moved = {team for team in before.keys() & after.keys() if _has_moved(before[team], after[team])}
    said = _submitted([end[team] for end in (before, after) for team in moved])
    return [
        Moved(team, said[before[team].submission], said[after[team].submission])
        if team in moved
        else Known(team, _score(before, team), _score(after, team))
        for team in sorted(before.keys() | after.keys())
    ]


def _teams(division: str, teams: Collection[int] | None) -> Q:
    of = Q(team__division__slug=division) if division else Q()
    return of if teams is None else of & Q(team__in=teams)


def _behind(moment: Moment, dimension: str, of: Q) -> dict[int, _Behind]:
    """By team, of those that existed at the moment."""
    if moment.day is None:
        return {}
    existing = Q(team__archived_on=None) | Q(team__archived_on__gt=moment.as_of)
    rows = Snapshot.objects.filter(existing, of, day=moment.day, dimension_key=dimension).order_by()
    figures = rows.values_list("team", "submission", "version", "score")
    return {team: _Behind(submission, version, score) for team, submission, version, score in figures}


def _has_moved(before: _Behind, after: _Behind) -> bool:
    return before.submission != after.submission and None not in (before.score, after.score)


def _score(behind: Mapping[int, _Behind], team: int) -> int | None:
    return behind[team].score if team in behind else None


def _submitted(behind: Collection[_Behind]) -> dict[int, Submitted]:
    """By submission."""
    editions, keys = _editions({each.version for each in behind})
    rows = SubmittedAnswer.objects.filter(submission__in={each.submission for each in behind}).order_by()
    said: dict[int, dict[str, Said]] = defaultdict(dict)
    for submission, practice, level, not_applicable in fetch_rows(
        rows.values_list("submission", "practice", "level", "not_applicable")
    ):
        said[submission][keys[practice]] = NOT_APPLICABLE if not_applicable else level
    return {each.submission: Submitted(editions[each.version], said[each.submission]) for each in behind}


def _editions(versions: Collection[int]) -> tuple[dict[int, Edition], dict[int, str]]:
    """What the versions ask, and the key of each of their practices."""
    asked: dict[int, dict[tuple[str, int], dict[str, int]]] = defaultdict(lambda: defaultdict(dict))
    keys: dict[int, str] = {}
    rows = Practice.objects.filter(version__in=versions).order_by("dimension__position", "position")
    for version, dimension, importance, practice, key, weight in rows.values_list(
        "version", "dimension__key", "dimension__weight", "pk", "key", "weight"
    ):
        asked[version][dimension, importance][key] = weight
        keys[practice] = key
    found = ModelVersion.objects.filter(pk__in=versions).order_by().values_list("pk", "model", "scale")
    return {pk: Edition(pk, model, len(scale), _dimensions(asked[pk])) for pk, model, scale in found}, keys


def _dimensions(asked: Mapping[tuple[str, int], Mapping[str, int]]) -> tuple[AskedDimension, ...]:
    return tuple(AskedDimension(key, weight, practices) for (key, weight), practices in asked.items())
