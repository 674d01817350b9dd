from hypothesis import given
from hypothesis import strategies as st

from maturity.answering import AnswerContent, differences, problems

contents = st.builds(
    AnswerContent,
    level=st.none() | st.integers(-1, 6),
    not_applicable=st.booleans(),
    not_applicable_reason=st.text(max_size=20),
    note=st.text(max_size=20),
    target=st.none() | st.integers(-1, 6),
)


@given(contents)
def test_content_without_a_problem_is_on_the_scale_and_says_why_it_does_not_apply(content):
    if not problems(content, 4):
        assert content.level is None or 0 <= content.level <= 4
        assert content.target is None or 0 <= content.target <= 4
        assert not content.not_applicable or (content.level is None and content.not_applicable_reason.strip())


@given(contents)
def test_tidying_twice_is_tidying_once(content):
    assert content.tidied().tidied() == content.tidied()


@given(contents, contents)
def test_there_are_differences_exactly_where_tidied_contents_differ(one, other):
    one, other = one.tidied(), other.tidied()
    if not (problems(one, 4) or problems(other, 4)):
        assert bool(differences(one, other)) == (one != other)


def test_each_problem_names_its_field():
    wrong = AnswerContent(level=7, note="x" * 10_001, target=5)
    assert problems(wrong, 4).keys() == {"level", "note", "target"}
    assert problems(AnswerContent(not_applicable=True), 4).keys() == {"not_applicable_reason"}
    assert problems(AnswerContent(level=1, not_applicable=True, not_applicable_reason="why"), 4).keys() == {
        "level"
    }
    assert problems(AnswerContent(not_applicable=True, not_applicable_reason="x" * 301), 4).keys() == {
        "not_applicable_reason"
    }


def test_a_reason_goes_away_with_not_applicable():
    assert AnswerContent(level=2, not_applicable_reason="no batch jobs").tidied().not_applicable_reason == ""
