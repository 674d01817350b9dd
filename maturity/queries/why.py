"""Why a figure changed between two moments: its steps, and what names whatever plays a part in them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.db.models import OuterRef, Subquery

from maturity.answer_moves import Known, Moved
from maturity.models import Practice, Snapshot, Submission
from maturity.queries.matrix import UnknownInAddress, chosen_moments
from maturity.queries.moments import Moment
from maturity.queries.team_courses import team_courses
from maturity.waterfall import Waterfall, waterfall
from maturity.why_address import WhyAddress
from teams.models import Division, Team


class Behind(NamedTuple):
    """The submission behind a team's figure, and the edition that it answers: the key of its row, and its number.

    `is_last` says that no correction of the same cycle followed it.
    """

    cycle: str
    number: int
    edition: int
    edition_number: int
    is_last: bool


@dataclass(frozen=True, slots=True)
class Reporter:
    """A team with a figure at one of the moments at least."""

    slug: str
    name: str
    then: Behind | None
    now: Behind | None


@dataclass(frozen=True, slots=True)
class Whose:
    """Whose figure it is: a team's, a division's (`team` is None), or everybody's (`division` is "" too).

    `divisions` are names by slug: those to choose from, or the team's own.
    """

    team: Team | None
    division: str
    divisions: Mapping[str, str]

    @property
    def name(self) -> str:
        if self.team:
            return self.team.name
        return self.divisions[self.division] if self.division else "The organisation"


@dataclass(frozen=True, slots=True)
class Why:
    """`steps` is None where there is no earlier moment to compare with. `teams_then` and `teams_now` have a figure.

    `practices` and `dimensions` are titles by key, of all that the versions in question ask; `places` are the keys of
    dimensions by version and practice.
    """

    address: WhyAddress
    whose: Whose
    moment: Moment
    earlier: Moment | None
    steps: Waterfall | None
    teams_then: int
    teams_now: int
    reporters: Mapping[int, Reporter]
    practices: Mapping[str, str]
    dimensions: Mapping[str, str]
    places: Mapping[tuple[int, str], str]

    @property
    def dimension(self) -> str:
        """The title of the dimension that it is about; '' for the overall figure."""
        return self.dimensions[self.address.dimension] if self.address.dimension else ""


def why(address: WhyAddress, today: date) -> Why | None:
    """None where no cycle has begun. Raises UnknownInAddress. Nine statements, whatever the size."""
    moment, earlier = chosen_moments(address.moments, today)
    if moment is None:
        return None
    whose = _whose(address)
    courses = _courses(address, whose, earlier, moment) if earlier else []
    reporters = _reporters([course.team for course in courses], earlier, moment, address.dimension)
    practices, dimensions, places = _asked({moment.version_id, *_editions(reporters.values())})
    if address.dimension and address.dimension not in dimensions:
        raise UnknownInAddress(address.dimension)
    return Why(
        address=address,
        whose=whose,
        moment=moment,
        earlier=earlier,
        steps=waterfall(courses, address.dimension) if earlier else None,
        teams_then=sum(isinstance(each, Moved) or each.then is not None for each in courses),
        teams_now=sum(isinstance(each, Moved) or each.now is not None for each in courses),
        reporters=reporters,
        practices=practices,
        dimensions=dimensions,
        places=places,
    )


def _whose(address: WhyAddress) -> Whose:
    if address.team:
        team = Team.objects.select_related("division").filter(slug=address.team).first()
        if team is None:
            raise UnknownInAddress(address.team)
        return Whose(team, team.division.slug, {team.division.slug: team.division.name})
    divisions = dict(Division.objects.values_list("slug", "name"))
    if address.division and address.division not in divisions:
        raise UnknownInAddress(address.division)
    return Whose(None, address.division, divisions)


def _courses(address: WhyAddress, whose: Whose, then: Moment, now: Moment) -> list[Known | Moved]:
    teams = [whose.team.pk] if whose.team else None
    return team_courses(then, now, dimension=address.dimension, division=address.division, teams=teams)


def _reporters(teams: Sequence[int], then: Moment | None, now: Moment, dimension: str) -> dict[int, Reporter]:
    """By team, in the order of their names."""
    last = Submission.objects.filter(assessment=OuterRef("submission__assessment")).order_by("-number")
    days = [moment.day for moment in (then, now) if moment and moment.day]
    rows = (
        Snapshot.objects.filter(team__in=teams, day__in=days, dimension_key=dimension)
        .annotate(last=Subquery(last.values("number")[:1]))
        .order_by("team__name", "team")
        .values_list(
            "team", "team__slug", "team__name", "day", "submission__assessment__cycle__slug",
            "submission__number", "version", "version__number", "last",
        )
    )  # fmt: skip
    named: dict[int, tuple[str, str]] = {}
    behind: dict[tuple[int, date], Behind] = {}
    for team, slug, name, day, cycle, number, edition, edition_number, newest in rows:
        named[team] = slug, name
        behind[team, day] = Behind(cycle, number, edition, edition_number, number == newest)
    ends = then.day if then else None, now.day
    return {
        team: Reporter(slug, name, *(behind.get((team, day)) if day else None for day in ends))
        for team, (slug, name) in named.items()
    }


def _editions(reporters: Iterable[Reporter]) -> set[int]:
    return {end.edition for reporter in reporters for end in (reporter.then, reporter.now) if end}


def _asked(versions: Iterable[int]) -> tuple[dict[str, str], dict[str, str], dict[tuple[int, str], str]]:
    """Titles of practices and of dimensions as the newest version words them, in its order; and what is where."""
    rows = Practice.objects.filter(version__in=versions).order_by(
        "-version", "dimension__position", "position"
    )
    practices: dict[str, str] = {}
    dimensions: dict[str, str] = {}
    places: dict[tuple[int, str], str] = {}
    for version, key, title, dimension, dimension_title in rows.values_list(
        "version", "key", "title", "dimension__key", "dimension__title"
    ):
        practices.setdefault(key, title)
        dimensions.setdefault(dimension, dimension_title)
        places[version, key] = dimension
    return practices, dimensions, places
