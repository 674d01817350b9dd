"""A score that runs along equals the score of all answers at once, after every single change."""

from hypothesis import given
from hypothesis import strategies as st

from maturity.answer_moves import Submitted
from maturity.running_score import AskedDimension, Edition, running
from tests.maturity.courses import DIMENSIONS, editions, figure, said


@given(st.data())
def test_every_change_leaves_the_score_that_all_answers_have(data):
    edition = data.draw(editions()).only(data.draw(st.sampled_from(("", *DIMENSIONS))))
    answers = dict.fromkeys(edition.places)
    score = running(edition, {})
    assert score.score is None
    changes = st.tuples(st.sampled_from(list(answers)), said(edition.levels)) if answers else st.nothing()
    for practice, after in data.draw(st.lists(changes, max_size=12)) if answers else ():
        score.put(practice, answers[practice], after)
        answers[practice] = after
        assert score.score == figure(Submitted(edition, answers))


def test_answers_to_what_is_not_asked_do_not_count():
    edition = Edition(1, 1, 5, (AskedDimension("testing", 1, {"drills": 1}),))
    assert running(edition, {"drills": 3, "forgotten": 0}).score == 30000
    assert running(edition.only("security"), {"drills": 3}).score is None
