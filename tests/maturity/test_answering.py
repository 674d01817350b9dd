from hypothesis import given
from hypothesis import strategies as st

from maturity.answering import (
    NOT_APPLICABLE_BECAUSE,
    AnswerContent,
    differences,
    problems,
    why_not_applicable,
)

contents = st.builds(
    AnswerContent,
    level=st.none() | st.integers(-1, 6),
    not_applicable=st.booleans(),
    not_applicable_because=st.sampled_from(["", "other", "too-early", "none-of-the-list"]),
    not_applicable_reason=st.text(max_size=20),
    note=st.text(max_size=20),
    target=st.none() | st.integers(-1, 6),
    target_by=st.sampled_from(["", "2027-q1", "2027-Q1", "soon"]),
)


@given(contents)
def test_content_without_a_problem_is_on_the_scale_and_says_why_it_does_not_apply(content):
    if not problems(content, 4):
        assert content.level is None or 0 <= content.level <= 4
        assert content.target is None or 0 <= content.target <= 4
        assert not content.not_applicable or (content.level is None and content.not_applicable_reason.strip())
        assert not content.not_applicable or content.not_applicable_because in NOT_APPLICABLE_BECAUSE
        assert content.target_by in {"", "2027-q1"}


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
    assert problems(AnswerContent(not_applicable=True, not_applicable_because="other"), 4).keys() == {
        "not_applicable_reason"
    }
    assert problems(
        AnswerContent(
            level=1, not_applicable=True, not_applicable_because="other", not_applicable_reason="why"
        ),
        4,
    ).keys() == {"level"}
    assert problems(
        AnswerContent(not_applicable=True, not_applicable_because="other", not_applicable_reason="x" * 301), 4
    ).keys() == {"not_applicable_reason"}


def test_a_reason_goes_away_with_not_applicable():
    assert AnswerContent(level=2, not_applicable_reason="no batch jobs").tidied().not_applicable_reason == ""


def test_not_applicable_needs_both_a_reason_of_the_list_and_a_word():
    assert problems(AnswerContent(not_applicable=True), 4).keys() == {
        "not_applicable_because",
        "not_applicable_reason",
    }
    assert AnswerContent(not_applicable=True).tidied().not_applicable_because == ""


def test_why_a_practice_does_not_apply_is_told_by_label_and_word():
    told = why_not_applicable("too-early", "Launches in spring.")
    assert told == "Too early in the product’s life: Launches in spring."
    assert why_not_applicable("", "An answer from before the list.") == "An answer from before the list."
