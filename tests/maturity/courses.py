"""Organisations between two moments that Hypothesis makes up, and their figures by `maturity.scoring` alone."""

from collections.abc import Iterable, Mapping
from itertools import count

from hypothesis import strategies as st

from maturity.answer_moves import Known, Moved, Submitted
from maturity.running_score import NOT_APPLICABLE, AskedDimension, Edition, Said
from maturity.scoring import PracticeAnswer, dimension_figures, group_figure, overall_figures

PRACTICES = ("alerts", "drills", "tests", "scans", "notes", "flags")
DIMENSIONS = ("testing", "security", "release")

weights = st.one_of(st.integers(1, 3), st.integers(1, 100))


@st.composite
def editions(draw: st.DrawFn, version: int = 1) -> Edition:
    """Some of the practices, spread over some of the dimensions. Two of them may share all, much or nothing."""
    keys = draw(st.lists(st.sampled_from(PRACTICES), min_size=1, unique=True))
    names = draw(st.lists(st.sampled_from(DIMENSIONS), min_size=1, unique=True))
    spread: dict[str, dict[str, int]] = {name: {} for name in names}
    for key in keys:
        spread[draw(st.sampled_from(names))][key] = draw(weights)
    return Edition(
        version=version,
        model=draw(st.sampled_from((1, 1, 1, 2))),
        levels=draw(st.sampled_from((5, 5, 5, 3))),
        dimensions=tuple(AskedDimension(name, draw(weights), of) for name, of in spread.items() if of),
    )


def said(levels: int) -> st.SearchStrategy[Said]:
    return st.one_of(st.none(), st.just(NOT_APPLICABLE), *([st.integers(0, levels - 1)] * 4))


def submissions(edition: Edition) -> st.SearchStrategy[Submitted]:
    answers = {practice: said(edition.levels) for practice in edition.places}
    return st.fixed_dictionaries(answers).map(lambda given: Submitted(edition, given))


type Ends = tuple[Submitted | None, Submitted | None]
"""What a team said then and says now; None before its first submission, or once it is archived."""


@st.composite
def organisations(draw: st.DrawFn, teams: int = 5) -> list[Ends]:
    asked = [draw(editions(version)) for version in (1, 2, 3)[: draw(st.integers(1, 3))]]
    submitted = st.none() | st.sampled_from(asked).flatmap(submissions)
    return draw(st.lists(st.tuples(submitted, submitted), min_size=1, max_size=teams))


def figure(submitted: Submitted | None, dimension: str = "") -> int | None:
    """By the functions that everything else is scored with."""
    if submitted is None:
        return None
    edition = submitted.edition.only(dimension)
    return overall_figures(
        (each.weight, dimension_figures(_answers(each.practices, submitted.said)))
        for each in edition.dimensions
    ).score


def _answers(practices: Mapping[str, int], given: Mapping[str, Said]) -> list[PracticeAnswer]:
    answers = [(weight, given.get(key)) for key, weight in practices.items()]
    return [
        PracticeAnswer(
            weight,
            level=level if isinstance(level, int) else None,
            not_applicable=level == NOT_APPLICABLE,
        )
        for weight, level in answers
    ]


def median(submitted: Iterable[Submitted | None], dimension: str = "") -> int | None:
    return group_figure(figure(each, dimension) for each in submitted).median


def courses(organisation: Iterable[Ends], dimension: str = "") -> list[Known | Moved]:
    """As the queries hand them over: answers of those alone that have another submission now."""
    return [_course(team, *ends, dimension) for team, ends in zip(count(1), organisation, strict=False)]


def _course(team: int, then: Submitted | None, now: Submitted | None, dimension: str) -> Known | Moved:
    if then is None or now is None or then is now:
        return Known(team, figure(then, dimension), figure(now, dimension))
    return Moved(team, then, now)
