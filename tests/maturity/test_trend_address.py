"""What a trend's address says: everything that the page shows, nothing that goes without saying, and no nonsense."""

from datetime import date

import pytest
from django.http import QueryDict

from maturity.trend_address import BadRange, TrendAddress

TODAY = date(2026, 11, 22)


def read(query):
    return TrendAddress.read(QueryDict(query))


def test_nothing_said_is_the_default():
    assert read("") == TrendAddress()
    assert TrendAddress().query == ""


@pytest.mark.parametrize(
    "query",
    [
        "?division=payments&measure=gap&step=month",
        "?team=ledger&from=2026-01-01&to=2026-11-19",
        "?dimension=testing&as=table&page=3",
        "?line=testing&line=overall",
    ],
)
def test_what_is_said_is_read_and_said_again(query):
    assert read(query.removeprefix("?")).query == query


@pytest.mark.parametrize(
    "query", ["measure=x", "step=week", "page=0", "page=9999999", "as=poem", "nonsense=1"]
)
def test_what_makes_no_sense_counts_as_not_said(query):
    assert read(query) == TrendAddress()


def test_a_line_is_named_once():
    assert read("line=a&line=b&line=a").lines == ("a", "b")


def test_something_else_begins_at_the_first_page():
    assert read("page=3&step=day").but(step="month") == read("step=month")


def test_days_that_are_left_out_leave_the_beginning_open_and_end_today():
    assert TrendAddress().days(TODAY) == (None, TODAY)
    assert read("from=2026-01-31&to=2026-02-01").days(TODAY) == (date(2026, 1, 31), date(2026, 2, 1))
    assert read("from= 2026-01-31 ").days(TODAY) == (date(2026, 1, 31), TODAY)


def test_nothing_is_shown_of_days_to_come():
    assert read("to=2099-01-01").days(TODAY) == (None, TODAY)


@pytest.mark.parametrize(
    ("query", "field", "words"),
    [
        ("from=yesterday", "from", "“yesterday” is no day. Write it like 2026-11-19."),
        ("from=2026-13-01", "from", "is no day"),
        ("from=20260101", "from", "is no day"),
        ("to=2026-02-30", "to", "“2026-02-30” is no day"),
        ("to=%00", "to", "is no day"),
        ("from=٢٠٢٦-٠١-٠١", "from", "is no day"),
        (
            "from=2026-03-01&to=2026-02-01",
            "from",
            "begins after it ends, on Sun 1 Feb 2026. Choose an earlier",
        ),
        ("from=2026-11-23", "from", "still to come. Choose today or an earlier day."),
    ],
)
def test_days_that_make_no_range_are_refused_in_words(query, field, words):
    with pytest.raises(BadRange, match=words) as refusal:
        read(query).days(TODAY)
    assert refusal.value.field == field


def test_a_long_word_is_not_repeated_whole():
    with pytest.raises(BadRange) as refusal:
        read(f"from={'x' * 5000}").days(TODAY)
    assert len(refusal.value.words) < 120
