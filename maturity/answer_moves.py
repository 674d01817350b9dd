"""What became of a team's answers between two moments, whatever editions of the model they were given to. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from maturity.running_score import Edition, RunningScore, Said, running


@dataclass(frozen=True, slots=True)
class Submitted:
    """What a team said, by practice key, under the edition that it answered."""

    edition: Edition
    said: Mapping[str, Said]


@dataclass(frozen=True, slots=True)
class Known:
    """A team whose answers play no part: they are the same at both moments, or it has a figure at one of them at most.

    The figures are in ten-thousandths, None where there is none.
    """

    team: int
    then: int | None
    now: int | None


@dataclass(frozen=True, slots=True)
class Moved:
    """A team with a submission then and another one now. Its figures follow from its answers."""

    team: int
    then: Submitted
    now: Submitted


@dataclass(slots=True)
class Run:
    """A team on its way from the figure then to the figure now.

    `score` runs along, from the answers then read under the edition of now; None where the team takes no step, or only
    one. `gone` are levels that do not count under that edition, `moves` what was said before and after of the others.
    """

    team: int
    then: int | None
    now: int | None
    score: RunningScore | None = None
    is_restated: bool = False
    gone: tuple[tuple[str, int], ...] = ()
    moves: tuple[tuple[str, Said, Said], ...] = ()

    @property
    def stays(self) -> bool:
        return self.then is not None and self.now is not None

    @property
    def figure(self) -> int | None:
        """Where it is on its way; its end where none of the answers then counts under the edition of now."""
        return self.score.score if self.score else self.now


def restated(then: Submitted, edition: Edition) -> dict[str, Said]:
    """The answers that still count under another edition: of the same model, on a scale of the same length, by key."""
    if (then.edition.model, then.edition.levels) != (edition.model, edition.levels):
        return {}
    return {practice: then.said[practice] for practice in edition.places if practice in then.said}


def run_of(team: Known | Moved, dimension: str) -> Run:
    """The way of a team's overall figure (''), or of one dimension's."""
    if isinstance(team, Known):
        return Run(team.team, team.then, team.now)
    before, after = team.then.edition.only(dimension), team.now.edition.only(dimension)
    score = running(before, team.then.said)
    run = Run(team.team, score.score, running(after, team.now.said).score)
    if not run.stays:
        return run
    said = team.then.said
    if before.version != after.version:
        run.is_restated = True
        said = restated(team.then, after)
        run.gone = tuple(_gone(team.then.said, before, said))
        score = running(after, said)
        if score.score is None:
            return run
    run.score = score
    run.moves = tuple(_moves(after, said, team.now.said))
    return run


def _gone(said: Mapping[str, Said], edition: Edition, kept: Mapping[str, Said]) -> Iterator[tuple[str, int]]:
    for practice in edition.places:
        level = said.get(practice)
        if isinstance(level, int) and practice not in kept:
            yield practice, level


def _moves(
    edition: Edition, said: Mapping[str, Said], now: Mapping[str, Said]
) -> Iterator[tuple[str, Said, Said]]:
    for practice in edition.places:
        before, after = said.get(practice), now.get(practice)
        if before != after:
            yield practice, before, after
