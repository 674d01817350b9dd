"""Small multiples: how every team moves in one dimension, by division, a page of teams at a time."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby
from typing import Final

from django.core.validators import slug_re

from maturity.queries.matrix import UnknownInAddress
from maturity.queries.matrix_rows import Keys, practice_keys
from maturity.queries.moments import moments
from maturity.queries.trend_figures import Behind, Place, Wanted, trend_figures
from maturity.queries.trend_lines import Lines, TrendLine
from maturity.queries.trend_span import Span, highest_level, span_of
from maturity.queries.trends import (
    Member,
    Surroundings,
    asked_versions,
    dimension_titles,
    everybody,
    existing,
    settled,
)
from maturity.trend_address import BadRange, TrendAddress
from maturity.trend_points import most_points

TEAMS_PER_PAGE: Final = 100
MOST_POINTS: Final = 100
"""More would be lost in a small chart."""


@dataclass(frozen=True, slots=True)
class TeamTrend:
    member: Member
    line: TrendLine


@dataclass(frozen=True, slots=True)
class DivisionTrend:
    """The teams of a division on this page; `line` is the group figure of all its teams."""

    slug: str
    name: str
    line: TrendLine
    teams: tuple[TeamTrend, ...]


@dataclass(frozen=True, slots=True)
class TeamTrends:
    """`teams` counts those of all pages, `has_data` says whether any of them reported."""

    span: Span
    highest_level: int
    divisions: tuple[DivisionTrend, ...]
    teams: int
    pages: int
    has_data: bool


@dataclass(frozen=True, slots=True)
class TeamTrendsPage:
    """`trends` is None where the days of the address make no range, which `wrong` then says.

    `submitted` says whether there are figures at all.
    """

    address: TrendAddress
    around: Surroundings
    submitted: bool
    trends: TeamTrends | None
    wrong: BadRange | None = None


def team_trends(asked: TrendAddress, today: date, *, all_pages: bool = False) -> TeamTrendsPage | None:
    """What the address asks for, in five statements; None where no cycle has begun. Raises UnknownInAddress."""
    known = moments(today)
    if not known:
        return None
    members = everybody()
    address, chosen = settled(replace(asked, team=""), members)
    if not slug_re.match(address.dimension):  # nothing else may reach the database
        raise UnknownInAddress(address.dimension)
    submitted = any(moment.day for moment in known)
    asking = asked_versions(known)
    try:
        span = span_of(address, known, today, min(MOST_POINTS, most_points(len(chosen))))
    except BadRange as wrong:
        around = _around(today, members, chosen, practice_keys(asking), address)
        return TeamTrendsPage(address, around, submitted, None, wrong)
    there = [member for member in chosen if member.archived_on is None or member.archived_on > span.until]
    first = 0 if all_pages else (address.page - 1) * TEAMS_PER_PAGE
    on_page = there[first:] if all_pages else there[first : first + TEAMS_PER_PAGE]
    groups = trend_figures(span.points, _wanted(address, "division"))
    singles = trend_figures(span.points, _wanted(address, "team", None if all_pages else on_page))
    keys = practice_keys(asking | _versions(groups) | _versions(singles))
    around = _around(today, members, chosen, keys, address)
    found = TeamTrends(
        span=span,
        highest_level=highest_level(known, span),
        divisions=_by_division(
            address,
            chosen,
            on_page,
            _lines(address, span, groups, keys),
            _lines(address, span, singles, keys),
        ),
        teams=len(there),
        pages=-(-len(there) // TEAMS_PER_PAGE),
        has_data=bool(groups),
    )
    return TeamTrendsPage(address, around, submitted, found)


def _wanted(address: TrendAddress, group: str, teams: Sequence[Member] | None = None) -> Wanted:
    slugs = None if teams is None else [member.slug for member in teams]
    return Wanted(
        address.measure, group, division=address.division, dimension=address.dimension_key, teams=slugs
    )


def _around(
    today: date, members: tuple[Member, ...], chosen: tuple[Member, ...], keys: Keys, address: TrendAddress
) -> Surroundings:
    titles = dimension_titles(keys)
    if address.dimension_key not in titles:
        raise UnknownInAddress(address.dimension)
    return Surroundings(today, members, chosen, titles)


def _versions(figures: Mapping[Place, Behind]) -> set[int]:
    return {version for row in figures.values() for version in (row.oldest_version, row.newest_version)}


def _lines(address: TrendAddress, span: Span, figures: Mapping[Place, Behind], keys: Keys) -> Lines:
    return Lines(span.points, figures, keys, _versions(figures), address.measured.missing)


def _by_division(
    address: TrendAddress,
    chosen: Sequence[Member],
    on_page: Sequence[Member],
    groups: Lines,
    singles: Lines,
) -> tuple[DivisionTrend, ...]:
    key, points = address.dimension_key, groups.points
    members: dict[str, list[Member]] = defaultdict(list)
    for member in chosen:
        members[member.division_slug].append(member)
    return tuple(
        DivisionTrend(
            slug,
            name,
            groups.line(slug, name, None, (slug, key), existing(members[slug], points)),
            tuple(
                TeamTrend(
                    each, singles.line(each.slug, each.name, None, (each.slug, key), existing([each], points))
                )
                for each in teams
            ),
        )
        for (slug, name), teams in groupby(on_page, key=lambda each: (each.division_slug, each.division))
    )
