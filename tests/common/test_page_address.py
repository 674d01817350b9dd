"""The address of a list: what it says can be said again."""

from dataclasses import dataclass, replace

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from common.page_address import LONGEST, PageAddress


@dataclass(frozen=True, slots=True)
class Asked(PageAddress):
    words: str = ""
    team: str = ""


@given(st.dictionaries(st.sampled_from(("words", "team", "unknown")), st.text()))
def test_an_address_read_from_what_it_says_is_the_same(asked):
    address = Asked.read(asked)
    assert Asked.read(QueryDict(address.query.removeprefix("?"))) == address
    assert not {"\0"} & set(address.words + address.team)


def test_nothing_said_is_no_query_and_a_word_has_its_end():
    assert Asked().query == ""
    assert Asked.read({"words": "  a b "}).query == "?words=a+b"
    assert len(Asked.read({"team": "x" * 999}).team) == LONGEST
    assert Asked.read({"team": "x" * (LONGEST - 1) + " y"}).team == "x" * (LONGEST - 1)


@dataclass(frozen=True, slots=True)
class Shown(PageAddress):
    measure: str = "score"
    page: int = 1
    folded: str = ""

    CHOICES = {"measure": ("score", "gap")}
    LISTS = ("folded",)

    def sensible(self) -> "Shown":
        return replace(self, page=1) if self.folded == "all" else self


@pytest.mark.parametrize(
    ("asked", "query"),
    [
        ({"measure": "score", "page": "1"}, ""),
        ({"measure": "gap", "page": "2"}, "?measure=gap&page=2"),
        ({"measure": "shoe size", "page": "0"}, ""),
        *(({"page": page}, "") for page in ("-1", "x", "²", "1.5", "99999999999")),
        ({"folded": "x" * 999}, f"?folded={'x' * 999}"),
        ({"folded": "all", "page": "3"}, "?folded=all"),
    ],
    ids=str,
)
def test_what_makes_no_sense_or_is_the_default_is_not_said(asked, query):
    assert Shown.read(asked).query == query
