"""Scores, against examples worked by hand and against an oracle in exact fractions."""

import math
import statistics
from collections.abc import Iterable
from fractions import Fraction
from random import Random

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from maturity.scoring import (
    UNIT,
    Change,
    Figures,
    GroupFigure,
    PracticeAnswer,
    change,
    confidence,
    dimension_figures,
    group_figure,
    overall_figures,
    ratio,
    shown,
    signed,
    state_of,
)

weights = st.integers(1, 100)
levels = st.integers(0, 9)
answers = st.builds(
    PracticeAnswer,
    weight=weights,
    level=st.none() | levels,
    target=st.none() | levels,
    confirmed=st.booleans(),
    with_evidence=st.booleans(),
    confidence=st.none() | st.integers(0, UNIT),
    spread=st.none() | levels,
) | st.builds(
    PracticeAnswer,
    weight=weights,
    level=st.none(),
    not_applicable=st.sampled_from([True]),
    target=st.none() | levels,
    confirmed=st.booleans(),
    with_evidence=st.booleans(),
)
dimensions = st.lists(answers, max_size=8)
teams = st.lists(st.tuples(weights, dimensions.map(dimension_figures)), max_size=7)
figures = st.integers(0, 9 * UNIT)


def level(value: int, weight: int = 1, target: int | None = None) -> PracticeAnswer:
    return PracticeAnswer(weight, value, target=target)


def unanswered(weight: int = 1, target: int | None = None) -> PracticeAnswer:
    return PracticeAnswer(weight, None, target=target)


def not_applicable(weight: int = 1, target: int | None = None) -> PracticeAnswer:
    return PracticeAnswer(weight, None, not_applicable=True, target=target)


# The oracle: the definitions once more, in fractions and in another order, rounded by floor(x + 1/2).


def rounded(exact: Fraction | None) -> int | None:
    return None if exact is None else math.floor(exact + Fraction(1, 2))


def weighted(pairs: Iterable[tuple[int, Fraction | int]]) -> Fraction | None:
    total, weight_sum = Fraction(0), 0
    for weight, value in pairs:
        total += weight * value
        weight_sum += weight
    return total / weight_sum if weight_sum else None


def in_units(exact: Fraction | None) -> int | None:
    return rounded(None if exact is None else exact * UNIT)


def oracle_attained(practices: list[PracticeAnswer]) -> int | None:
    applicable = [p for p in practices if not p.not_applicable]
    if not applicable:
        return None
    reached = [n for n in range(1, 10) if all(p.level is not None and p.level >= n for p in applicable)]
    return max(reached, default=0)


@given(dimensions)
def test_a_dimension_agrees_with_the_definitions_in_fractions(practices: list[PracticeAnswer]) -> None:
    found = dimension_figures(practices)
    answered = [p for p in practices if p.level is not None]
    applicable = [p for p in practices if not p.not_applicable]
    counted = [p for p in practices if p.level is not None or p.not_applicable]
    both = [p for p in answered if p.target is not None]

    assert found.score == in_units(weighted((p.weight, p.level or 0) for p in answered))
    assert found.raw_score == in_units(weighted((p.weight, p.level or 0) for p in counted))
    assert found.attained == oracle_attained(practices)
    assert found.coverage == in_units(weighted((p.weight, 1 if p in answered else 0) for p in applicable))
    with_target = [p for p in applicable if p.target is not None]
    assert found.target == in_units(weighted((p.weight, p.target or 0) for p in with_target))
    assert found.gap == in_units(weighted((p.weight, max(0, (p.target or 0) - (p.level or 0))) for p in both))
    vouched = [(p.weight, p.confidence) for p in answered if p.confidence is not None]
    assert found.confidence == rounded(weighted(vouched))
    voted = [(p.weight, p.spread) for p in answered if p.spread is not None]
    assert found.disagreement == in_units(weighted(voted))


@given(dimensions)
def test_the_counts_of_a_dimension_add_up(practices: list[PracticeAnswer]) -> None:
    found = dimension_figures(practices)
    assert found.practices == len(practices) == found.applicable + found.not_applicable
    assert found.with_evidence <= found.answered <= found.applicable
    assert found.unconfirmed <= found.answered + found.not_applicable


@given(dimensions, st.randoms())
def test_the_order_of_practices_does_not_matter(practices: list[PracticeAnswer], random: Random) -> None:
    mixed = practices[:]
    random.shuffle(mixed)
    assert dimension_figures(mixed) == dimension_figures(practices)


@given(dimensions)
def test_declaring_practices_not_applicable_never_lifts_the_raw_score_over_the_score(
    practices: list[PracticeAnswer],
) -> None:
    found = dimension_figures(practices)
    assume(found.score is not None)
    assert (found.raw_score or 0) <= (found.score or 0)


@given(dimensions)
def test_the_attained_level_is_never_over_the_score(practices: list[PracticeAnswer]) -> None:
    found = dimension_figures(practices)
    assume(found.score is not None and found.attained is not None)
    assert (found.attained or 0) * UNIT <= (found.score or 0)


@given(dimensions, weights, st.none() | levels, levels, st.integers(1, 9))
def test_answering_higher_never_lowers_a_figure(
    others: list[PracticeAnswer], weight: int, target: int | None, low: int, more: int
) -> None:
    before = dimension_figures([*others, level(low, weight, target)])
    after = dimension_figures([*others, level(low + more, weight, target)])
    assert (after.score or 0) >= (before.score or 0)
    assert (after.attained or 0) >= (before.attained or 0)
    assert (after.gap or 0) <= (before.gap or 0)


@given(teams)
def test_overall_agrees_with_the_definitions_in_fractions(team: list[tuple[int, Figures]]) -> None:
    found = overall_figures(team)
    for name in ("score", "raw_score", "coverage", "target", "gap"):
        existing = [(w, getattr(f, name)) for w, f in team if getattr(f, name) is not None]
        assert getattr(found, name) == rounded(weighted(existing)), name
    attained = sorted(f.attained for _, f in team if f.attained is not None)
    assert found.attained == (attained[0] if attained else None)
    for name in ("practices", "applicable", "answered", "not_applicable", "unconfirmed", "with_evidence"):
        assert getattr(found, name) == sum(getattr(f, name) for _, f in team), name


@given(st.lists(st.none() | figures, max_size=40))
def test_a_group_figure_is_the_median_of_those_with_data(scores: list[int | None]) -> None:
    found = group_figure(scores)
    known = [Fraction(s) for s in scores if s is not None]
    assert found.median == (rounded(statistics.median(known)) if known else None)
    assert (found.smallest, found.largest) == ((min(known), max(known)) if known else (None, None))
    assert (found.n, found.of) == (len(known), len(scores))


@given(st.integers(0, 10**6), st.integers(1, 10**6))
def test_a_ratio_is_the_fraction_half_up(num: int, den: int) -> None:
    assert ratio(num, den) == in_units(Fraction(num, den))


@given(figures)
def test_a_shown_figure_is_within_half_a_tenth(value: int) -> None:
    assert abs(Fraction(shown(value)) * UNIT - value) <= Fraction(UNIT, 20)


@given(st.integers(-9 * UNIT, 9 * UNIT))
def test_a_change_and_its_opposite_differ_only_in_sign(value: int) -> None:
    up, down = signed(abs(value)), signed(-abs(value))
    assert up.lstrip("+") == down.lstrip("\u2212")
    assert (up == down) == (up == "0.0")


# Examples by hand.


def test_the_score_is_the_weighted_mean_of_answered_practices() -> None:
    found = dimension_figures([level(3, 2), level(2), level(1), unanswered()])
    assert found.score == 22_500
    assert found.coverage == 8_000
    assert (found.practices, found.applicable, found.answered) == (4, 4, 3)


def test_nothing_answered_is_no_score_and_never_0() -> None:
    found = dimension_figures([unanswered(), unanswered(2)])
    assert (found.score, found.raw_score) == (None, None)
    assert (found.coverage, found.attained) == (0, 0)


def test_level_0_everywhere_is_a_score_of_0() -> None:
    found = dimension_figures([level(0), level(0)])
    assert (found.score, found.attained, found.coverage) == (0, 0, UNIT)


def test_not_applicable_leaves_the_score_and_counts_as_0_in_the_raw_score() -> None:
    found = dimension_figures([level(4), not_applicable(3)])
    assert (found.score, found.raw_score, found.coverage, found.attained) == (40_000, 10_000, UNIT, 4)


def test_a_dimension_that_does_not_apply_has_no_figures_but_a_raw_score_of_0() -> None:
    found = dimension_figures([not_applicable(), not_applicable(2, target=3)])
    assert (found.score, found.attained, found.coverage, found.target, found.gap) == (None,) * 5
    assert found.raw_score == 0


def test_one_unanswered_practice_holds_the_attained_level_at_0() -> None:
    assert dimension_figures([level(4), unanswered()]).attained == 0
    assert dimension_figures([level(4), level(2), not_applicable()]).attained == 2


def test_a_target_needs_no_answer_and_a_gap_needs_both() -> None:
    found = dimension_figures(
        [level(1, 2, target=3), unanswered(1, target=2), level(4, 1, target=2), level(0)]
    )
    assert found.target == ratio(2 * 3 + 2 + 2, 4) == 25_000
    assert found.gap == ratio(2 * 2 + 0, 3) == 13_333


def test_a_level_over_its_target_does_not_make_up_for_another_practice() -> None:
    assert dimension_figures([level(4, target=2), level(0, target=2)]).gap == UNIT


def test_unconfirmed_counts_carried_answers_of_both_kinds_but_no_empty_ones() -> None:
    carried = [
        PracticeAnswer(1, 2, confirmed=False),
        PracticeAnswer(1, None, not_applicable=True, confirmed=False),
        PracticeAnswer(1, None, confirmed=False),
        PracticeAnswer(1, 3),
    ]
    assert dimension_figures(carried).unconfirmed == 2


def test_evidence_counts_where_there_is_a_level() -> None:
    practices = [
        PracticeAnswer(1, 2, with_evidence=True),
        PracticeAnswer(1, None, with_evidence=True),
        PracticeAnswer(1, 3),
    ]
    assert dimension_figures(practices).with_evidence == 1


def test_a_dimension_without_practices_has_no_figures() -> None:
    assert dimension_figures([]) == Figures(*(None,) * 8, *(0,) * 6)


def test_overall_leaves_out_dimensions_without_a_score() -> None:
    team = [
        (3, dimension_figures([level(4)])),
        (1, dimension_figures([level(1), unanswered()])),
        (9, dimension_figures([not_applicable()])),
    ]
    found = overall_figures(team)
    assert found.score == ratio(3 * 4 + 1, 4) == 32_500
    assert found.coverage == ratio(3 * 2 + 1, 8)
    assert found.attained == 0
    assert (found.practices, found.answered, found.not_applicable) == (4, 2, 1)


def test_overall_of_no_dimensions_is_no_data() -> None:
    assert overall_figures([]) == dimension_figures([])


def test_the_median_of_a_group_lies_between_its_two_middle_teams() -> None:
    assert group_figure([10_000, None, 21_000, 40_000, 15_000]) == GroupFigure(18_000, 10_000, 40_000, 4, 5)
    assert group_figure([1, 2]).median == 2
    assert group_figure([None, None]) == GroupFigure(None, None, None, 0, 2)


@pytest.mark.parametrize(
    ("value", "text"),
    [(None, ""), (0, "0.0"), (499, "0.0"), (500, "0.1"), (22_499, "2.2"), (22_500, "2.3"), (99_500, "10.0")],
)
def test_a_figure_is_shown_to_one_decimal_half_up(value: int | None, text: str) -> None:
    assert shown(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [(None, ""), (0, "0.0"), (499, "0.0"), (-499, "0.0"), (2_500, "+0.3"), (-2_500, "\u22120.3")],
)
def test_a_change_shows_its_sign_unless_it_rounds_to_nothing(value: int | None, text: str) -> None:
    assert signed(value) == text


def test_not_reported_no_data_not_applicable_and_0_are_four_things() -> None:
    assert state_of(None) == "not_reported"
    assert state_of(dimension_figures([unanswered(), not_applicable()])) == "no_data"
    assert state_of(dimension_figures([not_applicable()])) == "not_applicable"
    assert state_of(dimension_figures([level(0)])) == "scored"
    assert state_of(dimension_figures([])) == "no_data"


@given(teams)
def test_a_team_is_scored_exactly_where_something_is_answered(team: list[tuple[int, Figures]]) -> None:
    found = overall_figures(team)
    assert (state_of(found) == "scored") == (found.answered > 0) == (found.score is not None)


@pytest.mark.parametrize(
    ("now", "then", "value", "note"),
    [
        (23_000, 21_000, 2_000, ""),
        (None, 1, None, "no score now"),
        (1, None, None, "no score then"),
        (None, None, None, "no score at either time"),
    ],
)
def test_a_change_needs_two_scores(now: int | None, then: int | None, value: int | None, note: str) -> None:
    found = change(now, then, same_version=True, same_keys=True)
    assert found == Change(value, comparable=True, note=note)


def test_a_change_across_versions_says_so_or_is_not_made() -> None:
    shared = change(1, 2, same_version=False, same_keys=True)
    assert (shared.value, shared.comparable) == (-1, True)
    assert "both share" in shared.note
    different = change(1, 2, same_version=False, same_keys=False)
    assert (different.value, different.comparable) == (None, False)
    assert different.note.startswith("not comparable")


@pytest.mark.parametrize("weight", [0, -1])
def test_a_weight_is_positive(weight: int) -> None:
    with pytest.raises(ValueError, match="at least 1"):
        PracticeAnswer(weight, 1)


def test_an_answer_is_a_level_or_not_applicable() -> None:
    with pytest.raises(ValueError, match="never both"):
        PracticeAnswer(1, 2, not_applicable=True)


@pytest.mark.parametrize(
    ("days", "with_evidence", "expected"),
    [
        (0, True, 10_000),
        (90, True, 7_071),
        (180, True, 5_000),
        (360, True, 2_500),
        (900, True, 313),  # 312.5, half-up
        (-5, True, 10_000),
        (0, False, 5_000),
        (179, False, 5_000),
        (360, False, 2_500),
    ],
)
def test_confidence_halves_with_every_half_life(days: int, with_evidence: bool, expected: int) -> None:
    assert confidence(days, 180, with_evidence=with_evidence) == expected


@given(st.integers(0, 5_000), st.integers(1, 2_000), st.booleans())
def test_confidence_never_grows_with_time_and_is_half_at_most_without_evidence(
    days: int, half_life: int, with_evidence: bool
) -> None:
    now = confidence(days, half_life, with_evidence=with_evidence)
    assert 0 <= confidence(days + 1, half_life, with_evidence=with_evidence) <= now <= UNIT
    assert confidence(days, half_life, with_evidence=False) == min(
        UNIT // 2, confidence(days, half_life, with_evidence=True)
    )
