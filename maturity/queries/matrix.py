"""The matrix: where every team stands in every dimension at one moment, compared with another.

Read from snapshot rows alone, in a number of statements that does not depend on the number of teams.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from maturity import scoring
from maturity.matrix_address import GAP_OVER_ONE, OVERALL, MatrixAddress, as_day
from maturity.queries.matrix_cells import NOT_REPORTED, Judge
from maturity.queries.matrix_groups import Group, Row, figures_of, groups_of, page_names
from maturity.queries.matrix_pairs import PairRow, Read, reported
from maturity.queries.matrix_rows import Place, drafted_dimensions, places, practice_keys
from maturity.queries.moments import Moment, before, moments_and_days, under
from maturity.queries.restated import Unlike, restated, unlike

TREND_CYCLES = 6


class UnknownInAddress(LookupError):
    """The address names a cycle, a division or a dimension that does not exist."""


@dataclass(frozen=True, slots=True)
class Matrix:
    """One page of it. `figures`, `teams` and `submitted` are of all teams that the address asks for.

    `moment` is what the address asks for, with the version that the figures are read under. `cycles` is the length of a
    row's trend, `all_dimensions` are those of the version, whatever is shown of them. The last three say what a reader
    has to know about versions.
    """

    address: MatrixAddress
    today: date
    moment: Moment
    earlier: Moment | None
    moments: tuple[Moment, ...]
    divisions: tuple[tuple[str, str], ...]
    all_dimensions: tuple[tuple[str, str], ...]
    dimensions: tuple[tuple[str, str], ...]
    groups: tuple[Group, ...]
    figures: tuple[scoring.GroupFigure, ...]
    teams: int
    submitted: int
    cycles: int
    pages: tuple[str, ...]
    across_versions: bool
    not_comparable: bool
    unlike: tuple[Unlike, ...]

    @property
    def is_in_future(self) -> bool:
        """Whether the address asks for a day that is yet to come; today's figures then stand for it."""
        return (as_day(self.address.cycle) or self.today) > self.today


def matrix(address: MatrixAddress, today: date) -> Matrix | None:
    """What the address asks for; None where no cycle has begun. Raises UnknownInAddress."""
    known, days = moments_and_days(today, address.days)
    if not known:
        return None
    moment = _chosen(known, days, address.cycle)
    if address.is_restated:
        moment = under(moment, known[0])
    earlier = _earlier(known, days, moment, address.compare)
    trend = [] if address.is_restated else _trend_days(known, moment)
    everyone = places(moment)
    read = _read(moment, earlier, trend, address)
    keys = practice_keys({moment.version_id, *read.answered})
    asked = keys.dimensions(moment.version_id)
    judge = Judge(address.measure, keys, [key for key, _ in _dimensions(asked, address.dimension)])
    cells = judge.rows(read.pairs)
    # What a draft has is counted by the version that its cycle asks, which figures are not restated to.
    drafts = drafted_dimensions(moment, keys) if moment.is_open and not address.is_restated else {}
    rows = [
        Row(
            place,
            tuple(cells.get(place.id) or (NOT_REPORTED,) * len(judge.columns)),
            read.trends.get(place.id) or (None,) * len(trend),
            drafts.get(place.id),
        )
        for place in _asked_for(everyone, address, read, judge)
    ]
    columns = [key or OVERALL for key in judge.columns]
    return Matrix(
        address=address,
        today=today,
        moment=moment,
        earlier=earlier,
        moments=tuple(known),
        divisions=tuple(dict.fromkeys((place.division_slug, place.division) for place in everyone)),
        all_dimensions=tuple(asked),
        dimensions=tuple(_dimensions(asked, address.dimension)),
        groups=groups_of(rows, address, columns),
        figures=figures_of(rows),
        teams=len(rows),
        submitted=sum(row.place.submitted is not None for row in rows),
        cycles=len(trend),
        pages=page_names(rows, address, columns),
        across_versions=judge.across_versions,
        not_comparable=judge.not_comparable,
        unlike=unlike(keys, moment, read.answered) if address.is_restated else (),
    )


def chosen_moments(address: MatrixAddress, today: date) -> tuple[Moment | None, Moment | None]:
    """The moment that the address asks for, and the one to compare it with. Raises UnknownInAddress."""
    moment, earlier, _ = chosen_history(address, today)
    return moment, earlier


def chosen_history(
    address: MatrixAddress, today: date
) -> tuple[Moment | None, Moment | None, tuple[Moment, ...]]:
    """As `chosen_moments`, and the cycles before, oldest first, with the moment itself. Raises UnknownInAddress."""
    known, moment, earlier = moments_to_choose(address, today)
    return moment, earlier, tuple(_until(known, moment)) if moment else ()


def moments_to_choose(
    address: MatrixAddress, today: date
) -> tuple[list[Moment], Moment | None, Moment | None]:
    """Every cycle that has begun, newest first, and as `chosen_moments`. Raises UnknownInAddress."""
    known, days = moments_and_days(today, address.days)
    if not known:
        return [], None, None
    moment = _chosen(known, days, address.cycle)
    return known, moment, _earlier(known, days, moment, address.compare)


def _chosen(known: Sequence[Moment], days: dict[date, Moment], name: str) -> Moment:
    if day := as_day(name):
        return days[day]
    for moment in known:
        if name in ("", moment.slug):
            return moment
    raise UnknownInAddress(name)


def _earlier(known: list[Moment], days: dict[date, Moment], moment: Moment, name: str) -> Moment | None:
    """What to compare with: the cycle or day asked for where that is an earlier one, else the cycle before.

    Where the same day's figures stand for both, there is nothing to compare with.
    """
    other = _chosen(known, days, name) if name else before(known, moment)
    if other is not None and other.as_of >= moment.as_of:
        other = before(known, moment)
    return None if other is None or other.day == moment.day else other


def _trend_days(known: list[Moment], moment: Moment) -> list[date | None]:
    return [each.day for each in _until(known, moment)][-TREND_CYCLES:]


def _until(known: list[Moment], moment: Moment) -> list[Moment]:
    """Of the cycles up to this moment, the oldest first, and the moment itself last."""
    return [*(other for other in reversed(known) if other.opens < moment.opens), moment]


def _read(moment: Moment, earlier: Moment | None, trend: list[date | None], address: MatrixAddress) -> Read:
    then = earlier.day if earlier else None
    if moment.day is None:
        return Read([], {}, frozenset())
    if address.is_restated:
        return restated(moment.day, then, moment.version_id, address.measure, address.division)
    return reported(moment.day, then, trend, address.measure, address.division)


def _dimensions(asked: list[tuple[str, str]], key: str) -> list[tuple[str, str]]:
    shown = [dimension for dimension in asked if key in ("", dimension[0])]
    if key and not shown:
        raise UnknownInAddress(key)
    return shown


def _asked_for(
    everyone: Sequence[Place], address: MatrixAddress, read: Read, judge: Judge
) -> Iterator[Place]:
    of_division = [place for place in everyone if address.division in ("", place.division_slug)]
    if address.division and not of_division:
        raise UnknownInAddress(address.division)
    words = address.q.casefold()
    gapping = _with_gap(read.pairs, judge.columns[:-1]) if address.gap == GAP_OVER_ONE else None
    for place in of_division:
        said = "yes" if place.submitted else "no"
        if (
            words in place.name.casefold()
            and address.submitted in ("", said)
            and (gapping is None or place.id in gapping)
        ):
            yield place


def _with_gap(pairs: Sequence[PairRow], dimensions: Collection[str]) -> set[int]:
    """The teams with a gap of more than one level in one of the dimensions."""
    return {team for team, key, _, _, gap, *_ in pairs if key in dimensions and (gap or 0) > scoring.UNIT}
