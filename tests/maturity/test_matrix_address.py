"""The matrix's address holds the state of the page, and nothing that is already the default."""

from datetime import date

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from maturity.matrix_address import MEASURES, SUBMITTED, MatrixAddress, as_day

WORDS = st.text("abcdefgh-0123456789", max_size=12)


def read(query: str) -> MatrixAddress:
    return MatrixAddress.read(QueryDict(query))


@given(
    st.builds(
        MatrixAddress,
        cycle=WORDS,
        compare=WORDS,
        division=WORDS,
        q=st.text(st.characters(exclude_characters="\0", exclude_categories=("Cs",)), max_size=100).map(
            str.strip
        ),
        dimension=WORDS,
        submitted=st.sampled_from(("", *SUBMITTED)),
        gap=st.sampled_from(("", "1")),
        fold=WORDS,
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


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("2026-11-03", date(2026, 11, 3)),
        ("2026-q4", None),
        ("2026-13-01", None),
        ("20261103", None),
        ("", None),
        ("٢٠٢٦-11-03", None),
    ],
)
def test_a_day_is_told_from_a_cycle(name, day):
    assert as_day(name) == day


def test_days_are_those_of_either_side():
    assert MatrixAddress(cycle="2026-11-03", compare="2026-q3").days == [date(2026, 11, 3)]
    assert MatrixAddress(compare="2026-11-02").days == [date(2026, 11, 2)]


def test_folding_twice_unfolds():
    once = MatrixAddress().folding("risk").folding("payments")
    assert once.folded == {"payments", "risk"}
    assert once.query == "?fold=payments.risk"
    assert once.folding("risk").folding("payments") == MatrixAddress()
    assert MatrixAddress().folding_all(["b", "a"]) == MatrixAddress(fold="a.b")


def test_however_many_divisions_are_folded_the_address_holds_them_all():
    all_folded = MatrixAddress().folding_all(f"division-{n}" for n in range(200))
    assert read(all_folded.query.removeprefix("?")) == all_folded


def test_filters_are_counted_and_taken_away_together():
    filtered = MatrixAddress(division="risk", q="pay", gap="1", submitted="no", page=2)
    assert filtered.filters == 3
    assert filtered.unfiltered() == MatrixAddress(division="risk")


@pytest.mark.parametrize("query", ["submitted=maybe", "gap=2", "measure=level", "q=+++"])
def test_what_makes_no_sense_is_not_said(query):
    assert read(query) == MatrixAddress()


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
