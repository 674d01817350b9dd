"""The steps of a change in sentences: "Raised: 4 practices in 3 teams, +0.40". Pure."""

from typing import Final

from maturity.running_score import NOT_APPLICABLE, Said
from maturity.scoring import UNIT, shown
from maturity.waterfall import Kind, Move, Part, Step, Waterfall

NAMES: Final = {
    Kind.JOINED: "New among those with data",
    Kind.MODEL: "Another version of the model",
    Kind.ANSWERED: "Newly answered",
    Kind.RAISED: "Raised",
    Kind.LOWERED: "Lowered",
    Kind.APPLICABILITY: "Applies again, or no longer",
    Kind.UNANSWERED: "Not answered any more",
    Kind.LEFT: "No longer with data",
}
OF_TEAMS: Final = frozenset({Kind.JOINED, Kind.MODEL, Kind.LEFT})
"""Steps that whole teams take."""

EXPLAINED: Final = {
    Kind.JOINED: "They had no figure then. They join with the one that they have now.",
    Kind.MODEL: "What was said then, read under the version that is answered now.",
    Kind.LEFT: "They have no figure now.",
}
"""What a reader of such a step may ask."""

_MINUS = "\u2212"


def sentence(step: Step, *, of_team: bool = False) -> str:
    """`of_team` says that there is one team alone, which needs no count."""
    counted = _counted(step, of_team=of_team)
    return f"{NAMES[step.kind]}{f': {counted}' if counted else ''}, {share(step.share)}"


def headline(found: Waterfall, whose: str, since: str, dimension: str = "") -> str:
    """ "Checkout went from 2.3 to 2.6 in Testing since 2026 Q3"; of a change that rounds to nothing, "stayed at"."""
    then, now = shown(found.then), shown(found.now)
    went = f"stayed at {now}" if then == now else f"went from {then} to {now}"
    return f"{whose} {went}{f' in {dimension}' if dimension else ''} since {since}"


def share(value: int) -> str:
    """What a step or a practice adds, to two decimals: "+0.25", "−0.25", "0.00" where it rounds to nothing."""
    return _signed(value, 2)


def exact_share(value: int) -> str:
    """To all four decimals."""
    return _signed(value, 4)


def exact(value: int) -> str:
    """A figure to all four decimals, as it is kept."""
    return _decimals(value, 4)


def move_in_words(move: Move) -> str:
    """ "1 → 3", "not answered → 2"."""
    return f"{said_in_words(move.before)} → {said_in_words(move.after)}"


def said_in_words(said: Said) -> str:
    if said is None:
        return "not answered"
    return NOT_APPLICABLE if said == NOT_APPLICABLE else str(said)


def practices_of(step: Step) -> int:
    """How many different ones: what applies again in one team and no longer in another is one practice."""
    return len({part.practice for part in step.parts})


def teams_of(parts: tuple[Part, ...]) -> int:
    return len({move.team for part in parts for move in part.moves})


def counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _counted(step: Step, *, of_team: bool) -> str:
    if step.kind in OF_TEAMS:
        return "" if of_team else counted(len(step.teams), "team")
    practices = counted(practices_of(step), "practice")
    return practices if of_team else f"{practices} in {counted(teams_of(step.parts), 'team')}"


def _signed(value: int, places: int) -> str:
    text = _decimals(value, places)
    return f"+{text}" if value > 0 and float(text) else text


def _decimals(value: int, places: int) -> str:
    """Half-up, a negative one away from 0, as `maturity.scoring.shown` rounds to one."""
    unit = UNIT // 10**places
    whole = (2 * abs(value) + unit) // (2 * unit)
    sign = _MINUS if value < 0 and whole else ""
    return f"{sign}{whole // 10**places}.{whole % 10**places:0{places}d}"
