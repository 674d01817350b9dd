"""How teams would read under another edition of the model, with the answers that they gave. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from maturity.catalogue_file.entries import ModelFile, PracticeEntry
from maturity.model_changes import Question, question, same_question
from maturity.scoring import (
    Figures,
    PracticeAnswer,
    dimension_figures,
    group_figure,
    overall_figures,
    shown,
    signed,
)

_MOST = 5
_NO_DATA = "no data"

OVERALL = ""
"""The key of what stands for all dimensions together."""


@dataclass(frozen=True, slots=True)
class AskedAnswer:
    """An answer of a team's newest submission, with the question and the dimension that it was given to."""

    question: Question
    dimension: str
    answer: PracticeAnswer


@dataclass(frozen=True, slots=True)
class TeamAnswers:
    """A team's newest submission; `dimensions` are the titles and weights of its version, by key."""

    slug: str
    name: str
    dimensions: Mapping[str, tuple[str, int]]
    answers: Sequence[AskedAnswer]


@dataclass(frozen=True, slots=True)
class TeamEffect:
    """One team's scores now and then in ten-thousandths, None for no data."""

    slug: str
    name: str
    now: int | None
    then: int | None

    @property
    def change(self) -> int | None:
        return None if self.now is None or self.then is None else self.then - self.now

    @property
    def reads_now(self) -> str:
        return shown(self.now) or _NO_DATA

    @property
    def reads_then(self) -> str:
        return shown(self.then) or _NO_DATA

    @property
    def reads_change(self) -> str:
        return signed(self.change)

    @property
    def kind(self) -> str:
        """ "lower", "higher" or "same" as it reads, to a decimal; "lost", "gained", or "none" at either time."""
        if self.change is None:
            return "none" if self.now == self.then else "lost" if self.then is None else "gained"
        if shown(abs(self.change)) == shown(0):
            return "same"
        return "higher" if self.change > 0 else "lower"


@dataclass(frozen=True)
class Effect:
    """What the other edition does to a dimension, or to the whole: the teams that move most come first."""

    key: str
    title: str
    teams: tuple[TeamEffect, ...]

    @cached_property
    def by_kind(self) -> dict[str, list[TeamEffect]]:
        found: dict[str, list[TeamEffect]] = {}
        for team in self.teams:
            found.setdefault(team.kind, []).append(team)
        return found

    @property
    def moved(self) -> tuple[TeamEffect, ...]:
        """The teams that would read otherwise."""
        return tuple(team for team in self.teams if team.kind not in {"same", "none"})

    @property
    def most(self) -> tuple[TeamEffect, ...]:
        """The first few of those."""
        return self.moved[:_MOST]

    @property
    def sentence(self) -> str:
        """ "12 teams would read lower (median 0.2), 3 higher (median 0.1), 5 the same; 2 would have no data"."""
        read = [words for words in map(self._moving, ("lower", "higher")) if words]
        if same := self._number("same"):
            read.append(f"{same} the same")
        others = [
            f"{number} would {words}" for kind, words in _OTHERS.items() if (number := self._number(kind))
        ]
        if not read:
            return _teams("; ".join(others)) if others else "No team has submitted yet"
        return _teams("; ".join([_with_verb(", ".join(read)), *others]))

    def _number(self, kind: str) -> int:
        return len(self.by_kind.get(kind, ()))

    def _moving(self, kind: str) -> str:
        changes = [abs(team.change or 0) for team in self.by_kind.get(kind, ())]
        return f"{len(changes)} {kind} (median {shown(group_figure(changes).median)})" if changes else ""


_OTHERS = {
    "lost": "have no data any more",
    "gained": "have data for the first time",
    "none": "have no data, as now",
}


def effects(after: ModelFile, teams: Sequence[TeamAnswers]) -> tuple[Effect, ...]:
    """Overall first, then each dimension of `after`, then those that are gone from it.

    An answer counts under `after` where its question is the same there, with the weight and in the dimension that
    `after` says; a practice that is new or reworded is unanswered.
    """
    pairs = [(team, _scores_now(team), _scores_then(after, team)) for team in teams]
    titles = {OVERALL: "Overall", **{each.key: each.title for each in after.dimensions}}
    for team in teams:
        for key, (title, _) in team.dimensions.items():
            titles.setdefault(key, title)
    return tuple(Effect(key, title, _teams_of(key, pairs)) for key, title in titles.items())


type _Scores = Mapping[str, int | None]


def _teams_of(key: str, pairs: Iterable[tuple[TeamAnswers, _Scores, _Scores]]) -> tuple[TeamEffect, ...]:
    rows = [TeamEffect(team.slug, team.name, now.get(key), then.get(key)) for team, now, then in pairs]
    return tuple(sorted(rows, key=lambda row: (-_size(row), row.name)))


def _size(row: TeamEffect) -> int:
    """Who gains or loses a score moves further than anybody whose score changes."""
    if row.kind in {"lost", "gained"}:
        return 10**9
    return abs(row.change or 0)


def _scores_now(team: TeamAnswers) -> _Scores:
    by_dimension: dict[str, list[PracticeAnswer]] = {key: [] for key in team.dimensions}
    for each in team.answers:
        by_dimension[each.dimension].append(each.answer)
    return _scores((key, team.dimensions[key][1], answers) for key, answers in by_dimension.items())


def _scores_then(after: ModelFile, team: TeamAnswers) -> _Scores:
    given = {each.question.key: each for each in team.answers}
    return _scores(
        (
            dimension.key,
            dimension.weight,
            [_under(after, practice, given.get(practice.key)) for practice in dimension.practices],
        )
        for dimension in after.dimensions
    )


def _under(after: ModelFile, practice: PracticeEntry, given: AskedAnswer | None) -> PracticeAnswer:
    if given is None or not same_question(given.question, question(practice, after)):
        return PracticeAnswer(weight=practice.weight, level=None)
    return PracticeAnswer(
        weight=practice.weight, level=given.answer.level, not_applicable=given.answer.not_applicable
    )


def _scores(dimensions: Iterable[tuple[str, int, list[PracticeAnswer]]]) -> _Scores:
    figures = list(_figures(dimensions))
    overall = overall_figures((weight, each) for _, weight, each in figures)
    return {OVERALL: overall.score, **{key: each.score for key, _, each in figures}}


def _figures(
    dimensions: Iterable[tuple[str, int, list[PracticeAnswer]]],
) -> Iterator[tuple[str, int, Figures]]:
    for key, weight, answers in dimensions:
        yield key, weight, dimension_figures(answers)


def _with_verb(read: str) -> str:
    """ "12 lower (median 0.2), 5 the same" with the words that a sentence needs, behind the first number."""
    number, _, rest = read.partition(" ")
    return f"{number} would read {rest}"


def _teams(sentence: str) -> str:
    """The same, with "teams" behind its first number."""
    number, _, rest = sentence.partition(" ")
    return f"{number} team{'' if number == '1' else 's'} {rest}"
