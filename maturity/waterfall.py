"""Why a figure changed between two moments, in steps that add up to the change exactly. Pure.

docs/definitions.md ("Why a figure changed") in code: from what teams said then to what they say now, one kind of change
after the other and, within it, one practice after the other. Each share is the figure after minus the figure before, so
that the sum is the change by the way it is made, whatever is rounded in between.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from maturity.answer_moves import Known, Moved, Run, run_of
from maturity.running_score import NOT_APPLICABLE, Said
from maturity.scoring import group_figure


class Kind(StrEnum):
    """What a step stands for, in the order in which steps are shown."""

    JOINED = "joined"
    MODEL = "model"
    ANSWERED = "answered"
    RAISED = "raised"
    LOWERED = "lowered"
    APPLICABILITY = "applicability"
    UNANSWERED = "unanswered"
    LEFT = "left"


@dataclass(frozen=True, slots=True)
class Move:
    """What a team said of a practice before and after."""

    team: int
    before: Said
    after: Said


@dataclass(frozen=True, slots=True)
class Part:
    """A practice within a step. `share` is None in the model's step: what an edition asks changes as a whole."""

    practice: str
    share: int | None
    moves: tuple[Move, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """`share` is what it adds to the figure, in ten-thousandths. Parts come in the order of the model.

    `teams` are pairs of team and figure: those that joined, those that left, or those with another edition and what
    their earlier answers come to under it.
    """

    kind: Kind
    share: int
    parts: tuple[Part, ...] = ()
    teams: tuple[tuple[int, int | None], ...] = ()


@dataclass(frozen=True, slots=True)
class Waterfall:
    """The median of the teams' figures then and now (of one team: its figure). No steps where one of them is None."""

    then: int | None
    now: int | None
    steps: tuple[Step, ...]

    @property
    def change(self) -> int | None:
        return None if self.then is None or self.now is None else self.now - self.then


def waterfall(teams: Iterable[Known | Moved], dimension: str = "") -> Waterfall:
    """Of the overall figure (''), or of one dimension's; each team is in `teams` once."""
    runs = [run_of(team, dimension) for team in teams]
    then = group_figure(run.then for run in runs).median
    now = group_figure(run.now for run in runs).median
    steps = () if then is None or now is None else tuple(_steps(runs))
    return Waterfall(then, now, steps)


class _Course:
    """The median on its way."""

    def __init__(self, figures: Mapping[int, int | None]) -> None:
        self._figures = dict(figures)
        self._median = self._now()

    def advance(self, figures: Iterable[tuple[int, int | None]]) -> int:
        """These teams' figures become what is given; by how much that moves the median."""
        before = self._median
        self._figures.update(figures)
        self._median = self._now()
        return self._median - before

    def _now(self) -> int:
        median = group_figure(self._figures.values()).median
        if median is None:
            raise ValueError("a course has a figure at every point of it")
        return median


def _steps(runs: Sequence[Run]) -> Iterator[Step]:
    """Teams join before all else and leave after it, so that there is a median throughout."""
    course = _Course({run.team: run.then for run in runs})
    staying = [run for run in runs if run.stays]
    joining = tuple((run.team, run.now) for run in runs if run.then is None and run.now is not None)
    leaving = tuple((run.team, run.then) for run in runs if run.then is not None and run.now is None)
    if joining:
        yield Step(Kind.JOINED, course.advance(joining), teams=joining)
    yield from _restating(course, [run for run in staying if run.is_restated])
    yield from _answering(course, staying)
    if leaving:
        yield Step(Kind.LEFT, course.advance((team, None) for team, _ in leaving), teams=leaving)


def _restating(course: _Course, runs: Sequence[Run]) -> Iterator[Step]:
    gone: dict[str, list[Move]] = defaultdict(list)
    for run in runs:
        for practice, level in run.gone:
            gone[practice].append(Move(run.team, level, None))
    if runs:
        teams = tuple((run.team, run.figure) for run in runs)
        parts = tuple(Part(practice, None, tuple(moves)) for practice, moves in gone.items())
        yield Step(Kind.MODEL, course.advance(teams), parts, teams)


# The order in which changes of answers are applied, each with its step. Additions come before removals, so that no
# team is without an answer in between.
_PHASES = (
    Kind.ANSWERED,
    Kind.APPLICABILITY,  # applies again
    Kind.RAISED,
    Kind.LOWERED,
    Kind.APPLICABILITY,  # does not apply any more
    Kind.UNANSWERED,
)


def _answering(course: _Course, runs: Sequence[Run]) -> Iterator[Step]:
    parts: dict[Kind, list[Part]] = defaultdict(list)
    for phase, practice, moves in _in_order(runs):
        for run, before, after in moves:
            if run.score:
                run.score.put(practice, before, after)
        share = course.advance((run.team, run.figure) for run, _, _ in moves)
        told = tuple(Move(run.team, before, after) for run, before, after in moves)
        parts[_PHASES[phase]].append(Part(practice, share, told))
    for kind in Kind:
        if kind in parts:
            yield Step(kind, sum(part.share or 0 for part in parts[kind]), tuple(parts[kind]))


def _in_order(runs: Sequence[Run]) -> list[tuple[int, str, list[tuple[Run, Said, Said]]]]:
    """What changed, by phase and practice; practices in the order of the newest edition, then of older ones."""
    editions = {run.score.edition.version: run.score.edition for run in runs if run.score}
    newest_first = [editions[version] for version in sorted(editions, reverse=True)]
    practices = list(dict.fromkeys(key for edition in newest_first for key in edition.places))
    found: dict[tuple[int, str], list[tuple[Run, Said, Said]]] = defaultdict(list)
    for run in runs:
        for practice, before, after in run.moves:
            phase = _phase(before, after)
            if phase is not None:
                found[phase, practice].append((run, before, after))
    return [
        (phase, practice, found[phase, practice])
        for phase in range(len(_PHASES))
        for practice in practices
        if (phase, practice) in found
    ]


def _phase(before: Said, after: Said) -> int | None:
    """The place in `_PHASES`; None for a change between unanswered and not applicable, which no score feels."""
    if isinstance(before, int) and isinstance(after, int):
        return 2 if after > before else 3
    if isinstance(before, int):
        return 4 if after == NOT_APPLICABLE else 5
    if isinstance(after, int):
        return 0 if before is None else 1
    return None
