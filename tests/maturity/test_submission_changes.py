from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maturity.answering import AnswerContent
from maturity.submission_changes import Aspect, Comparison, Difference, Link, Told, compare

links = st.builds(
    Link,
    title=st.sampled_from(["Inventory", "Board"]),
    url=st.sampled_from(["https://example.org/a", "https://example.org/b"]),
    dated=st.sampled_from(["2026-08-01", "2026-11-14"]),
)
contents = st.one_of(
    st.builds(
        AnswerContent,
        level=st.none() | st.integers(0, 4),
        note=st.sampled_from(["", "One line.", "Two\nlines."]),
        target=st.none() | st.integers(0, 4),
        target_by=st.sampled_from(["", "2027-q1"]),
    ),
    st.builds(
        AnswerContent,
        not_applicable=st.just(value=True),
        not_applicable_because=st.sampled_from(["too-early", "other"]),
        not_applicable_reason=st.sampled_from(["Not yet.", "No jobs."]),
    ),
)
tellings = st.builds(Told, content=contents, evidence=st.frozensets(links, max_size=2))
submissions = st.dictionaries(st.sampled_from(["a", "b", "c", "d"]), tellings)


@given(submissions)
def test_a_submission_says_nothing_otherwise_than_itself(said):
    assert compare(said, said) == Comparison((), (), (), len(said))


@given(submissions, submissions)
def test_swapping_swaps_before_and_after(one, other):
    there, back = compare(one, other), compare(other, one)
    assert {Difference(each.key, each.after, each.before) for each in back.differences} == set(
        there.differences
    )
    assert (back.only_before, back.only_after) == (there.only_after, there.only_before)
    assert back.shared == there.shared


@given(submissions, submissions)
def test_every_practice_is_told_of_once(one, other):
    found = compare(one, other)
    assert found.shared + len(found.only_before) == len(one)
    assert found.shared + len(found.only_after) == len(other)
    assert [each.key for each in found.differences] == [
        key for key in other if key in one and Difference(key, one[key], other[key]).aspects
    ]


@given(submissions, submissions)
def test_taking_over_what_differs_leaves_no_difference(one, other):
    found = compare(one, other)
    corrected = one | {each.key: each.after for each in found.differences}
    assert compare(corrected, other).differences == ()


@given(tellings)
def test_texts_that_differ_in_white_space_around_them_do_not_differ(said):
    padded = replace(said, content=replace(said.content, note=f"  {said.content.note}\r\n"))
    assert compare({"a": said}, {"a": padded}).differences == ()


SAID = AnswerContent(level=2, note="Done.", target=3, target_by="2027-q1")
AWAY = AnswerContent(not_applicable=True, not_applicable_because="other", not_applicable_reason="No jobs.")


@pytest.mark.parametrize(
    ("before", "after", "aspects"),
    [
        (SAID, replace(SAID, level=3), [Aspect.LEVEL]),
        (SAID, replace(SAID, level=None), [Aspect.LEVEL]),
        (SAID, replace(SAID, note="Undone."), [Aspect.NOTE]),
        (SAID, replace(SAID, target=4), [Aspect.TARGET]),
        (SAID, replace(SAID, target_by="2027-q2"), [Aspect.TARGET]),
        (AWAY, replace(AWAY, not_applicable_reason="No services."), [Aspect.REASON]),
        (AWAY, replace(AWAY, not_applicable_because="too-early"), [Aspect.REASON]),
        (SAID, AWAY, [Aspect.LEVEL, Aspect.REASON, Aspect.NOTE, Aspect.TARGET]),
    ],
)
def test_each_aspect_is_told_apart(before, after, aspects):
    (found,) = compare({"a": Told(before)}, {"a": Told(after)}).differences
    assert list(found.aspects) == aspects


def test_evidence_differs_by_title_address_or_day_and_not_by_its_order():
    one, other = (
        Link("A", "https://example.org/a", "2026-08-01"),
        Link("B", "https://example.org/b", "2026-08-01"),
    )
    said = Told(SAID, frozenset([one, other]))
    assert compare({"a": said}, {"a": Told(SAID, frozenset([other, one]))}).differences == ()
    newly = Told(SAID, frozenset([replace(one, dated="2026-11-14"), other]))
    assert compare({"a": said}, {"a": newly}).differences[0].aspects == (Aspect.EVIDENCE,)
