from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.spreadsheets.values import BadCell
from maturity.answer_rows import (
    KEPT,
    NO_REASON,
    NOT_APPLICABLE,
    Link,
    Mention,
    Scale,
    Stated,
    dated_links,
    link_lines,
    links_in,
    merged,
    quarter_in,
    stated,
)
from maturity.answering import NOT_APPLICABLE_BECAUSE, AnswerContent, problems
from tests.build import SCALE

DAY = date(2025, 9, 30)
scale = Scale(SCALE)
levels = st.none() | st.integers(0, scale.highest)
quarters = st.builds("{}-q{}".format, st.integers(2000, 2040), st.integers(1, 4))


@st.composite
def contents(draw: st.DrawFn) -> AnswerContent:
    """What a person could have saved."""
    excluded = draw(st.booleans())
    target = draw(levels)
    return AnswerContent(
        level=None if excluded else draw(levels),
        not_applicable=excluded,
        not_applicable_because=draw(st.sampled_from([*NOT_APPLICABLE_BECAUSE])) if excluded else "",
        not_applicable_reason=draw(st.text("abc =", min_size=1).filter(str.strip)).strip()
        if excluded
        else "",
        note=draw(st.text("ab\n=;,")).strip(),
        target=target,
        target_by="" if target is None else draw(quarters),
    )


def cells_of(content: AnswerContent) -> dict[str, object]:
    return {
        "level": NOT_APPLICABLE if content.not_applicable else content.level,
        "not_applicable_because": content.not_applicable_because,
        "not_applicable_reason": content.not_applicable_reason,
        "note": content.note,
        "target": content.target,
        "target_by": content.target_by,
    }


@given(before=contents(), after=contents())
def test_an_answer_written_as_cells_is_read_as_itself_whatever_was_before(before, after):
    said, wrong = stated(cells_of(after), scale)
    assert not wrong
    assert merged(said, before, "2026-q1") == after


@given(before=contents(), after=contents(), columns=st.sets(st.sampled_from([*cells_of(AnswerContent())])))
def test_columns_that_the_file_lacks_leave_what_is_there_and_make_nothing_unfit(before, after, columns):
    cells = {name: cell for name, cell in cells_of(after).items() if name in columns}
    said, _ = stated(cells, scale)
    result = merged(said, before, "2026-q1")
    assert problems(result, scale.highest) == {}
    if "note" not in columns:
        assert result.note == before.note
    if not columns:
        assert result == before


@given(
    st.lists(
        st.builds(
            Link,
            st.dates(),
            st.just("https://a.example/b?c=d"),
            st.text("ab c", min_size=1).map(str.strip).filter(bool),
        )
    )
)
def test_links_written_as_lines_are_read_as_themselves(links):
    read = dated_links(links_in(link_lines(links)), DAY)
    assert sorted(read) == sorted(links)
    assert [link.dated for link in read] == sorted((link.dated for link in links), reverse=True)


@pytest.mark.parametrize(
    ("cell", "level"),
    [
        (2, 2),
        (2.0, 2),
        ("2", 2),
        ("2,0", 2),
        (" managed ", 2),
        ("2 · Managed", 2),
        ("N/A", NOT_APPLICABLE),
        ("Not applicable", NOT_APPLICABLE),
        ("", None),
        (None, None),
    ],
)
def test_levels_are_named_by_number_or_by_word(cell, level):
    assert scale.level(cell) == level


@pytest.mark.parametrize("cell", [5, -1, 2.5, "2.5", "high", True, "5,0"])
def test_what_is_no_level_is_named_with_the_levels_that_there_are(cell):
    with pytest.raises(BadCell, match="Write a number from 0 to 4, or a name"):
        scale.level(cell)


def test_a_target_is_a_level_and_never_not_applicable():
    assert scale.target("Leading") == 4
    with pytest.raises(BadCell):
        scale.target("n/a")


@pytest.mark.parametrize("words", ["2025-q3", "2025 Q3", "Q3 2025", "q3/2025", "2025Q3", "2025-Q3"])
def test_quarters_are_written_in_several_ways(words):
    assert quarter_in(words).slug == "2025-q3"


@pytest.mark.parametrize("words", ["2025", "Q5 2025", "2025-q0", "0000-q1", "autumn"])
def test_what_is_no_quarter_is_none(words):
    assert quarter_in(words) is None


def test_what_does_not_apply_for_no_reason_says_that_none_was_given():
    said, _ = stated({"level": "n/a"}, scale)
    answer = merged(said, AnswerContent(level=2, note="kept"), "")
    assert (answer.level, answer.not_applicable_because, answer.not_applicable_reason) == (
        None,
        "other",
        NO_REASON,
    )
    assert answer.note == "kept"


def test_a_new_target_is_meant_for_the_quarter_after_the_cycle():
    said, _ = stated({"target": 3}, scale)
    assert merged(said, AnswerContent(), "2026-q1").target_by == "2026-q1"
    assert merged(said, AnswerContent(target=3, target_by="2025-q4"), "2026-q1").target_by == "2025-q4"


def test_a_link_may_go_without_day_and_title():
    assert links_in("https://wiki.example/a\n14.11.2026 https://wiki.example/b Plan B") == (
        Mention(None, "https://wiki.example/a", "wiki.example/a"),
        Mention(date(2026, 11, 14), "https://wiki.example/b", "Plan B"),
    )
    assert dated_links(links_in("https://wiki.example/a"), DAY) == (
        Link(DAY, "https://wiki.example/a", "wiki.example/a"),
    )


def test_each_cell_that_is_wrong_is_named():
    cells = {
        "level": 9,
        "target": "x",
        "target_by": "soon",
        "evidence": "see wiki",
        "answered_on": "31.2.2025",
    }
    said, wrong = stated(cells, scale)
    assert [column for column, _ in wrong] == ["level", "target", "target_by", "evidence", "answered_on"]
    assert said == Stated()
    assert said.level is KEPT
