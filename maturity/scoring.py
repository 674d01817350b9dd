"""Every figure of an assessment, computed from its answers: docs/definitions.md ("Scores") in code.

A figure (score, raw score, coverage, target, gap, confidence, disagreement) is an integer in ten-thousandths, rounded
half-up from the exact fraction: 2.5 is 25000, a coverage of 100 % is 10000. An attained level is a plain level
and counts are plain counts. None means that there is no figure, which is never the same as 0.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Final, Literal, NamedTuple, Protocol

UNIT = 10_000
"""One level, or 100 %, in ten-thousandths."""

State = Literal["not_reported", "no_data", "not_applicable", "scored"]

_TENTH = UNIT // 10
_MINUS = "\u2212"
_REMEMBERED: Final = 16_384  # texts of figures: a page of 500 teams shows thousands, over and over the same


@dataclass(frozen=True, slots=True)
class PracticeAnswer:
    """One practice of a dimension with its answer.

    `level` None without `not_applicable` means unanswered. `confirmed` is False for an answer that was
    carried forward and that nobody has confirmed since. `confidence` is that of the answer (see `confidence`), and
    `spread` that of the team's vote on it, in levels; None where there is none.
    """

    weight: int
    level: int | None
    not_applicable: bool = False
    target: int | None = None
    confirmed: bool = True
    with_evidence: bool = False
    confidence: int | None = None
    spread: int | None = None

    def __post_init__(self) -> None:
        if self.weight < 1:
            raise ValueError("a weight is at least 1")
        if self.not_applicable and self.level is not None:
            raise ValueError("an answer is a level or not applicable, never both")


class Mean(NamedTuple):
    """What a figure is the mean of: pairs of weight and value, each value in `unit` ten-thousandths."""

    terms: Sequence[tuple[int, int]]
    unit: int = UNIT

    @property
    def total(self) -> int:
        """Σ weight × value, in `unit`."""
        return sum(weight * value for weight, value in self.terms)

    @property
    def weight(self) -> int:
        return sum(weight for weight, _ in self.terms)

    @property
    def figure(self) -> int | None:
        """In ten-thousandths; None of nothing."""
        return _half_up(self.unit * self.total, self.weight) if self.terms else None


class Means(NamedTuple):
    """The means of a dimension, each named like its figure: what computes a figure also explains it."""

    score: Mean
    raw_score: Mean
    coverage: Mean
    target: Mean
    gap: Mean
    confidence: Mean
    disagreement: Mean


@dataclass(frozen=True, slots=True)
class Figures:
    """What is shown for a dimension, or for a team overall. Units: see the module."""

    score: int | None
    raw_score: int | None
    attained: int | None
    coverage: int | None
    target: int | None
    gap: int | None
    confidence: int | None
    disagreement: int | None
    practices: int
    applicable: int
    answered: int
    not_applicable: int
    unconfirmed: int
    with_evidence: int


class Counted(Protocol):
    """What `state_of` reads: `Figures`, or any row that carries these three of them."""

    @property
    def score(self) -> int | None: ...

    @property
    def applicable(self) -> int: ...

    @property
    def not_applicable(self) -> int: ...


@dataclass(frozen=True, slots=True)
class GroupFigure:
    """The median of a group's teams that have data (`n` of `of`), with the smallest and the largest."""

    median: int | None
    smallest: int | None
    largest: int | None
    n: int
    of: int


class Change(NamedTuple):
    """A score now minus a score then, in ten-thousandths.

    `comparable` is False only where the two were made with model versions that cannot be compared;
    `value` is then None, as it is where one of the scores is missing. `note` says what a reader has to know,
    and is empty where there is nothing to add.
    """

    value: int | None
    comparable: bool
    note: str


def ratio(num: int, den: int) -> int:
    """num / den in ten-thousandths, half-up, in integers alone, so that a database computes the same."""
    return _half_up(UNIT * num, den)


def vouched_on(stated_on: date, newest_evidence: date | None) -> date:
    """The day from which an answer's confidence fades: the later of the two."""
    return max(stated_on, newest_evidence or stated_on)


def confidence(days: int, half_life_days: int, *, with_evidence: bool) -> int:
    """An answer's confidence in ten-thousandths, `days` after it was vouched for (docs/definitions.md, "Confidence").

    It halves every `half_life_days`, and is half at most without evidence. The quotient makes an exact power of two or
    an irrational number, so that a database's POWER and FLOOR give the same integer.
    """
    age = max(days, 0) if with_evidence else max(days, half_life_days)
    return math.floor(UNIT * math.pow(0.5, age / half_life_days) + 0.5)


def dimension_figures(answers: Iterable[PracticeAnswer]) -> Figures:
    """The figures of one dimension for one team at one moment (docs/definitions.md, "Scores").

    Decided where the definitions leave room:
    - a not applicable practice counts as level 0 in the raw score even if no other practice is answered:
      a dimension that is declared not applicable as a whole has no score and a raw score of 0;
    - an unanswered practice is left out of the raw score, as it is of the score;
    - where practices apply and none is answered, the attained level is 0 while the score is no data;
    - `with_evidence` counts practices that carry a level, so that it never exceeds `answered`;
    - `unconfirmed` counts carried levels and carried "not applicable" alike.
    """
    practices = list(answers)
    applicable = [p for p in practices if not p.not_applicable]
    answered = [p for p in applicable if p.level is not None]
    means = dimension_means(practices)
    return Figures(
        score=means.score.figure,
        raw_score=means.raw_score.figure,
        attained=min((p.level or 0 for p in applicable), default=None),
        coverage=means.coverage.figure,
        target=means.target.figure,
        gap=means.gap.figure,
        confidence=means.confidence.figure,
        disagreement=means.disagreement.figure,
        practices=len(practices),
        applicable=len(applicable),
        answered=len(answered),
        not_applicable=len(practices) - len(applicable),
        unconfirmed=sum(not p.confirmed for p in practices if p.not_applicable or p.level is not None),
        with_evidence=sum(p.with_evidence for p in answered),
    )


def dimension_means(answers: Iterable[PracticeAnswer]) -> Means:
    """What the figures of a dimension are the means of, in the order of its answers."""
    practices = list(answers)
    applicable = [p for p in practices if not p.not_applicable]
    answered = [p for p in applicable if p.level is not None]
    counted = [p for p in practices if p.not_applicable or p.level is not None]
    return Means(
        score=Mean([(p.weight, p.level or 0) for p in answered]),
        raw_score=Mean([(p.weight, p.level or 0) for p in counted]),
        coverage=Mean([(p.weight, int(p.level is not None)) for p in applicable]),
        target=Mean([(p.weight, p.target) for p in applicable if p.target is not None]),
        gap=Mean(_gaps(applicable)),
        confidence=Mean([(p.weight, p.confidence) for p in answered if p.confidence is not None], unit=1),
        disagreement=Mean([(p.weight, p.spread) for p in answered if p.spread is not None]),
    )


def overall_figures(dimensions: Iterable[tuple[int, Figures]]) -> Figures:
    """A team's overall figures from pairs of dimension weight and dimension figures.

    Score, raw score, coverage, target, gap, confidence and disagreement are each the mean, by dimension weight, of the
    dimensions that have that figure (docs/definitions.md, "overall"). The attained level is the smallest of those that
    have one: it is what the whole team reaches. Counts are sums.
    """
    pairs = list(dimensions)
    figures = [figure for _, figure in pairs]
    return Figures(
        score=_mean([(w, f.score) for w, f in pairs if f.score is not None]),
        raw_score=_mean([(w, f.raw_score) for w, f in pairs if f.raw_score is not None]),
        attained=min((f.attained for f in figures if f.attained is not None), default=None),
        coverage=_mean([(w, f.coverage) for w, f in pairs if f.coverage is not None]),
        target=_mean([(w, f.target) for w, f in pairs if f.target is not None]),
        gap=_mean([(w, f.gap) for w, f in pairs if f.gap is not None]),
        confidence=_mean([(w, f.confidence) for w, f in pairs if f.confidence is not None]),
        disagreement=_mean([(w, f.disagreement) for w, f in pairs if f.disagreement is not None]),
        practices=sum(f.practices for f in figures),
        applicable=sum(f.applicable for f in figures),
        answered=sum(f.answered for f in figures),
        not_applicable=sum(f.not_applicable for f in figures),
        unconfirmed=sum(f.unconfirmed for f in figures),
        with_evidence=sum(f.with_evidence for f in figures),
    )


def group_figure(scores: Iterable[int | None]) -> GroupFigure:
    """The group figure of a group (docs/definitions.md) from its teams' scores, None for a team without data.

    Between the two middle teams of an even number lies their mean, half-up.
    """
    teams = list(scores)
    known = sorted(score for score in teams if score is not None)
    if not known:
        return GroupFigure(median=None, smallest=None, largest=None, n=0, of=len(teams))
    low, high = known[(len(known) - 1) // 2], known[len(known) // 2]
    return GroupFigure(_half_up(low + high, 2), known[0], known[-1], n=len(known), of=len(teams))


def change(now: int | None, then: int | None, same_version: bool, same_keys: bool) -> Change:
    """A score's change (docs/definitions.md, "change").

    `same_keys` says that two different model versions have the same practice keys; the caller then passes
    scores over those practices.
    """
    if not (same_version or same_keys):
        return Change(
            None, comparable=False, note="not comparable: made with different versions of the model"
        )
    if now is None or then is None:
        return Change(None, comparable=True, note=_missing(now, then))
    note = "" if same_version else "across two versions of the model, over the practices that both share"
    return Change(now - then, comparable=True, note=note)


def state_of(figures: Counted | None) -> State:
    """Which of the four different things this is; None stands for a team without a submission.

    A score of 0 is scored. A dimension is not applicable where every one of its practices is.
    """
    if figures is None:
        return "not_reported"
    if figures.score is not None:
        return "scored"
    if figures.not_applicable and not figures.applicable:
        return "not_applicable"
    return "no_data"


@lru_cache(maxsize=_REMEMBERED)
def shown(value: int | None) -> str:
    """A figure in levels to one decimal, half-up (a negative one away from 0); '' for None.

    This is the one rounding that a reader sees: it happens at the edge, never before.
    """
    if value is None:
        return ""
    tenths = _half_up(abs(value), _TENTH)
    sign = _MINUS if value < 0 and tenths else ""
    return f"{sign}{tenths // 10}.{tenths % 10}"


@lru_cache(maxsize=_REMEMBERED)
def signed(value: int | None) -> str:
    """A change to one decimal with its sign: "+0.3", "−0.3", "0.0" where it rounds to nothing, '' for None."""
    text = shown(value)
    return f"+{text}" if value is not None and value > 0 and text != "0.0" else text


def percent(value: int | None) -> str:
    """A coverage in whole per cent, half-up ("83 %"); '' for None."""
    return "" if value is None else f"{_half_up(value, UNIT // 100)} %"


def _half_up(num: int, den: int) -> int:
    return (2 * num + den) // (2 * den)


def _mean(terms: Sequence[tuple[int, int]]) -> int | None:
    """The mean of (weight, figure); None of nothing."""
    return Mean(terms, unit=1).figure


def _gaps(applicable: Iterable[PracticeAnswer]) -> list[tuple[int, int]]:
    return [
        (p.weight, max(0, p.target - p.level))
        for p in applicable
        if p.target is not None and p.level is not None
    ]


def _missing(now: int | None, then: int | None) -> str:
    if now is None and then is None:
        return "no score at either time"
    return "no score now" if now is None else "no score then"
