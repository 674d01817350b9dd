"""The steps of a change as the page lists them: the practices that weigh most, with their teams and where they lead."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse

from maturity.queries.why import Reporter, Why
from maturity.scoring import shown
from maturity.waterfall import Kind, Move, Part, Step
from maturity.why_address import WhyAddress
from maturity.why_words import EXPLAINED, move_in_words, sentence, share

FEW_PARTS, PARTS_SHOWN = 4, 12
TEAMS_SHOWN = 6
"""Of an organisation there may be thousands; the export has them all."""


@dataclass(frozen=True, slots=True)
class Mover:
    """A team in a list: `way` leads to where it stands, `said_way` to the difference of the two submissions ('' where
    there is no such page). Nameless on a page that is about it."""

    name: str
    way: str
    said: str
    said_way: str = ""


@dataclass(frozen=True, slots=True)
class ListedPart:
    """A practice in a step. `guide` leads to its article, `more` teams are not named."""

    title: str
    guide: str
    share: str
    movers: tuple[Mover, ...]
    more: int

    @property
    def named(self) -> str:
        """The teams in a line."""
        return ", ".join(mover.name for mover in self.movers) + (
            f" and {self.more} more" if self.more else ""
        )


@dataclass(frozen=True, slots=True)
class ListedStep:
    """`rest` are practices that weigh less; `rest_share` is what they add together, '' where there are no shares."""

    key: str
    sentence: str
    explained: str
    teams: tuple[Mover, ...]
    more: int
    parts: tuple[ListedPart, ...]
    rest: tuple[ListedPart, ...]
    rest_share: str


def listed_steps(found: Why) -> list[ListedStep]:
    return [_listed(found, step) for step in found.steps.steps] if found.steps else []


def _listed(found: Why, step: Step) -> ListedStep:
    shown_parts, rest = _split(step.parts, of_team=found.whose.team is not None)
    teams = sorted(step.teams, key=lambda pair: _order(found, pair[0]))
    return ListedStep(
        key=step.kind.value,
        sentence=sentence(step, of_team=found.whose.team is not None),
        explained=EXPLAINED.get(step.kind, ""),
        teams=tuple(_team(found, step.kind, *pair) for pair in teams[:PARTS_SHOWN]),
        more=max(0, len(teams) - PARTS_SHOWN),
        parts=tuple(_part(found, part) for part in shown_parts),
        rest=tuple(_part(found, part) for part in rest),
        rest_share=share(sum(part.share or 0 for part in rest)) if step.kind != Kind.MODEL else "",
    )


def _split(parts: Sequence[Part], *, of_team: bool) -> tuple[list[Part], list[Part]]:
    """The largest share first, whichever its sign; those alike stay in the order of the model.

    Most practices move no median: of many, those that do are in front. Of a team all have their share.
    """
    ordered = sorted(parts, key=lambda part: -abs(part.share or 0))
    if of_team or len(ordered) <= FEW_PARTS:
        return ordered, []
    heavy = [part for part in ordered[:PARTS_SHOWN] if part.share is None or share(part.share) != share(0)]
    return heavy, ordered[len(heavy) :]


def _order(found: Why, team: int) -> str:
    return found.reporters[team].name


def _part(found: Why, part: Part) -> ListedPart:
    moves = sorted(part.moves, key=lambda move: _order(found, move.team))
    return ListedPart(
        title=found.practices[part.practice],
        guide=reverse("guide_practice", args=[part.practice]),
        share="" if part.share is None else share(part.share),
        movers=tuple(_mover(found, part.practice, move) for move in moves[:TEAMS_SHOWN]),
        more=max(0, len(moves) - TEAMS_SHOWN),
    )


def _mover(found: Why, practice: str, move: Move) -> Mover:
    """A page about one team names the dimension instead."""
    team = found.reporters[move.team]
    dimension = found.places.get((team.now.edition, practice)) if team.now else None
    name = team.name
    if found.whose.team:
        name = "" if found.address.dimension else found.dimensions.get(dimension or "", "")
    way = why_way(found.address.of(team=team.slug))
    if dimension:
        way = reverse("matrix_cell", args=[team.slug, dimension]) + found.address.moments.query
    return Mover(name, way, move_in_words(move), _compared(team))


def _compared(team: Reporter) -> str:
    """To the difference of the two submissions; '' where that page would compare with a later correction."""
    then, now = team.then, team.now
    if then is None or now is None:
        return ""
    if then.cycle == now.cycle:
        return reverse("submission_changes", args=[team.slug, now.cycle, now.number, then.number])
    return reverse("submission_since", args=[team.slug, now.cycle, now.number, then.cycle]) * then.is_last


def _team(found: Why, kind: Kind, team: int, figure: int | None) -> Mover:
    reporter = found.reporters[team]
    name = "" if found.whose.team else reporter.name
    return Mover(name, why_way(found.address.of(team=reporter.slug)), _said(reporter, kind, figure))


def _said(reporter: Reporter, kind: Kind, figure: int | None) -> str:
    then, now = reporter.then, reporter.now
    if kind != Kind.MODEL or then is None or now is None:
        return shown(figure)
    answered = f"version {then.edition_number} to {now.edition_number}"
    return answered if figure is None else f"{answered}, {shown(figure)} with the answers of then"


def why_way(address: WhyAddress) -> str:
    return reverse("why") + address.query


def crumbs(found: Why) -> Sequence[tuple[str, str]]:
    """Names and ways from the organisation down to whose figure it is; the last one is the page itself."""
    whose, address = found.whose, found.address
    trail = [("The organisation", address.of())]
    if whose.division:
        trail.append((whose.divisions[whose.division], address.of(division=whose.division)))
    if whose.team:
        trail.append((whose.team.name, address))
    return [(name, why_way(way)) for name, way in trail]
