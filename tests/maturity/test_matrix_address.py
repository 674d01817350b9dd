"""The matrix's address holds the state of the page, and nothing that is already the default."""

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from maturity.matrix_address import MEASURES, MatrixAddress

WORDS = st.text("abcdefgh-0123456789", max_size=12)


def read(query: str) -> MatrixAddress:
    return MatrixAddress.read(QueryDict(query))


@given(
    st.builds(
        MatrixAddress,
        cycle=WORDS,
        compare=WORDS,
        division=WORDS,
        measure=st.sampled_from(sorted(MEASURES)),
        sort=WORDS.filter(bool),
        page=st.integers(1, 999_999),
    )
)
def test_an_address_read_again_is_the_same(address):
    assert read(address.query.removeprefix("?")) == address


def test_the_default_page_has_no_query():
    assert MatrixAddress().query == ""
    assert read("cycle=&compare=&division=&measure=score&sort=team").query == ""


@pytest.mark.parametrize("page", ["0", "-1", "x", "²", "", "99999999999"])
def test_a_page_that_is_no_number_is_the_first(page):
    assert read(f"page={page}").page == 1


def test_an_unknown_measure_is_the_score():
    assert read("measure=level").measure == "score"


def test_a_column_sorts_smallest_first_and_then_the_other_way_round():
    once = MatrixAddress(page=3).sorted_by("testing")
    assert (once.sort, once.page, once.largest_first) == ("testing", 1, False)
    twice = once.sorted_by("testing")
    assert (twice.sort, twice.column, twice.largest_first) == ("-testing", "testing", True)
    assert twice.sorted_by("testing") == once


def test_another_measure_keeps_the_rest():
    assert MatrixAddress(division="risk", sort="-testing").showing("gap").query == (
        "?division=risk&measure=gap&sort=-testing"
    )
