"""Trends: how the organisation, a division or a team moves over time, by dimension or by division.

Read from snapshot rows alone, in a number of statements that does not depend on the number of teams.
"""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from maturity.models import Snapshot, Submission
from maturity.queries.matrix import UnknownInAddress
from maturity.queries.matrix_rows import Keys, practice_keys
from maturity.queries.moments import Moment, moments
from maturity.queries.told import Told, told_of
from maturity.queries.trend_events import Event, HandedIn, counts, events, handed_in, one_handed_in
from maturity.queries.trend_figures import Behind, Place, Wanted, alone, trend_figures
from maturity.queries.trend_lines import Lines, TrendLine
from maturity.queries.trend_span import Span, highest_level, last_cycles, span_of
from maturity.trend_address import OVERALL, BadRange, TrendAddress
from maturity.trend_measures import MEASURES
from maturity.trend_points import Point, most_points
from teams.models import Team, User

OVERALL_NAME = "Overall"
TEAM_CYCLES = 6
"""How many cycles a team's own page shows."""


class Member(NamedTuple):
    """A team in the organisation."""

    slug: str
    name: str
    division_slug: str
    division: str
    archived_on: date | None


@dataclass(frozen=True, slots=True)
class Trend:
    """Lines over the points of a span, the one that sums up the others last.

    `submissions` counts those that came in for each point.
    """

    span: Span
    highest_level: int
    lines: tuple[TrendLine, ...]
    events: tuple[Event, ...]
    submissions: tuple[int, ...]

    @property
    def has_data(self) -> bool:
        return any(line.reported for line in self.lines)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a page about trends offers to choose from: all teams by division, and the titles of dimensions by key.

    `chosen` are the teams that the page is about.
    """

    today: date
    members: tuple[Member, ...]
    chosen: tuple[Member, ...]
    dimensions: Mapping[str, str]

    @property
    def existing(self) -> int:
        """How many of the chosen teams there are today."""
        return sum(member.archived_on is None or member.archived_on > self.today for member in self.chosen)

    @property
    def divisions(self) -> dict[str, str]:
        return {member.division_slug: member.division for member in self.members}


@dataclass(frozen=True, slots=True)
class TrendPage:
    """`address` is what was asked for, without what contradicts itself.

    `trend` is None where its days make no range, which `wrong` then says. `first` is the day of the first submission.
    """

    address: TrendAddress
    around: Surroundings
    first: date | None
    trend: Trend | None
    wrong: BadRange | None = None


def trend_page(
    asked: TrendAddress, today: date, *, by: User | None = None, by_division: bool = False
) -> TrendPage | None:
    """A line for each dimension of a group, or for each division; None where no cycle has begun.

    In five statements, and what is told of a team to the person who asks. Raises UnknownInAddress.
    """
    known = moments(today)
    if not known:
        return None
    members = everybody()
    address, chosen = settled(asked, members)
    submissions = handed_in(today, address.division, address.team)
    keys = practice_keys(asked_versions(known) | {each.version for each in submissions})
    titles = dimension_titles(keys)
    if by_division and address.dimension_key not in titles:
        raise UnknownInAddress(address.dimension)
    around = Surroundings(today, members, chosen, titles)
    first = submissions[0].day if submissions else None
    try:
        span = span_of(address, known, today, most_points(len(chosen)))
    except BadRange as wrong:
        return TrendPage(address, around, first, None, wrong)
    told = told_of(by, address.team, span.until) if by and address.team else []
    made = _Making(known, span, submissions, keys, told=told)
    trend = (made.by_division if by_division else made.by_dimension)(chosen, address, titles)
    if {line.key for line in trend.lines} <= {*address.lines}:  # to choose every line is to choose none
        address = replace(address, lines=())
    return TrendPage(address, around, first, trend)


def team_trend(
    team: Team,
    known: Sequence[Moment],
    rows: Iterable[Snapshot],
    submissions: Sequence[Submission],
    keys: Keys,
    today: date,
) -> Trend:
    """A team's last cycles by dimension, as its own page shows them, which has read all that this is made of.

    `rows` are the team's of at least the days of `team_days`, `submissions` all of it, the newest first.
    """
    handed = [one_handed_in(each) for each in reversed(submissions)]
    span = last_cycles(known, today, TEAM_CYCLES)
    made = _Making(known, span, handed, keys, alone(span.points, team, rows, "score"))
    member = Member(team.slug, team.name, "", "", team.archived_on)
    return made.by_dimension([member], TrendAddress(team=team.slug), dimension_titles(keys))


def team_days(known: Sequence[Moment], today: date) -> set[date]:
    """The days of which `team_trend` reads the team's rows."""
    return {point.first for point in last_cycles(known, today, TEAM_CYCLES).points if point.first}


def asked_versions(known: Iterable[Moment]) -> set[int]:
    """The versions of the model that cycles ask."""
    return {moment.version_id for moment in known}


def everybody() -> tuple[Member, ...]:
    """Every team there is or was, by division, in one statement."""
    rows = Team.objects.order_by("division__position", "division__name", "name")
    return tuple(
        Member(*row)
        for row in rows.values_list("slug", "name", "division__slug", "division__name", "archived_on")
    )


def settled(asked: TrendAddress, members: Sequence[Member]) -> tuple[TrendAddress, tuple[Member, ...]]:
    """The address with the teams that it is about; a team of another division than the one asked for gives way to it.

    Raises UnknownInAddress.
    """
    places = {member.slug: member.division_slug for member in members}
    for slug, known in ((asked.team, places), (asked.division, places.values())):
        if slug and slug not in known:
            raise UnknownInAddress(slug)
    elsewhere = asked.team and asked.division not in ("", places[asked.team])
    address = replace(asked, team="") if elsewhere else asked
    return address, tuple(
        member
        for member in members
        if address.division in ("", member.division_slug) and address.team in ("", member.slug)
    )


def existing(members: Iterable[Member], points: Sequence[Point]) -> list[int]:
    """How many of the teams there are at each point."""
    days = [member.archived_on for member in members]
    gone = sorted(day for day in days if day)
    return [len(days) - bisect_right(gone, point.last) for point in points]


def dimension_titles(keys: Keys) -> dict[str, str]:
    """Titles by key, as the newest version has them that asks about the dimension; the overall one last."""
    versions = sorted({version for version, *_ in keys.rows}, reverse=True)
    found: dict[str, str] = {}
    for version in versions:
        for key, title in keys.dimensions(version):
            found.setdefault(key, title)
    return found | {"": OVERALL_NAME}


@dataclass(frozen=True, slots=True)
class _Making:
    """What every trend is made of, whatever its lines are."""

    known: Sequence[Moment]
    span: Span
    submissions: Sequence[HandedIn]
    keys: Keys
    figures: Mapping[Place, Behind] | None = None
    """None where they are still to be read."""
    told: Sequence[Told] = ()

    def by_dimension(
        self, chosen: Sequence[Member], address: TrendAddress, titles: Mapping[str, str]
    ) -> Trend:
        """A line for each dimension that has figures, and the overall one."""
        wanted = Wanted(address.measure, division=address.division, team=address.team)
        lines = self.lines(wanted)
        shown = {dimension for _, _, dimension in lines.figures} | {""}
        teams = existing(chosen, self.span.points)
        made = [
            lines.line(key or OVERALL, title, n if key else None, ("", key), teams)
            for n, (key, title) in enumerate(titles.items())
            if key in shown
        ]
        return self.trend(made, of_team=bool(address.team))

    def by_division(
        self, chosen: Sequence[Member], address: TrendAddress, titles: Mapping[str, str]
    ) -> Trend:
        """A line for each division, and one for the whole organisation."""
        lines = self.lines(Wanted(address.measure, "division", dimension=address.dimension_key))
        names = {member.division_slug: member.division for member in chosen}
        groups = [*names.items(), ("", "Whole organisation")]
        made = [
            lines.line(
                slug or OVERALL,
                name,
                n if slug else None,
                (slug, address.dimension_key),
                existing([m for m in chosen if slug in ("", m.division_slug)], self.span.points),
            )
            for n, (slug, name) in enumerate(groups)
        ]
        return self.trend(made, of_team=False)

    def lines(self, wanted: Wanted) -> Lines:
        points = self.span.points
        return Lines(
            points,
            trend_figures(points, wanted) if self.figures is None else self.figures,
            self.keys,
            seen={each.version for each in self.submissions},
            missing=MEASURES[wanted.column].missing,
        )

    def trend(self, lines: Sequence[TrendLine], *, of_team: bool) -> Trend:
        return Trend(
            span=self.span,
            highest_level=highest_level(self.known, self.span),
            lines=tuple(lines),
            events=events(self.span, self.submissions, self.known, self.told, of_team=of_team),
            submissions=counts(self.span, self.submissions),
        )
