"""How a dimension's figures came about, in sentences with the numbers that made them.

Each sentence is written from the terms that `maturity.scoring` computes the figure of, and ends in that figure.
"""

from collections.abc import Iterable

from maturity.scoring import Mean, PracticeAnswer, dimension_figures, dimension_means, percent, shown

TERMS_SHOWN = 12
"""Of a longer sum the sentence gives the result alone."""

_FADES = (
    "An answer's confidence halves with each half-life since it was vouched for; "
    "without evidence it is 50 % at most."
)


def explain_dimension(answers: Iterable[PracticeAnswer]) -> dict[str, str]:
    """A sentence for each figure, by its name in `maturity.scoring.Figures`."""
    practices = list(answers)
    means, figures = dimension_means(practices), dimension_figures(practices)
    answered = _practices(figures.answered, "answered")
    return {
        "score": _mean(f"Weight × level, over {answered}", means.score, "No practice is answered."),
        "raw_score": _mean(
            f"As the score, {_excluded(figures.not_applicable)}",
            means.raw_score,
            "No practice is answered.",
        ),
        "attained": _attained(practices),
        "coverage": _coverage(means.coverage, figures.answered, figures.applicable),
        "target": _mean(
            f"Weight × target, over {_practices(len(means.target.terms))} with a target",
            means.target,
            "No practice that applies has a target.",
        ),
        "gap": _mean(
            f"Weight × levels short of the target, over {_practices(len(means.gap.terms), 'answered')} with a target",
            means.gap,
            "No answered practice has a target.",
        ),
        "confidence": _mean(
            f"{_FADES} Weight × confidence, over {answered}", means.confidence, "No practice is answered."
        ),
        "disagreement": _mean(
            f"Weight × levels between the highest and the lowest vote, over "
            f"{_practices(len(means.disagreement.terms), 'answered')} with a vote",
            means.disagreement,
            "No answered practice has a vote that is shown.",
        ),
    }


def _mean(what: str, mean: Mean, nothing: str) -> str:
    if mean.figure is None:
        return nothing
    total = _value(mean.total, mean)
    products = " + ".join(f"{weight}×{_value(value, mean)}" for weight, value in mean.terms)
    summed = f"{products} = {total}" if len(mean.terms) <= TERMS_SHOWN else total
    result = shown(mean.figure) if mean.unit > 1 else percent(mean.figure)
    return f"{what}: {summed}. Divided by the sum of the weights, {mean.weight}, that is {result}."


def _value(value: int, mean: Mean) -> str:
    """A plain level; or a share as it is kept, in hundredths of a per cent."""
    if mean.unit > 1:
        return str(value)
    return f"{value // 100}.{value % 100:02}".removesuffix(".00") + " %"


def _attained(practices: Iterable[PracticeAnswer]) -> str:
    applicable = [each for each in practices if not each.not_applicable]
    if not applicable:
        return "No practice applies."
    missing = sum(each.level is None for each in applicable)
    counted = f", {missing} unanswered counting as level 0" if missing else ""
    lowest = dimension_figures(applicable).attained
    return f"The lowest level of {_practices(len(applicable), 'applicable')}{counted}: that is {lowest}."


def _coverage(mean: Mean, answered: int, applicable: int) -> str:
    if mean.figure is None:
        return "No practice applies."
    return (
        f"The weights of {_practices(answered, 'answered')}, {mean.total}, divided by those of "
        f"{_practices(applicable, 'applicable')}, {mean.weight}: that is {percent(mean.figure)}."
    )


def _practices(count: int, kind: str = "") -> str:
    return " ".join(word for word in (str(count), kind, "practice" if count == 1 else "practices") if word)


def _excluded(count: int) -> str:
    if not count:
        return "as every practice applies"
    return f"with {_practices(count, 'not applicable')} counted as level 0"
