"""How invented teams answer."""

from datetime import date
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from plans.demonstration.answers import PracticeSpec, TeamStory

PRACTICES = [PracticeSpec(number, f"practice-{number}", f"dimension-{number % 5}") for number in range(35)]
DAY = date(2026, 11, 19)


@given(seed=st.integers(0, 10_000), quarter=st.integers(0, 8), highest=st.integers(1, 9))
def test_every_answer_is_one_that_the_model_allows(seed: int, quarter: int, highest: int) -> None:
    for answer in TeamStory(PRACTICES, highest, Random(seed)).answers(quarter, DAY):
        assert answer.level is None or 0 <= answer.level <= highest
        assert answer.target is None or (answer.level or 0) <= answer.target <= highest
        assert not (answer.not_applicable and answer.level is not None)
        assert all(dated < DAY for _, dated in answer.evidence)


def test_most_teams_rise_slowly_and_some_fall() -> None:
    moves = [_movement(seed) for seed in range(200)]
    rising = sum(move > 0 for move in moves) / len(moves)
    assert 0.6 < rising < 0.99
    assert max(abs(move) for move in moves) < 2.5, "six quarters move nobody across the whole scale"


def _movement(seed: int) -> float:
    story = TeamStory(PRACTICES, 4, Random(seed))
    first, last = (
        [a.level for a in story.answers(quarter, DAY) if a.level is not None] for quarter in (0, 5)
    )
    return sum(last) / len(last) - sum(first) / len(first)
