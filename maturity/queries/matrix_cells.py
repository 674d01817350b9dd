"""One team's standings as the cells of the matrix, for the measure that is shown."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from maturity import scoring
from maturity.queries.matrix_rows import Keys, Standing, Standings


class Cell(NamedTuple):
    """`value` is what the chosen measure shows, in ten-thousandths, None where it has none; `state` then says why.

    States are those of `scoring.state_of`, and "no_target", "no_earlier" and "not_comparable". Beside a score stands
    its `change`: None where there is none; `comparable` is False where that is because versions of the model differ.
    """

    state: str
    value: int | None
    change: int | None = None
    comparable: bool = True


NOT_REPORTED = Cell("not_reported", None)


class Judge:
    """Makes the cells of one page, and remembers what it has to say about versions of the model."""

    def __init__(self, measure: str, keys: Keys, dimensions: Sequence[str]) -> None:
        self.across_versions = False
        self.not_comparable = False
        self._columns = (*dimensions, "")
        self._keys = keys
        self._cell = self._measures()[measure]

    def cells(self, now: Standings | None, then: Standings) -> tuple[Cell, ...]:
        """In the order of the dimensions, the overall cell last; `now` is None for a team that never submitted."""
        if now is None:
            return (NOT_REPORTED,) * len(self._columns)
        cell = self._cell
        return tuple([cell(key, now.get(key), then.get(key)) for key in self._columns])

    def _measures(self) -> dict[str, Callable[[str, Standing | None, Standing | None], Cell]]:
        return {
            "score": self._of_score,
            "change": self._of_change,
            "gap": self._of_gap,
            "coverage": self._of_coverage,
        }

    def _of_score(self, key: str, now: Standing | None, then: Standing | None) -> Cell:
        if now is None or now.score is None:
            return _without_score(now)
        change = self._change(key, now, then)
        return Cell("scored", now.score, change.value, change.comparable)

    def _of_change(self, key: str, now: Standing | None, then: Standing | None) -> Cell:
        if now is None or now.score is None:
            return _without_score(now)
        change = self._change(key, now, then)
        if change.value is None:
            return Cell("no_earlier" if change.comparable else "not_comparable", None)
        return Cell("scored", change.value)

    def _of_gap(self, key: str, now: Standing | None, then: Standing | None) -> Cell:
        if now is None or now.score is None:
            return _without_score(now)
        return Cell("scored" if now.gap is not None else "no_target", now.gap)

    def _of_coverage(self, key: str, now: Standing | None, then: Standing | None) -> Cell:
        if now is None or now.coverage is None:
            return _without_score(now)
        return Cell("scored", now.coverage)

    def _change(self, key: str, now: Standing, then: Standing | None) -> scoring.Change:
        if then is None or then.version == now.version:
            return scoring.change(now.score, then.score if then else None, same_version=True, same_keys=True)
        same_keys = self._keys.same(now.version, then.version, key)
        self.across_versions |= same_keys
        self.not_comparable |= not same_keys
        return scoring.change(now.score, then.score, same_version=False, same_keys=same_keys)


def _without_score(now: Standing | None) -> Cell:
    """A team that submitted has no data in a dimension that its version of the model did not have."""
    return Cell("no_data" if now is None else scoring.state_of(now), None)
