"""The teams and dimensions of the matrix: tuples, one statement per function, however many teams there are."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.db.models import Count, FilteredRelation, OuterRef, Q, Subquery

from maturity.models import Assessment, Practice, Submission
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


@dataclass(frozen=True, slots=True)
class Keys:
    """The practices of some versions: practice keys by version and dimension key.

    `rows` are version, key and title of the dimension, key and title of the practice, in the order of the model.
    """

    rows: tuple[tuple[int, str, str, str, str], ...]
    by_dimension: dict[tuple[int, str], frozenset[str]]

    def dimensions(self, version: int) -> list[tuple[str, str]]:
        """Key and title of a version's dimensions, in their order."""
        return list(dict.fromkeys((key, title) for of, key, title, _, _ in self.rows if of == version))

    def titles(self, version: int) -> dict[str, str]:
        """The practices of a version, by key."""
        return {key: title for of, _, _, key, title in self.rows if of == version}

    def same(self, one: int, other: int, dimension: str) -> bool:
        """Whether two versions ask about the same practices in a dimension; '' asks for all of them."""
        if dimension:
            return self.by_dimension.get((one, dimension)) == self.by_dimension.get((other, dimension))
        return self._all(one) == self._all(other)

    def _all(self, version: int) -> dict[str, frozenset[str]]:
        return {key: found for (of, key), found in self.by_dimension.items() if of == version}


def places(moment: Moment) -> list[Place]:
    """Every team that existed at the moment, by division."""
    # Looked up for each team: indexes find a handful of rows, and no table of all submissions has to be grouped.
    by_then = Submission.objects.filter(day__lte=moment.as_of).order_by("-day").values("day")
    rows = (
        Team.objects.filter(Q(archived_on=None) | Q(archived_on__gt=moment.as_of))
        .order_by("division__position", "division__name", "name")
        .annotate(
            in_cycle=FilteredRelation("assessments", condition=Q(assessments__cycle=moment.cycle_id)),
            submitted=Subquery(by_then.filter(assessment=OuterRef("in_cycle"))[:1]),
            last=Subquery(by_then.filter(team=OuterRef("pk"))[:1]),
        )
        .values_list("id", "slug", "name", "division__slug", "division__name", "submitted", "last")
    )
    return [Place(*row) for row in rows]


def practice_keys(versions: Collection[int]) -> Keys:
    """What the versions ask about."""
    rows = tuple(
        Practice.objects.filter(version__in=versions)
        .order_by("dimension__position", "position")
        .values_list("version", "dimension__key", "dimension__title", "key", "title")
    )
    by_dimension: dict[tuple[int, str], set[str]] = defaultdict(set)
    for version, dimension, _, key, _ in rows:
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
