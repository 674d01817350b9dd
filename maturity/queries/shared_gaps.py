"""Where many teams have the same gap: each practice of the newest submissions standing at a moment.

Counted by the database; a number of statements that depends on nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.db.models import Count, Exists, OuterRef, Q

from maturity.gaps_address import GapsAddress
from maturity.queries.matrix import UnknownInAddress, moments_to_choose
from maturity.queries.moments import Moment
from maturity.queries.practice_gaps import Asked, TeamGap, Teams, counted, standing_at, teams_in
from maturity.queries.who_could_help import ByPractice, Helpers, who_could_help
from maturity.shared_gaps import FEWEST_TEAMS, Gap, gap
from teams.models import Team


@dataclass(frozen=True, slots=True)
class PracticeGap:
    """`could_help` has teams of every division. `teams` is of an unfolded practice alone: largest gaps first."""

    asked: Asked
    gap: Gap
    could_help: Helpers
    teams: tuple[TeamGap, ...] = ()

    @property
    def below(self) -> list[TeamGap]:
        return [each for each in self.teams if each.missing]

    @property
    def at_target(self) -> list[TeamGap]:
        return [each for each in self.teams if not each.missing]


class Division(NamedTuple):
    """`reported` of its teams have a submission that stands at the moment."""

    slug: str
    name: str
    teams: int
    reported: int


@dataclass(frozen=True, slots=True)
class SharedGaps:
    """`gaps` are the practices in which any team is below its target, the most teams first."""

    address: GapsAddress
    moment: Moment
    moments: tuple[Moment, ...]
    divisions: tuple[Division, ...]
    gaps: tuple[PracticeGap, ...]
    asked: int
    seldom: int
    reached: int

    @property
    def shared(self) -> list[PracticeGap]:
        return [each for each in self.gaps if each.gap.is_shared]

    @property
    def others(self) -> list[PracticeGap]:
        return [each for each in self.gaps if not each.gap.is_shared]

    @property
    def of_address(self) -> list[Division]:
        return [each for each in self.divisions if self.address.division in ("", each.slug)]

    @property
    def teams(self) -> int:
        return sum(division.teams for division in self.of_address)

    @property
    def reported(self) -> int:
        return sum(division.reported for division in self.of_address)


def shared_gaps(address: GapsAddress, today: date) -> SharedGaps | None:
    """What the address asks for; None where no cycle has begun. Raises UnknownInAddress."""
    known, moment, _ = moments_to_choose(address.matrix, today)
    if moment is None:
        return None
    divisions = _divisions(moment)
    if address.division not in ("", *(division.slug for division in divisions)):
        raise UnknownInAddress(address.division)
    helpers = who_could_help(moment.day, moment.as_of, unfolded=address.practice) if moment.day else {}
    teams = teams_in(moment, address.division, address.practice) if address.practice else {}
    found = {asked: gap(each) for asked, each in counted(moment, address.division).items()}
    return SharedGaps(
        address=address,
        moment=moment,
        moments=tuple(known),
        divisions=divisions,
        gaps=_ordered(found, helpers, teams),
        asked=len(found),
        seldom=sum(each.teams < FEWEST_TEAMS for each in found.values()),
        reached=sum(each.teams > 0 and not each.below for each in found.values()),
    )


def _divisions(moment: Moment) -> tuple[Division, ...]:
    """Those of teams that existed at the moment."""
    standing = Exists(standing_at(moment).filter(team=OuterRef("pk")))
    rows = (
        Team.objects.filter(Q(archived_on=None) | Q(archived_on__gt=moment.as_of))
        .order_by("division__position", "division__name")
        .values_list("division__slug", "division__name")
        .annotate(teams=Count("pk"), reported=Count("pk", filter=standing))
    )
    return tuple(Division(*row) for row in rows)


def _ordered(found: Mapping[Asked, Gap], helpers: ByPractice, teams: Teams) -> tuple[PracticeGap, ...]:
    """The most teams below target first, then the most missing levels; else in the order of the model."""
    gaps = [(asked, each) for asked, each in found.items() if each.below]
    gaps.sort(key=lambda pair: (-pair[1].below, -pair[1].missing))
    return tuple(
        PracticeGap(
            asked,
            each,
            helpers.get((asked.model, asked.key), Helpers()),
            tuple(teams.get((asked.model, asked.key), ())),
        )
        for asked, each in gaps
    )
