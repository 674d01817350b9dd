"""Sentences about figures: their numbers, worked out once more, give the figure that is shown."""

import re
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from maturity.explanations import TERMS_SHOWN, explain_dimension
from maturity.scoring import UNIT, PracticeAnswer, dimension_figures, dimension_means, percent, ratio, shown
from tests.maturity.test_scoring import answers

MEANS = ("score", "raw_score", "target", "gap", "confidence", "disagreement")
SHARES = ("coverage", "confidence")
SOME = [
    PracticeAnswer(2, 3, target=4, confidence=UNIT, spread=1),
    PracticeAnswer(1, 2, target=1, confidence=7071),
    PracticeAnswer(1, None, target=2),
    PracticeAnswer(3, None, not_applicable=True),
]


def test_a_sentence_has_the_numbers_that_made_the_figure() -> None:
    told = explain_dimension(SOME)
    by = "Divided by the sum of the weights,"
    assert told["score"] == f"Weight × level, over 2 answered practices: 2×3 + 1×2 = 8. {by} 3, that is 2.7."
    assert told["raw_score"] == (
        "As the score, with 1 not applicable practice counted as level 0: 2×3 + 1×2 + 3×0 = 8. "
        f"{by} 6, that is 1.3."
    )
    assert told["attained"] == (
        "The lowest level of 3 applicable practices, 1 unanswered counting as level 0: that is 0."
    )
    assert told["coverage"] == (
        "The weights of 2 answered practices, 3, divided by those of 3 applicable practices, 4: that is 75 %."
    )
    assert told["target"] == (
        f"Weight × target, over 3 practices with a target: 2×4 + 1×1 + 1×2 = 11. {by} 4, that is 2.8."
    )
    assert told["gap"] == (
        "Weight × levels short of the target, over 2 answered practices with a target: 2×1 + 1×0 = 2. "
        f"{by} 3, that is 0.7."
    )
    assert told["disagreement"] == (
        "Weight × levels between the highest and the lowest vote, over 1 answered practice with a vote: "
        f"2×1 = 2. {by} 2, that is 1.0."
    )


def test_confidence_says_how_it_fades() -> None:
    assert explain_dimension(SOME)["confidence"] == (
        "An answer's confidence halves with each half-life since it was vouched for; without evidence it is 50 % at "
        "most. Weight × confidence, over 2 answered practices: 2×100 % + 1×70.71 % = 270.71 %. "
        "Divided by the sum of the weights, 3, that is 90 %."
    )


def test_where_there_is_no_figure_the_sentence_says_why() -> None:
    assert explain_dimension([PracticeAnswer(1, None)]) == {
        "score": "No practice is answered.",
        "raw_score": "No practice is answered.",
        "attained": "The lowest level of 1 applicable practice, 1 unanswered counting as level 0: that is 0.",
        "coverage": (
            "The weights of 0 answered practices, 0, divided by those of 1 applicable practice, 1: that is 0 %."
        ),
        "target": "No practice that applies has a target.",
        "gap": "No answered practice has a target.",
        "confidence": "No practice is answered.",
        "disagreement": "No answered practice has a vote that is shown.",
    }
    nothing = explain_dimension([PracticeAnswer(1, None, not_applicable=True)])
    assert {nothing["attained"], nothing["coverage"]} == {"No practice applies."}


def test_a_long_sum_is_given_by_its_result_alone() -> None:
    many = [PracticeAnswer(1, 1)] * (TERMS_SHOWN + 1)
    assert explain_dimension(many)["score"] == (
        "Weight × level, over 13 answered practices: 13. Divided by the sum of the weights, 13, that is 1.0."
    )


@given(st.lists(answers, max_size=TERMS_SHOWN + 2))
def test_every_sentence_ends_in_the_figure(practices: list[PracticeAnswer]) -> None:
    figures = dimension_figures(practices)
    for name, sentence in explain_dimension(practices).items():
        figure = getattr(figures, name)
        result = str(figure) if name == "attained" else (percent if name in SHARES else shown)(figure)
        assert sentence.endswith(f"that is {result}.") == (figure is not None)


@given(st.lists(answers, max_size=TERMS_SHOWN + 2))
def test_the_numbers_of_a_sentence_give_the_figure(practices: list[PracticeAnswer]) -> None:
    figures, means, sentences = (
        dimension_figures(practices),
        dimension_means(practices),
        explain_dimension(practices),
    )
    for name in MEANS:
        found = re.search(r": ([^:]*?)\. Divided by the sum of the weights, (\d+), that is", sentences[name])
        assert bool(found) == (getattr(figures, name) is not None)
        if found:
            products, _, total = found[1].rpartition(" = ")
            summed = [Fraction(w) * _number(v) for w, v in re.findall(r"(\d+)×([\d.]+)", products)]
            assert _number(total) == (sum(summed) if products else _number(total))
            scale = 100 if name == "confidence" else 1
            exact = int(_number(total) * scale)
            assert (exact, int(found[2])) == (
                getattr(means, name).total,
                getattr(means, name).weight,
            )
            assert ratio(exact, int(found[2]) * (UNIT if name == "confidence" else 1)) == getattr(
                figures, name
            )


def _number(text: str) -> Fraction:
    return Fraction(text.removesuffix(" %"))
