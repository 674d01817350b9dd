"""Steps in sentences, and how their figures are written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maturity.running_score import NOT_APPLICABLE
from maturity.scoring import UNIT, shown, signed
from maturity.waterfall import Kind, Move, Part, Step, Waterfall, waterfall
from maturity.why_words import NAMES, exact, exact_share, headline, move_in_words, sentence, share
from tests.maturity.courses import courses, organisations

figures = st.integers(-9 * UNIT, 9 * UNIT)


def as_number(text: str) -> float:
    return float(text.replace("−", "-"))


@given(figures)
def test_a_share_is_rounded_half_up_to_two_decimals_and_has_its_sign(value):
    text = share(value)
    assert abs(as_number(text) - value / UNIT) <= 0.005 + 1e-9
    assert share(-value) == text.translate(str.maketrans("+−", "−+"))
    assert (text[0] in "+−") == (as_number(text) != 0)


@given(figures)
def test_to_four_decimals_nothing_is_lost(value):
    assert round(as_number(exact_share(value)) * UNIT) == round(as_number(exact(value)) * UNIT) == value


@given(st.integers(0, 9 * UNIT))
def test_both_kinds_of_decimals_round_as_the_figures_of_other_pages_do(value):
    assert abs(as_number(share(value)) - as_number(signed(value))) <= 0.055


@given(organisations())
def test_every_step_has_a_sentence_that_ends_with_its_share(organisation):
    for step in waterfall(courses(organisation)).steps:
        for of_team in (True, False):
            text = sentence(step, of_team=of_team)
            assert text.startswith(NAMES[step.kind])
            assert text.endswith(f", {share(step.share)}")


def test_a_step_counts_its_practices_and_teams_once_each():
    parts = (
        Part("alerts", 2500, (Move(1, 1, 2), Move(2, 0, 3))),
        Part("drills", 1500, (Move(1, 2, 3),)),
    )
    step = Step(Kind.RAISED, 4000, parts)
    assert sentence(step) == "Raised: 2 practices in 2 teams, +0.40"
    assert sentence(step, of_team=True) == "Raised: 2 practices, +0.40"
    alone = Step(Kind.LOWERED, -100, (Part("alerts", -100, (Move(1, 2, 1),)),))
    assert sentence(alone) == "Lowered: 1 practice in 1 team, −0.01"


def test_what_applies_again_here_and_no_longer_there_is_one_practice():
    parts = (Part("a", 1, (Move(1, NOT_APPLICABLE, 2),)), Part("a", 1, (Move(2, 2, NOT_APPLICABLE),)))
    step = Step(Kind.APPLICABILITY, 2, parts)
    assert sentence(step) == "Applies again, or no longer: 1 practice in 2 teams, 0.00"


def test_steps_of_whole_teams_count_those():
    assert sentence(Step(Kind.JOINED, 500, teams=((1, 2), (2, 3)))) == (
        "New among those with data: 2 teams, +0.05"
    )
    assert sentence(Step(Kind.MODEL, -500, teams=((1, 2),)), of_team=True) == (
        "Another version of the model, −0.05"
    )


@pytest.mark.parametrize(
    ("then", "now", "dimension", "words"),
    [
        (23000, 26000, "", "Checkout went from 2.3 to 2.6 since 2026 Q3"),
        (23000, 26000, "Testing", "Checkout went from 2.3 to 2.6 in Testing since 2026 Q3"),
        (23000, 23200, "", "Checkout stayed at 2.3 since 2026 Q3"),
    ],
)
def test_the_headline_says_the_change(then, now, dimension, words):
    assert headline(Waterfall(then, now, ()), "Checkout", "2026 Q3", dimension) == words
    assert shown(then) in words


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [(1, 3, "1 → 3"), (None, 0, "not answered → 0"), (2, NOT_APPLICABLE, "2 → not applicable")],
)
def test_a_move_says_both_ends(before, after, words):
    assert move_in_words(Move(1, before, after)) == words
