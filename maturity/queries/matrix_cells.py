"""A pair of figures as a cell of the matrix, for the measure that is shown."""

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from maturity import scoring
from maturity.queries.matrix_pairs import Pair, PairFigures, PairRow
from maturity.queries.matrix_rows import Keys


class Cell(NamedTuple):
    """`value` is what the chosen measure shows, in ten-thousandths, None where it has none; `state` then says why.

    States are those of `scoring.state_of`, and "no_target", "no_earlier", "not_comparable" and "no_vote". Beside a
    score stands its `change`: None where there is none; `comparable` is False where that is because versions of the
    model differ. `unsure` says that the confidence behind what is shown is below a half.
    """

    state: str
    value: int | None
    change: int | None = None
    comparable: bool = True
    unsure: bool = False


NOT_REPORTED = Cell("not_reported", None)


NO_DATA = Cell("no_data", None)


class Judge:
    """Makes the cells of one page, and remembers what it has to say about versions of the model.

    Equal figures give equal cells, which are made once: a page has thousands of cells, and far fewer different ones.
    """

    def __init__(self, measure: str, keys: Keys, dimensions: Sequence[str]) -> None:
        self.across_versions = False
        self.not_comparable = False
        self.columns = (*dimensions, "")
        self._keys = keys
        self._measure = measure
        self._cell = self._measures()[measure]
        self._made: dict[PairFigures, Cell] = {}

    def rows(self, pairs: Iterable[PairRow]) -> dict[int, list[Cell]]:
        """By team its cells in the order of the dimensions, the overall one last; no team that never submitted.

        A team that submitted has no data in a dimension that its version of the model did not have.
        """
        places = {key: place for place, key in enumerate(self.columns)}
        nothing = [NO_DATA] * len(self.columns)
        found: dict[int, list[Cell]] = {}
        for row in pairs:
            team, key, figures = row[0], row[1], row[2:]
            if key in places:
                if team not in found:
                    found[team] = nothing.copy()
                found[team][places[key]] = self._made.get(figures) or self._make(key, figures)
        return found

    def _make(self, key: str, figures: PairFigures) -> Cell:
        pair = Pair(*figures)
        # Where nothing is answered the coverage is 0 %, and every other figure missing.
        there = pair.measure if self._measure == "coverage" else pair.score
        cell = self._cell(key, pair) if there is not None else Cell(scoring.state_of(pair), None)
        if pair.then_version in (None, pair.version):  # else what the dimension asks counts too
            self._made[figures] = cell
        return cell

    def _measures(self) -> dict[str, Callable[[str, Pair], Cell]]:
        return {
            "score": self._of_score,
            "change": self._of_change,
            "gap": _of_gap,
            "attained": _of_attained,
            "coverage": _of_coverage,
            "confidence": _of_confidence,
            "disagreement": _of_disagreement,
        }

    def _of_score(self, key: str, pair: Pair) -> Cell:
        change = self._change(key, pair)
        return Cell("scored", pair.score, change.value, change.comparable, unsure=_unsure(pair))

    def _of_change(self, key: str, pair: Pair) -> Cell:
        change = self._change(key, pair)
        if change.value is None:
            return Cell("no_earlier" if change.comparable else "not_comparable", None)
        return Cell("scored", change.value, unsure=_unsure(pair))

    def _change(self, key: str, pair: Pair) -> scoring.Change:
        if pair.then_version in (None, pair.version):
            return scoring.change(pair.score, pair.then_score, same_version=True, same_keys=True)
        same_keys = self._keys.same(pair.version, pair.then_version, key)
        self.across_versions |= same_keys
        self.not_comparable |= not same_keys
        return scoring.change(pair.score, pair.then_score, same_version=False, same_keys=same_keys)


def _of_gap(_: str, pair: Pair) -> Cell:
    return Cell("scored" if pair.measure is not None else "no_target", pair.measure, unsure=_unsure(pair))


def _of_attained(_: str, pair: Pair) -> Cell:
    level = None if pair.measure is None else scoring.UNIT * pair.measure
    return NO_DATA if level is None else Cell("scored", level, unsure=_unsure(pair))


def _of_coverage(_: str, pair: Pair) -> Cell:
    return Cell("scored", pair.measure)


def _of_confidence(_: str, pair: Pair) -> Cell:
    return Cell("scored", pair.measure, unsure=_unsure(pair))


def _of_disagreement(_: str, pair: Pair) -> Cell:
    return Cell("scored" if pair.measure is not None else "no_vote", pair.measure)


def _unsure(pair: Pair) -> bool:
    """Such a cell is hatched (docs/definitions.md, "Confidence")."""
    return pair.confidence is not None and pair.confidence < scoring.UNIT // 2
